import { defineChange } from '../../engine/core/action.ts';
import type { Clone } from './client.ts';
import { openClone } from './client.ts';
import { branchExists, noSuchRef, short } from './failures.ts';
import type { Move } from './moves.ts';
import { performMoves, toEffect } from './moves.ts';
import { checkBranchName, localBranch, remoteBranch, resolveCommit } from './refs.ts';
import { FETCHED_FIRST, REMOTE, REPO, SHA } from './schemas.ts';

export const branch = defineChange({
  name: 'branch',
  summary: 'Cut a branch from a commit, and push it',
  description: `Nothing is checked out: the clone may be on any branch and may have changes. ${FETCHED_FIRST} A branch of that name that stands elsewhere is never moved.`,
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'from'],
    properties: {
      repo: REPO,
      remote: REMOTE,
      name: { type: 'string', minLength: 1, description: 'Name of the new branch' },
      from: { type: 'string', minLength: 1, description: 'The commit where it begins' },
      push: { type: 'boolean', description: 'Whether to push it too. Default: false' },
    },
  },
  outputs: {
    type: 'object',
    required: ['name', 'sha'],
    properties: { name: { type: 'string', description: 'The branch' }, sha: { ...SHA, description: 'Where it stands' } },
  },
  examples: [{ title: 'Cut and push a release branch', with: { name: 'stages/rc-2026-03-10', from: 'origin/main', push: true } }],
  async preview(params, context) {
    const clone = openClone(context, params);
    return (await missingMoves(clone, params)).moves.map(move => toEffect(clone, move));
  },
  async check(params, context) {
    const { moves, sha } = await missingMoves(openClone(context, params), params);
    return moves.length === 0 ? { done: true, outputs: { name: params.name, sha } } : { done: false };
  },
  async run(params, context, effects) {
    const clone = openClone(context, params);
    await performMoves(clone, context, effects);
    return { name: params.name, sha: (await localBranch(clone, params.name)) ?? noSuchRef(params.name, clone.name) };
  },
  async verify(params, { name, sha }, context) {
    const clone = openClone(context, params);
    const has = params.push === true ? await remoteBranch(clone, name) : await localBranch(clone, name);
    const where = params.push === true ? `on ${clone.remote}` : 'here';
    return has === sha
      ? { ok: true }
      : { ok: false, message: `${name} should stand at ${short(sha)} ${where}, but ${has ? `stands at ${short(has)}` : 'is not there'}.` };
  },
});

interface Wanted {
  readonly name: string;
  readonly from: string;
  readonly push?: boolean;
}

async function missingMoves(clone: Clone, { name, from, push = false }: Wanted): Promise<{ moves: readonly Move[]; sha: string }> {
  await checkBranchName(clone, name);
  const sha = await resolveCommit(clone, from);
  const local = await localBranch(clone, name);
  if (local !== undefined && local !== sha) branchExists(name, 'here', local, short(sha));
  const remote = push ? await remoteBranch(clone, name) : undefined;
  if (remote !== undefined && remote !== sha) branchExists(name, `on ${clone.remote}`, remote, short(sha));
  const create: Move = { does: 'git branch', branch: name, before: null, sha };
  const publish: Move = { does: 'git push', branch: name, remote: clone.remote, before: null, sha, force: false };
  return { sha, moves: [...(local === undefined ? [create] : []), ...(push && remote === undefined ? [publish] : [])] };
}
