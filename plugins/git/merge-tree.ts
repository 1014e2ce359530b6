/** Merges that touch neither branches nor files: git computes the tree, nothing else. Needs git 2.38. */
import type { Clone } from './client.ts';
import { readGit } from './client.ts';

export type MergedTree = { readonly status: 'clean'; readonly tree: string } | { readonly status: 'conflict'; readonly files: readonly string[] };

/** What merging `theirs` into `ours` gives. Both are full ids: for an unknown name git would answer as for a conflict. */
export async function mergeTrees(clone: Clone, ours: string, theirs: string): Promise<MergedTree> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
  const { exitCode, stdout } = await readGit(clone, args, { exitCodes: [0, 1] });
  const [tree = '', ...files] = stdout.split('\0').filter(part => part !== '');
  return exitCode === 0 ? { status: 'clean', tree } : { status: 'conflict', files };
}

/**
 * What undoing `commit` against its parent gives on `onto`: a three-way merge with the commit as the base. The three trees are dressed as
 * commits of their own, since `merge-tree --merge-base` is younger than the git of many machines.
 */
export async function revertTrees(clone: Clone, trees: { readonly commit: string; readonly parent: string; readonly onto: string }): Promise<MergedTree> {
  if (trees.onto === trees.commit) return { status: 'clean', tree: trees.parent };
  const base = await looseCommit(clone, trees.commit);
  return mergeTrees(clone, await looseCommit(clone, trees.onto, base), await looseCommit(clone, trees.parent, base));
}

/** A commit that no ref knows. Its name and dates are fixed, so that the same trees give the same commit. */
async function looseCommit(clone: Clone, tree: string, parent?: string): Promise<string> {
  const args = ['commit-tree', '--no-gpg-sign', tree, ...(parent === undefined ? [] : ['-p', parent]), '-m', 'runbook'];
  return (await readGit(clone, args, { env: FIXED })).stdout;
}

const FIXED = {
  GIT_AUTHOR_NAME: 'runbook',
  GIT_AUTHOR_EMAIL: 'runbook@localhost',
  GIT_AUTHOR_DATE: '@0 +0000',
  GIT_COMMITTER_NAME: 'runbook',
  GIT_COMMITTER_EMAIL: 'runbook@localhost',
  GIT_COMMITTER_DATE: '@0 +0000',
};
