import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import type { Clone } from './client.ts';
import { openClone } from './client.ts';
import type { CommitFacts } from './commit.ts';
import { readCommit } from './commit.ts';
import { branchExists, conflict, noSuchRef, short } from './failures.ts';
import { revertTrees } from './merge-tree.ts';
import type { CommitMove, Move } from './moves.ts';
import { performMoves, toEffect } from './moves.ts';
import { checkBranchName, fetchBranch, localBranch, remoteBranch, resolveCommit, treeOf } from './refs.ts';
import { FETCHED_FIRST, REMOTE, REPO, SHA, TREE } from './schemas.ts';

export const revert = defineChange({
  name: 'revert',
  summary: 'Take a merge back on a new branch, and push it',
  description: `The branch begins at the commit that is taken back (or \`onto\`) and gets one commit. Nothing is checked out. A commit that is no merge is refused: \`git revert\` would silently take back less than the release. ${FETCHED_FIRST}`,
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['commit', 'branch'],
    properties: {
      repo: REPO,
      remote: REMOTE,
      commit: { type: 'string', minLength: 1, description: 'The merge that is taken back' },
      mainline: { type: 'integer', minimum: 1, description: 'Which parent is gone back to. Default: 1, what the branch was before the merge' },
      branch: { type: 'string', minLength: 1, description: 'Name of the new branch' },
      onto: { type: 'string', minLength: 1, description: 'Where the branch begins. Default: the commit itself' },
      push: { type: 'boolean', description: 'Whether to push the branch too. Default: false' },
    },
  },
  outputs: {
    type: 'object',
    required: ['sha', 'tree', 'branch'],
    properties: { sha: { ...SHA, description: 'The commit that takes it back' }, tree: TREE, branch: { type: 'string', description: 'The new branch' } },
  },
  examples: [{ title: 'Take the last release back', with: { commit: 'origin/stages/prod', mainline: 1, branch: 'revert-rc-112', push: true } }],
  async preview(params, context) {
    const clone = openClone(context, params);
    return (await missingMoves(clone, params)).moves.map(move => toEffect(clone, move));
  },
  async check(params, context) {
    const clone = openClone(context, params);
    const { moves } = await missingMoves(clone, params);
    return moves.length === 0 ? { done: true, outputs: await describeBranch(clone, params.branch) } : { done: false };
  },
  async run(params, context, effects) {
    const clone = openClone(context, params);
    await performMoves(clone, context, effects);
    return describeBranch(clone, params.branch);
  },
  async verify(params, { sha, branch }, context) {
    const clone = openClone(context, params);
    const has = params.push === true ? await remoteBranch(clone, branch) : sha;
    return has === sha
      ? { ok: true }
      : { ok: false, message: `${clone.remote} has ${branch} at ${has === undefined ? 'nothing' : short(has)}, not at ${short(sha)}.` };
  },
});

interface Wanted {
  readonly commit: string;
  readonly mainline?: number;
  readonly branch: string;
  readonly onto?: string;
  readonly push?: boolean;
}

async function missingMoves(clone: Clone, params: Wanted): Promise<{ moves: readonly Move[] }> {
  const { branch, push = false } = params;
  await checkBranchName(clone, branch);
  const wanted = await planRevert(clone, params);
  const local = await localBranch(clone, branch);
  const remote = push ? await fetchBranch(clone, branch) : undefined;
  if (local !== undefined && !(await isThisRevert(clone, local, wanted))) branchExists(branch, 'here', local, 'this revert');
  if (remote !== undefined && !(await isThisRevert(clone, remote, wanted))) branchExists(branch, `on ${clone.remote}`, remote, 'this revert');
  if (local !== undefined && remote !== undefined && local !== remote) branchExists(branch, `on ${clone.remote}`, remote, short(local));
  const create: Move = remote === undefined ? wanted : { does: 'git branch', branch, before: null, sha: remote };
  const publish: Move = { does: 'git push', branch, remote: clone.remote, before: null, sha: local ?? null, force: false };
  return { moves: [...(local === undefined ? [create] : []), ...(push && remote === undefined ? [publish] : [])] };
}

async function planRevert(clone: Clone, { commit, mainline = 1, branch, onto }: Wanted): Promise<CommitMove> {
  const bad = await readCommit(clone, await resolveCommit(clone, commit));
  const parent = requireMergeParent(bad, mainline);
  const base = onto === undefined ? bad.sha : await resolveCommit(clone, onto);
  const trees = { commit: bad.tree, parent: await treeOf(clone, parent), onto: await treeOf(clone, base) };
  const reverted = await revertTrees(clone, trees);
  if (reverted.status === 'conflict') conflict(`Taking ${bad.short} back`, reverted.files);
  if (reverted.tree === trees.onto)
    fail({ code: 'nothing-to-revert', message: `Taking ${bad.short} back changes nothing: its tree is that of its parent ${short(parent)}.` });
  const message = `Revert "${bad.subject}"\n\nThis reverts commit ${bad.sha}, reversing\nchanges made to ${parent}.\n`;
  return { does: 'git revert', branch, before: null, tree: reverted.tree, parents: [base], message };
}

function requireMergeParent({ short: name, sha, parents }: CommitFacts, mainline: number): string {
  const parent = parents[mainline - 1];
  if (parents.length === 2 && parent !== undefined) return parent;
  const why = parents.length === 2 ? `has no parent ${mainline}` : 'is no merge of two branches';
  return fail({
    code: 'not-a-merge',
    message: `${name} ${why}: git would take back that commit alone, not the release.`,
    hint: 'Take the merge commit of the release.',
    data: { sha, parents },
  });
}

async function isThisRevert(clone: Clone, sha: string, { tree, parents, message }: CommitMove): Promise<boolean> {
  const there = await readCommit(clone, sha);
  return there.tree === tree && there.parents.join() === parents.join() && there.message.trim() === message.trim();
}

async function describeBranch(clone: Clone, branch: string): Promise<{ sha: string; tree: string; branch: string }> {
  const sha = (await localBranch(clone, branch)) ?? noSuchRef(branch, clone.name);
  return { sha, tree: await treeOf(clone, sha), branch };
}
