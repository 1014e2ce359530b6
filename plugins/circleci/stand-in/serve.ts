/** The endpoints of API v2. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse, WorldIo } from '../../../engine/core/stand-in.ts';
import { readBody } from '../../shared/stand-in-body.ts';
import { advance } from './advance.ts';
import type { Job, Pipeline, Project, Workflow } from './project.ts';
import { addPipeline, addRerun, statusOf } from './project.ts';

const NOT_FOUND: StandInResponse = { status: 404, body: { message: 'Not found' } };

/** `rest`: the path behind `project/SLUG`, decoded. */
export async function serveProject(world: WorldIo, project: Project, request: StandInRequest, [what]: readonly string[]): Promise<StandInResponse> {
  if (what !== 'pipeline') return NOT_FOUND;
  if (request.method === 'POST') return start(world, project, readBody(request));
  const branch = request.query.get('branch');
  const found = project.pipelines.filter(pipeline => (branch === null || pipeline.branch === branch) && pipeline.created <= world.now()).toReversed();
  const from = Number(request.query.get('page-token') ?? 0);
  const items = found.slice(from, from + PAGE).map(showPipeline);
  return { status: 200, body: { items, next_page_token: from + PAGE < found.length ? String(from + PAGE) : null } };
}

const PAGE = 20;

async function start(world: WorldIo, project: Project, body: JsonObject): Promise<StandInResponse> {
  const branch = typeof body['branch'] === 'string' ? body['branch'] : '';
  const sha = await world.ask('ref', { repository: project.repository, ref: `refs/heads/${branch}` });
  if (typeof sha !== 'string') return { status: 400, body: { message: 'Branch not found' } };
  const { id, number, created } = addPipeline(project, branch, sha, world.now());
  await advance(world, project);
  return { status: 201, body: { id, number, state: 'pending', created_at: iso(created) }, wrote: true };
}

export function servePipeline(pipeline: Pipeline, [what]: readonly string[]): StandInResponse {
  return what === 'workflow' ? { status: 200, body: { items: pipeline.workflows.map(showWorkflow), next_page_token: null } } : NOT_FOUND;
}

/** `rest`: the path behind `workflow/ID`, decoded. */
export async function serveWorkflow(
  world: WorldIo,
  project: Project,
  workflow: Workflow,
  request: StandInRequest,
  rest: readonly string[],
): Promise<StandInResponse> {
  const [what = '', id] = rest;
  const route = `${request.method} ${what}`;
  if (route === 'GET ') return { status: 200, body: showWorkflow(workflow) };
  if (route === 'GET job') return { status: 200, body: { items: workflow.jobs.map(showJob), next_page_token: null } };
  const response = change(world, project, workflow, { route, id, body: readBody(request) });
  await advance(world, project);
  return response;
}

interface Change {
  readonly route: string;
  readonly id: string | undefined;
  readonly body: JsonObject;
}

const ACCEPTED = { message: 'Accepted.' };

function change(world: WorldIo, project: Project, workflow: Workflow, { route, id, body }: Change): StandInResponse {
  if (route === 'POST approve') {
    const job = workflow.jobs.find(one => one.id === id && one.status === 'on_hold');
    if (!job) return { status: 400, body: { message: 'Job is not awaiting approval' } };
    Object.assign(job, { status: 'success', since: world.now(), part: { ...job.part, takes: '0s' } });
    return { status: 202, body: ACCEPTED, wrote: true };
  }
  if (route === 'POST cancel') {
    workflow.canceled = true;
    for (const job of workflow.jobs) if (job.status !== 'success' && job.status !== 'failed') job.status = 'canceled';
    return { status: 202, body: ACCEPTED, wrote: true };
  }
  if (route === 'POST rerun') {
    const wanted = Array.isArray(body['jobs']) ? body['jobs'] : undefined;
    const again = addRerun(project, workflow, job => (wanted ? wanted.includes(job.id) : job.status !== 'success'), world.now());
    return { status: 202, body: { workflow_id: again.id }, wrote: true };
  }
  return NOT_FOUND;
}

function showPipeline({ id, number, branch, sha, created }: Pipeline): JsonObject {
  return { id, number, state: 'created', errors: [], created_at: iso(created), vcs: { branch, revision: sha } };
}

function showWorkflow(workflow: Workflow): JsonObject {
  const { id, name, pipeline, created } = workflow;
  return { id, name, pipeline_id: pipeline, created_at: iso(created), status: statusOf(workflow) };
}

function showJob({ id, name, part, status }: Job): JsonObject {
  return { id, name, status, type: part.approval ? 'approval' : 'build', ...(part.approval && { approval_request_id: id }) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
