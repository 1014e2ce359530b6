/** The release endpoints. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';
import type { Served } from './merge-requests.ts';
import { readBody, textOf } from '../../shared/stand-in-body.ts';
import type { Release } from './project.ts';

/** `rest`: the path behind `releases`, decoded. */
export async function serveReleases(served: Served, request: StandInRequest, [tag]: readonly string[]): Promise<StandInResponse> {
  const { releases } = served.project;
  if (request.method === 'POST' && tag === undefined) return publish(served, readBody(request));
  if (request.method !== 'GET') return { status: 405, body: { error: '405 Not Allowed' } };
  if (tag === undefined) return { status: 200, body: releases.toSorted((a, b) => b.at - a.at).map(release => show(served, release)) };
  const found = releases.find(release => release.tag === tag);
  return found ? { status: 200, body: show(served, found) } : { status: 404, body: { message: '404 Not Found' } };
}

/** Without `ref` the tag must exist. */
async function publish(served: Served, body: JsonObject): Promise<StandInResponse> {
  const { world, project } = served;
  const tag = textOf(body, 'tag_name');
  if (tag === '') return { status: 400, body: { error: 'tag_name is missing' } };
  if (project.releases.some(release => release.tag === tag)) return { status: 409, body: { message: 'Release already exists' } };
  const sha = await world.ask('ref', { repository: project.repository, ref: `refs/tags/${tag}` });
  if (typeof sha !== 'string') return { status: 422, body: { message: 'Ref is not specified' } };
  const release = { tag, name: textOf(body, 'name') || tag, description: textOf(body, 'description'), at: world.now() };
  project.releases.push(release);
  return { status: 201, body: show(served, release), wrote: true };
}

function show({ base, project }: Served, { tag, name, description, at }: Release): JsonObject {
  const page = `${base}/${project.path}/-/releases/${encodeURIComponent(tag)}`;
  return { tag_name: tag, name, description, released_at: new Date(at).toISOString(), _links: { self: page } };
}
