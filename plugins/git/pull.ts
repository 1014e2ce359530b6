import { defineChange } from '../../engine/core/action.ts';
import type { Clone } from './client.ts';
import { openClone, readGit } from './client.ts';
import { diverged, noSuchRef, notClean, short } from './failures.ts';
import type { Move } from './moves.ts';
import { performMoves, toEffect } from './moves.ts';
import { checkBranchName, fetchBranch, findCommit, isAncestor, localBranch } from './refs.ts';
import { REMOTE, REPO, SHA } from './schemas.ts';
import { parseStatus } from './status.ts';

export const pull = defineChange({
  name: 'pull',
  summary: 'Check out a branch as the remote has it',
  description:
    'Checks the branch out and fast-forwards it, never anything else: with changes that are not committed, or commits that the remote does not have, it fails and says what to do.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['branch'],
    properties: { repo: REPO, remote: REMOTE, branch: { type: 'string', minLength: 1, description: 'The branch' } },
  },
  outputs: {
    type: 'object',
    required: ['sha'],
    properties: {
      sha: { ...SHA, description: 'The commit that is checked out now' },
      before: { ...SHA, description: 'Where the branch stood here before; absent where it did not exist' },
    },
  },
  examples: [{ title: 'Update the scripts', with: { branch: 'main' } }],
  async preview(params, context) {
    const clone = openClone(context, params);
    return (await missingMoves(clone, params.branch)).moves.map(move => toEffect(clone, move));
  },
  async check(params, context) {
    const { moves, tip } = await missingMoves(openClone(context, params), params.branch);
    return moves.length === 0 ? { done: true, outputs: { sha: tip, before: tip } } : { done: false };
  },
  async run(params, context, effects) {
    const clone = openClone(context, params);
    const before = await localBranch(clone, params.branch);
    await performMoves(clone, context, effects);
    return { sha: (await findCommit(clone, 'HEAD')) ?? noSuchRef('HEAD', clone.name), ...(before !== undefined && { before }) };
  },
  async verify(params, { sha }, context) {
    const clone = openClone(context, params);
    const head = await checkedOut(clone);
    const has = await findCommit(clone, 'HEAD');
    if (head === params.branch && has === sha) return { ok: true };
    return {
      ok: false,
      message: `${clone.name} should be on ${params.branch} at ${short(sha)}, but is on ${head || 'no branch'} at ${short(has ?? 'nothing')}.`,
    };
  },
});

async function missingMoves(clone: Clone, branch: string): Promise<{ moves: readonly Move[]; tip: string }> {
  await checkBranchName(clone, branch);
  const tip = (await fetchBranch(clone, branch)) ?? noSuchRef(branch, clone.remote);
  const local = await localBranch(clone, branch);
  if (local !== undefined && !(await isAncestor(clone, local, tip))) diverged(branch, clone.remote);
  const moves: Move[] = [];
  if ((await checkedOut(clone)) !== branch) moves.push({ does: 'git checkout', branch, remote: clone.remote, start: local === undefined ? tip : null });
  if (local !== undefined && local !== tip) moves.push({ does: 'git pull', branch, before: local, sha: tip });
  if (moves.length > 0) await requireClean(clone);
  return { moves, tip };
}

async function checkedOut(clone: Clone): Promise<string> {
  return (await readGit(clone, ['symbolic-ref', '--quiet', '--short', 'HEAD'], { exitCodes: [0, 1] })).stdout;
}

/** Files that git does not know stay where they are; git itself refuses to overwrite them. */
async function requireClean(clone: Clone): Promise<void> {
  const { stdout } = await readGit(clone, ['status', '--porcelain=v2', '-z', '--no-renames', '--untracked-files=no']);
  const { files } = parseStatus(stdout);
  if (files.length > 0) notClean(clone.name, files);
}
