/** The merge request endpoints. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse, WorldIo } from '../../../engine/core/stand-in.ts';
import { readBody, textOf } from '../../shared/stand-in-body.ts';
import { approvers, mergeNow, mergeStatus, pipelineStatus, refresh, tipOf } from './merging.ts';
import type { MergeRequest, Project } from './project.ts';
import { newMergeRequest } from './project.ts';

export interface Served {
  readonly world: WorldIo;
  readonly project: Project;
  /** Address of the stand-in: pages of the project lie below it. */
  readonly base: string;
}

/** `rest`: the path behind `merge_requests`, decoded. */
export async function serveMergeRequests(served: Served, request: StandInRequest, rest: readonly string[]): Promise<StandInResponse> {
  const { project, world } = served;
  const [iid, verb] = rest;
  if (iid === undefined) return request.method === 'POST' ? open(served, readBody(request)) : list(served, request.query);
  const mr = project.mergeRequests.find(candidate => String(candidate.iid) === iid);
  if (!mr) return { status: 404, body: { message: '404 Not found' } };
  await refresh(world, project, mr);
  const route = `${request.method} ${verb ?? ''}`;
  if (route === 'GET ') return look(served, mr);
  if (route === 'PUT merge') return merge(served, mr, readBody(request));
  if (route === 'GET approvals') return { status: 200, body: showApprovals(served, mr) };
  if (route === 'POST approve') return approve(mr, readBody(request));
  if (route === 'GET pipelines') return { status: 200, body: showPipelines(served, mr) };
  return { status: 404, body: { error: '404 Not Found' } };
}

async function list(served: Served, query: URLSearchParams): Promise<StandInResponse> {
  const [state, source, target, search] = ['state', 'source_branch', 'target_branch', 'search'].map(name => query.get(name));
  const fits = (mr: MergeRequest): boolean =>
    (!state || state === 'all' || mr.state === state) &&
    (!source || mr.source === source) &&
    (!target || mr.target === target) &&
    (!search || mr.title.includes(search));
  const found = served.project.mergeRequests.filter(fits).toReversed();
  for (const mr of found) await refresh(served.world, served.project, mr);
  return { status: 200, body: await Promise.all(found.map(mr => show(served, mr))) };
}

async function open(served: Served, body: JsonObject): Promise<StandInResponse> {
  const { world, project } = served;
  const [source, target, title] = ['source_branch', 'target_branch', 'title'].map(name => textOf(body, name));
  if (!source || !target || !title) return { status: 400, body: { error: 'source_branch, target_branch, title are missing' } };
  for (const [name, branch] of Object.entries({ source_branch: source, target_branch: target })) {
    if ((await tipOf(world, project, branch)) === undefined) return { status: 422, body: { message: { [name]: ['does not exist'] } } };
  }
  const other = project.mergeRequests.find(mr => mr.state === 'opened' && mr.source === source && mr.target === target);
  if (other) return { status: 409, body: { message: [`Another open merge request already exists for this source branch: !${other.iid}`] } };
  const mr: MergeRequest = {
    ...newMergeRequest(project.mergeRequests.length + 1, world.now()),
    source,
    target,
    title,
    description: textOf(body, 'description'),
    squash: body['squash'] === true,
    labels: textOf(body, 'labels')
      .split(',')
      .filter(label => label !== ''),
  };
  project.mergeRequests.push(mr);
  await refresh(world, project, mr);
  return { status: 201, body: await show(served, mr), wrote: true };
}

async function look(served: Served, mr: MergeRequest): Promise<StandInResponse> {
  const body = await show(served, mr);
  if (served.project.checking > 0) served.project.checking -= 1;
  return { status: 200, body };
}

async function merge(served: Served, mr: MergeRequest, body: JsonObject): Promise<StandInResponse> {
  const { world, project } = served;
  if (typeof body['sha'] === 'string' && body['sha'] !== mr.sha)
    return { status: 409, body: { message: `SHA does not match HEAD of source branch: ${mr.sha}` } };
  if ((await mergeStatus(world, project, mr)) !== 'mergeable') return { status: 405, body: { message: '405 Method Not Allowed' } };
  await mergeNow(world, project, mr, project.squashes === 'no' && body['squash'] === true ? 'always' : project.squashes);
  return { status: 200, body: await show(served, mr), wrote: true };
}

function approve(mr: MergeRequest, body: JsonObject): StandInResponse {
  if (typeof body['sha'] === 'string' && body['sha'] !== mr.sha) return { status: 409, body: { message: 'SHA does not match HEAD of source branch' } };
  mr.approvedBy.push('token');
  return { status: 201, body: {}, wrote: true };
}

function showApprovals({ world, project }: Served, mr: MergeRequest): JsonObject {
  const given = approvers(world, project, mr);
  const left = Math.max(0, project.approvals.required - given.length);
  return {
    iid: mr.iid,
    approved: left === 0,
    approvals_required: project.approvals.required,
    approvals_left: left,
    approved_by: given.map(username => ({ user: { username } })),
  };
}

function showPipelines({ world, project }: Served, mr: MergeRequest): JsonObject[] {
  const status = pipelineStatus(world, project, mr);
  return status === null ? [] : [{ id: mr.iid, sha: mr.sha, ref: mr.source, status }];
}

async function show(served: Served, mr: MergeRequest): Promise<JsonObject> {
  const { world, project, base } = served;
  const status = await mergeStatus(world, project, mr);
  const [pipeline] = showPipelines(served, mr);
  return {
    id: mr.iid,
    iid: mr.iid,
    title: mr.title,
    description: mr.description,
    state: mr.state,
    labels: mr.labels,
    draft: status === 'draft_status',
    source_branch: mr.source,
    target_branch: mr.target,
    sha: mr.sha,
    squash: mr.squash,
    merge_commit_sha: mr.mergeSha,
    squash_commit_sha: mr.squashSha,
    created_at: new Date(mr.created).toISOString(),
    web_url: `${base}/${project.path}/-/merge_requests/${mr.iid}`,
    detailed_merge_status: status,
    has_conflicts: status === 'conflict',
    head_pipeline: pipeline ?? null,
  };
}
