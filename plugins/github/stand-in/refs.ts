/** The endpoints of refs and tag objects. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';
import { readBody, textOf } from '../../shared/stand-in-body.ts';
import { git, tipOf } from './git.ts';
import type { Served } from './served.ts';
import { NOT_FOUND, refuse } from './served.ts';

/** `rest`: the path behind `git`, decoded. */
export async function serveRefs(served: Served, request: StandInRequest, [kind, ...rest]: readonly string[]): Promise<StandInResponse> {
  const { method } = request;
  const name = rest.join('/');
  if (method === 'GET' && kind === 'ref') return look(served, name);
  if (method === 'GET' && kind === 'tags') return lookAtTag(served, name);
  if (method === 'POST' && kind === 'refs' && name === '') return create(served, readBody(request));
  if (method === 'PATCH' && kind === 'refs') return move(served, name, readBody(request));
  return NOT_FOUND;
}

async function look(served: Served, name: string): Promise<StandInResponse> {
  const found = await readRef(served, name);
  return found ? { status: 200, body: found } : NOT_FOUND;
}

async function readRef(served: Served, name: string): Promise<JsonObject | undefined> {
  const ref = `refs/${name}`;
  const { stdout } = await git(served, ['for-each-ref', '--format=%(refname)%00%(objectname)%00%(objecttype)', ref]);
  const [has, sha = '', type = ''] = stdout.split('\n')[0]?.split('\0') ?? [];
  return has === ref ? { ref, object: { sha, type } } : undefined;
}

async function lookAtTag(served: Served, tag: string): Promise<StandInResponse> {
  const { exitCode, stdout } = await git(served, ['rev-parse', '--verify', '--quiet', `${tag}^{commit}`], [0, 1, 128]);
  return exitCode === 0 ? { status: 200, body: { sha: tag, object: { sha: stdout, type: 'commit' } } } : NOT_FOUND;
}

async function create(served: Served, body: JsonObject): Promise<StandInResponse> {
  const ref = textOf(body, 'ref');
  if ((await git(served, ['check-ref-format', ref], [0, 1])).exitCode !== 0) return refuse(`${ref} is not a valid ref name.`);
  if (await readRef(served, ref.replace(/^refs\//, ''))) return { status: 422, body: { message: 'Reference already exists' } };
  return write(served, ref, textOf(body, 'sha'), 201);
}

async function move(served: Served, name: string, body: JsonObject): Promise<StandInResponse> {
  if (!(await readRef(served, name))) return { status: 422, body: { message: 'Reference does not exist' } };
  if (body['force'] !== true) return { status: 422, body: { message: 'Update is not a fast forward' } };
  return write(served, `refs/${name}`, textOf(body, 'sha'), 200);
}

async function write(served: Served, ref: string, sha: string, status: number): Promise<StandInResponse> {
  const { exitCode } = await git(served, ['cat-file', '-e', `${sha}^{commit}`], [0, 1, 128]);
  if (exitCode !== 0) return { status: 422, body: { message: 'Object does not exist' } };
  await git(served, ['update-ref', ref, sha]);
  await tipOf(served.world, served.repo, 'main');
  return { status, body: { ref, object: { sha, type: 'commit' } }, wrote: true };
}
