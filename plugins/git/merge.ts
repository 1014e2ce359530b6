import { defineChange } from '../../engine/core/action.ts';
import type { Clone } from './client.ts';
import { openClone } from './client.ts';
import { readCommit } from './commit.ts';
import { conflict, diverged, noSuchRef, short } from './failures.ts';
import { mergeTrees } from './merge-tree.ts';
import type { CommitMove, Move } from './moves.ts';
import { performMoves, toEffect } from './moves.ts';
import { checkBranchName, fetchBranch, isAncestor, localBranch, remoteBranch, resolveCommit, treeOf } from './refs.ts';
import { FETCHED_FIRST, REMOTE, REPO, SHA, TREE } from './schemas.ts';

export const merge = defineChange({
  name: 'merge',
  summary: 'Merge a branch into another, and push it',
  description: `The merge is computed beside your checkout: nothing is checked out, no editor opens. With \`strategy: ours\` the branch keeps its files as they are and only counts the other as merged (a true-up). ${FETCHED_FIRST} A forced push replaces only what was seen on the remote, and only this branch.`,
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['branch', 'from'],
    properties: {
      repo: REPO,
      remote: REMOTE,
      branch: { type: 'string', minLength: 1, description: 'The branch that is merged into, here and on the remote' },
      from: { type: 'string', minLength: 1, description: 'What is merged' },
      strategy: { enum: ['ort', 'ours'], description: "`ort`: git's usual merge. `ours`: keep the branch's own files. Default: `ort`" },
      push: { enum: ['no', 'yes', 'force-with-lease'], description: 'Whether to push the branch. Default: `no`' },
    },
  },
  outputs: {
    type: 'object',
    required: ['sha', 'tree', 'tree_before'],
    properties: {
      sha: { ...SHA, description: 'Where the branch stands' },
      tree: TREE,
      tree_before: { ...TREE, description: 'Tree of the branch before the merge; equal to `tree` after `ours`' },
    },
  },
  examples: [
    { title: 'True up a release branch', with: { branch: 'stages/rc-2026-03-10', from: 'origin/stages/prod', strategy: 'ours', push: 'force-with-lease' } },
  ],
  async preview(params, context) {
    const clone = openClone(context, params);
    return (await missingMoves(clone, params)).moves.map(move => toEffect(clone, move));
  },
  async check(params, context) {
    const clone = openClone(context, params);
    const { moves, from } = await missingMoves(clone, params);
    return moves.length === 0 ? { done: true, outputs: await describeMerge(clone, params.branch, from) } : { done: false };
  },
  async run(params, context, effects) {
    const clone = openClone(context, params);
    await performMoves(clone, context, effects);
    return describeMerge(clone, params.branch, await resolveCommit(clone, params.from));
  },
  async verify(params, { sha }, context) {
    if ((params.push ?? 'no') === 'no') return { ok: true };
    const clone = openClone(context, params);
    const has = await remoteBranch(clone, params.branch);
    return has === sha
      ? { ok: true }
      : { ok: false, message: `${clone.remote} has ${params.branch} at ${has === undefined ? 'nothing' : short(has)}, not at ${short(sha)}.` };
  },
});

interface Wanted {
  readonly branch: string;
  readonly from: string;
  readonly strategy?: 'ort' | 'ours';
  readonly push?: 'no' | 'yes' | 'force-with-lease';
}

async function missingMoves(clone: Clone, params: Wanted): Promise<{ moves: readonly Move[]; from: string }> {
  const { branch, push = 'no' } = params;
  await checkBranchName(clone, branch);
  const from = await resolveCommit(clone, params.from);
  const local = await localBranch(clone, branch);
  const remote = push === 'no' && local !== undefined ? undefined : await fetchBranch(clone, branch);
  const tip = await chooseTip(clone, params, local, remote);
  const isMerged = await isAncestor(clone, from, tip);
  const made: Move = { does: 'git branch', branch, before: local ?? null, sha: tip };
  const moves: Move[] = isMerged ? (local === tip ? [] : [made]) : [await planMerge(clone, params, { tip, from, local })];
  const isPushed = push === 'no' || (isMerged && remote === tip);
  if (isPushed) return { moves, from };
  const force = push === 'force-with-lease' && remote !== undefined;
  return { moves: [...moves, { does: 'git push', branch, remote: clone.remote, before: remote ?? null, sha: isMerged ? tip : null, force }], from };
}

/** The newer of the two; where each has commits of its own, only a forced push may drop the remote's. */
async function chooseTip(clone: Clone, { branch, push }: Wanted, local: string | undefined, remote: string | undefined): Promise<string> {
  const tip = local ?? remote ?? noSuchRef(branch, `${clone.name} or its ${clone.remote}`);
  if (remote === undefined || (await isAncestor(clone, remote, tip))) return tip;
  if (await isAncestor(clone, tip, remote)) return remote;
  return push === 'force-with-lease' ? tip : diverged(branch, clone.remote);
}

async function planMerge(clone: Clone, params: Wanted, at: { tip: string; from: string; local: string | undefined }): Promise<CommitMove> {
  const { tip, from, local } = at;
  const merged = params.strategy === 'ours' ? { status: 'clean' as const, tree: await treeOf(clone, tip) } : await mergeTrees(clone, tip, from);
  if (merged.status === 'conflict') conflict(`Merging ${params.from} into ${params.branch}`, merged.files);
  const message = `Merge ${params.from} into ${params.branch}\n`;
  return { does: 'git merge', branch: params.branch, before: local ?? null, tree: merged.tree, parents: [tip, from], message };
}

/** Read from the commit itself, so that the answer is the same after a crash. */
async function describeMerge(clone: Clone, branch: string, from: string): Promise<{ sha: string; tree: string; tree_before: string }> {
  const sha = (await localBranch(clone, branch)) ?? noSuchRef(branch, clone.name);
  const { tree, parents } = await readCommit(clone, sha);
  const [first, second] = parents;
  return { sha, tree, tree_before: first !== undefined && second === from ? await treeOf(clone, first) : tree };
}
