/** A GitLab for a world: the v4 API on loopback, over a repository of the git stand-in. */
import { isJsonObject } from '../../engine/core/json.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import type { Served } from './stand-in/merge-requests.ts';
import { serveMergeRequests } from './stand-in/merge-requests.ts';
import { mergeNow, mergeStatus, pipelineStatus, refresh } from './stand-in/merging.ts';
import type { Project } from './stand-in/project.ts';
import { openProject } from './stand-in/project.ts';
import { injectFault } from './stand-in/faults.ts';
import { serveReleases } from './stand-in/releases.ts';
import type { ProjectFault, ProjectPart } from './stand-in/schema.ts';
import { FAULTS, PART } from './stand-in/schema.ts';

export const standIn: StandInDefinition = { schema: PART, faults: FAULTS, start };

const TOKEN = 'token-of-the-gitlab-in-this-world';
const TOKEN_VARIABLE = 'RUNBOOK_WORLD_GITLAB_TOKEN';

async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const projects = world.state<Record<string, Project>>({});
  for (const [path, given] of Object.entries(part as Readonly<Record<string, ProjectPart>>)) {
    projects[path] ??= await openOn(world, path, given);
  }
  const base = await world.serve(request => handle({ world, projects }, request));
  return {
    connections: { gitlab: { plugin: 'gitlab', url: base, token: { env: TOKEN_VARIABLE } } },
    env: { [TOKEN_VARIABLE]: TOKEN },
    roots: { url: base },
    inject: fault => inject({ world, projects }, fault),
    view: () => view(world, projects),
    summary: () => summarize(world, projects),
  };
}

async function openOn(world: WorldIo, path: string, part: ProjectPart): Promise<Project> {
  const repository = part.repository ?? (path.split('/').at(-1) ?? '').replaceAll('-', '_');
  const found = await world.ask('repository', repository);
  if (!isJsonObject(found) || typeof found['origin'] !== 'string') {
    throw new Error(`the GitLab project ${path} needs a repository ${repository} under \`git:\`, above \`gitlab:\``);
  }
  return openProject(path, part, { origin: found['origin'], repository, now: world.now() });
}

interface Running {
  readonly world: WorldIo;
  readonly projects: Record<string, Project>;
}

async function handle({ world, projects }: Running, request: StandInRequest): Promise<StandInResponse> {
  if (request.headers['private-token'] !== TOKEN) return { status: 401, body: { message: '401 Unauthorized' } };
  const [api, v4, kind, path = '', what, ...rest] = request.path.split('/').slice(1).map(decodeURIComponent);
  const project = Object.hasOwn(projects, path) ? projects[path] : undefined;
  if (api !== 'api' || v4 !== 'v4' || kind !== 'projects' || !project) return { status: 404, body: { message: '404 Project Not Found' } };
  const faulty = faultyAnswer(project);
  if (faulty) return faulty;
  const base = `http://${request.headers['host'] ?? ''}`;
  const response = await route({ world, project, base }, request, what, rest);
  if (!response.wrote || project.lose === 0) return response;
  project.lose -= 1;
  return { status: 0, wrote: true };
}

async function route(served: Served, request: StandInRequest, what: string | undefined, rest: readonly string[]): Promise<StandInResponse> {
  if (what === 'merge_requests') return serveMergeRequests(served, request, rest);
  if (what === 'releases') return serveReleases(served, request, rest);
  const { path } = served.project;
  if (what === undefined) return { status: 200, body: { id: 1, path_with_namespace: path, web_url: `${served.base}/${path}` } };
  return { status: 404, body: { error: '404 Not Found' } };
}

function faultyAnswer({ answers }: Project): StandInResponse | undefined {
  if (!answers || answers.times <= 0) return undefined;
  answers.times -= 1;
  const { status, html } = answers;
  if (html !== null) return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html };
  return { status, body: { message: `${status} as this world wants it` } };
}

async function inject({ world, projects }: Running, fault: JsonObject): Promise<void> {
  for (const [path, what] of Object.entries(fault as Readonly<Record<string, ProjectFault>>)) {
    const project = Object.hasOwn(projects, path) ? projects[path] : undefined;
    if (!project) throw new Error(`the world has no GitLab project ${path}`);
    injectFault(project, what, world.now());
    for (const mr of what.merge ? project.mergeRequests.filter(({ state }) => state === 'opened') : []) {
      await refresh(world, project, mr);
      await mergeNow(world, project, mr, what.merge === 'squashed' ? 'always' : 'no');
    }
  }
}

async function view(world: WorldIo, projects: Record<string, Project>): Promise<JsonObject> {
  const views = Object.values(projects).map(async project => {
    const requests = project.mergeRequests.map(async mr => {
      await refresh(world, project, mr);
      return { ...mr, status: await mergeStatus(world, project, mr), pipeline: pipelineStatus(world, project, mr) ?? 'none' };
    });
    const releases = project.releases.map(({ name, tag, description }) => ({ name, tag, description }));
    return [project.path, { merge_requests: await Promise.all(requests), releases }] as const;
  });
  return Object.fromEntries(await Promise.all(views));
}

async function summarize(world: WorldIo, projects: Record<string, Project>): Promise<readonly string[]> {
  const lines = Object.values(projects).map(async project => {
    const open = project.mergeRequests.filter(mr => mr.state === 'opened');
    const states = await Promise.all(open.map(async mr => `!${mr.iid} ${await mergeStatus(world, project, mr)}`));
    const merged = project.mergeRequests.filter(mr => mr.state === 'merged').map(mr => `!${mr.iid} merged`);
    const releases = project.releases.map(({ name }) => name);
    return `${project.path}: ${[...states, ...merged, ...(releases.length > 0 ? [`releases ${releases.join(', ')}`] : [])].join(' · ') || 'nothing yet'}`;
  });
  return Promise.all(lines);
}
