/** The endpoints of pull requests. */
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';
import { readBody, textOf } from '../../shared/stand-in-body.ts';
import { logOf, tipOf } from './git.ts';
import { hasConflicts, mergePull, refresh } from './merging.ts';
import type { Pull } from './repo.ts';
import { newPull, nextNumber } from './repo.ts';
import type { Served } from './served.ts';
import { NOT_FOUND, refuse } from './served.ts';
import { showCommit, showPull } from './show.ts';

/** `rest`: the path behind `pulls`, decoded. */
export async function servePulls(served: Served, request: StandInRequest, [number, verb]: readonly string[]): Promise<StandInResponse> {
  if (number === undefined) return request.method === 'POST' ? open(served, readBody(request)) : list(served, request.query);
  const pull = served.repo.pulls.find(one => String(one.number) === number);
  if (!pull) return NOT_FOUND;
  await refresh(served, pull);
  const route = `${request.method} ${verb ?? ''}`;
  if (route === 'GET ') return look(served, pull);
  if (route === 'PUT merge') return merge(served, pull, readBody(request));
  if (route === 'GET commits') return { status: 200, body: await commitsOf(served, pull) };
  return NOT_FOUND;
}

/** A head without its owner is no filter. */
async function list(served: Served, query: URLSearchParams): Promise<StandInResponse> {
  const [, head] = /^[\w.-]+:(.+)$/.exec(query.get('head') ?? '') ?? [];
  const base = query.get('base');
  const state = query.get('state') ?? 'open';
  const found = served.repo.pulls.filter(pull => (state === 'all' || pull.state === state) && (!head || pull.head === head) && (!base || pull.base === base));
  for (const pull of found) await refresh(served, pull);
  return { status: 200, body: await Promise.all(found.toReversed().map(pull => showPull(served, pull))) };
}

async function open(served: Served, body: JsonObject): Promise<StandInResponse> {
  const { world, repo } = served;
  const head = textOf(body, 'head').replace(/^[\w.-]+:/, '');
  const base = textOf(body, 'base');
  for (const [field, branch] of Object.entries({ head, base })) {
    if ((await tipOf(world, repo, branch)) === undefined) return { status: 422, body: { message: 'Validation Failed', errors: [{ field, code: 'invalid' }] } };
  }
  if ((await logOf(served, `refs/heads/${base}..refs/heads/${head}`)).length === 0) return refuse(`No commits between ${base} and ${head}`);
  if (repo.pulls.some(pull => pull.state === 'open' && pull.head === head && pull.base === base)) return refuse(`A pull request already exists for ${head}.`);
  const pull = { ...newPull(nextNumber(repo), world.now()), head, base, title: textOf(body, 'title'), body: textOf(body, 'body'), author: 'deployer' };
  repo.pulls.push(pull);
  await refresh(served, pull);
  return { status: 201, body: await showPull(served, pull), wrote: true };
}

async function look(served: Served, pull: Pull): Promise<StandInResponse> {
  const body = await showPull(served, pull);
  if (served.repo.computing > 0) served.repo.computing -= 1;
  return { status: 200, body };
}

async function merge(served: Served, pull: Pull, body: JsonObject): Promise<StandInResponse> {
  if (pull.state !== 'open' || (await hasConflicts(served, pull))) return { status: 405, body: { message: 'Pull Request is not mergeable' } };
  if (served.repo.protects) return { status: 405, body: { message: 'At least 1 approving review is required by reviewers with write access.' } };
  if (textOf(body, 'sha') !== pull.sha) return { status: 409, body: { message: 'Head branch was modified. Review and try the merge again.' } };
  const sha = await mergePull(served, pull, { by: 'deployer', method: textOf(body, 'merge_method') });
  return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' }, wrote: true };
}

async function commitsOf(served: Served, { base, sha }: Pull): Promise<Json> {
  return (await logOf(served, `refs/heads/${base}..${sha}`)).map(showCommit);
}
