/** The endpoints of releases. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';
import { readBody, textOf } from '../../shared/stand-in-body.ts';
import { resolve, tipOf } from './git.ts';
import type { Release } from './repo.ts';
import type { Served } from './served.ts';
import { NOT_FOUND, refuse } from './served.ts';

/** `rest`: the path behind `releases`, decoded. */
export async function serveReleases(served: Served, request: StandInRequest, rest: readonly string[]): Promise<StandInResponse> {
  const { releases } = served.repo;
  const [kind, ...tag] = rest;
  if (request.method === 'POST' && kind === undefined) return publish(served, readBody(request));
  if (kind === undefined) return { status: 200, body: releases.map(release => show(served, release)) };
  const found = kind === 'tags' ? releases.find(release => release.tag === tag.join('/')) : undefined;
  return found ? { status: 200, body: show(served, found) } : NOT_FOUND;
}

/** Where the tag is missing GitHub makes one on the newest commit. */
async function publish(served: Served, body: JsonObject): Promise<StandInResponse> {
  const { repo } = served;
  const tag = textOf(body, 'tag_name');
  if (tag === '') return refuse('tag_name is missing');
  if (repo.releases.some(release => release.tag === tag)) return refuse('already_exists');
  if (!(await resolve(served, tag))) await makeTag(served, tag);
  const release = {
    id: repo.releases.length + 1,
    tag,
    name: textOf(body, 'name') || tag,
    body: textOf(body, 'body'),
    latest: textOf(body, 'make_latest') || 'true',
    prerelease: body['prerelease'] === true,
  };
  repo.releases.push(release);
  return { status: 201, body: show(served, release), wrote: true };
}

async function makeTag({ world, repo }: Served, tag: string): Promise<void> {
  const tip = await tipOf(world, repo, 'main');
  if (tip) await world.exec(['git', '-C', repo.origin, 'update-ref', `refs/tags/${tag}`, tip]);
}

function show({ base, repo }: Served, { id, tag, name, body, prerelease }: Release): JsonObject {
  return { id, tag_name: tag, name, body, prerelease, draft: false, html_url: `${base}/${repo.path}/releases/tag/${encodeURIComponent(tag)}` };
}
