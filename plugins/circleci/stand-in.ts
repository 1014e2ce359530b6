/** A CircleCI for a world: API v2 on loopback. Pushes to the repositories of the git stand-in start its pipelines. */
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { orLost, takeAnswer } from '../shared/stand-in-answers.ts';
import { advance } from './stand-in/advance.ts';
import type { Project } from './stand-in/project.ts';
import { addPipeline, openProject, statusOf } from './stand-in/project.ts';
import type { ProjectFault, ProjectPart } from './stand-in/schema.ts';
import { FAULTS, PART } from './stand-in/schema.ts';
import { servePipeline, serveProject, serveWorkflow } from './stand-in/serve.ts';

export const standIn: StandInDefinition = { schema: PART, faults: FAULTS, start };

const TOKEN = 'token-of-the-circleci-in-this-world';
const TOKEN_VARIABLE = 'RUNBOOK_WORLD_CIRCLECI_TOKEN';

async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const projects = world.state<Record<string, Project>>({});
  for (const [slug, given] of Object.entries(part as Readonly<Record<string, ProjectPart>>)) projects[slug] ??= await openOn(world, slug, given);
  for (const project of Object.values(projects)) await advance(world, project);
  const url = await world.serve(request => handle(world, projects, request));
  return {
    connections: { circleci: { plugin: 'circleci', url, token: { env: TOKEN_VARIABLE } } },
    env: { [TOKEN_VARIABLE]: TOKEN },
    roots: { url },
    inject: fault => inject(world, projects, fault),
    view: () => Object.fromEntries(Object.values(projects).map(project => [project.slug, view(project)])),
    summary: () => Object.values(projects).flatMap(summarize),
  };
}

/** What stands on the branches when the world begins has been built. */
async function openOn(world: WorldIo, slug: string, part: ProjectPart): Promise<Project> {
  const seen: Record<string, string> = {};
  for (const branch of Object.keys(part.branches)) {
    const sha = await world.ask('ref', { repository: part.repository, ref: `refs/heads/${branch}` });
    if (typeof sha !== 'string')
      throw new Error(`the CircleCI project ${slug} builds ${branch}, which ${part.repository} does not have: put \`git\` above \`circleci\``);
    seen[branch] = sha;
  }
  return openProject(slug, part, seen);
}

async function handle(world: WorldIo, projects: Record<string, Project>, request: StandInRequest): Promise<StandInResponse> {
  if (request.headers['circle-token'] !== TOKEN) return { status: 401, body: { message: 'You must log in first.' } };
  const path = request.path.split('/').slice(1).map(decodeURIComponent);
  for (const project of Object.values(projects)) await advance(world, project);
  for (const project of Object.values(projects)) {
    const response = await routeTo(world, project, request, path);
    if (response) return orLost(project, response);
  }
  return { status: 404, body: { message: 'Not found' } };
}

/** Undefined where the path leads to another project. */
async function routeTo(world: WorldIo, project: Project, request: StandInRequest, [kind, ...rest]: readonly string[]): Promise<StandInResponse | undefined> {
  const { pipelines, slug } = project;
  const pipeline = pipelines.find(({ id }) => kind === 'pipeline' && id === rest[0]);
  const workflow = pipelines.flatMap(({ workflows }) => workflows).find(({ id }) => kind === 'workflow' && id === rest[0]);
  const isProject = kind === 'project' && rest.slice(0, 3).join('/') === slug;
  if (!pipeline && !workflow && !isProject) return undefined;
  const faulty = takeAnswer(project, world.now());
  if (faulty) return faulty;
  if (pipeline) return servePipeline(pipeline, rest.slice(1));
  return workflow ? serveWorkflow(world, project, workflow, request, rest.slice(1)) : serveProject(world, project, request, rest.slice(3));
}

async function inject(world: WorldIo, projects: Record<string, Project>, fault: JsonObject): Promise<void> {
  for (const [slug, what] of Object.entries(fault as Readonly<Record<string, ProjectFault>>)) {
    const project = Object.hasOwn(projects, slug) ? projects[slug] : undefined;
    if (!project) throw new Error(`the world has no CircleCI project ${slug}`);
    await advance(world, project);
    if (what.starts !== undefined) await startNow(world, project, what.starts);
    if (what.misses !== undefined) project.misses = what.misses;
    if (what.hold !== undefined) project.branches[what.hold]?.jobs.unshift({ name: 'hold', approval: true });
    if (what.fails !== undefined) project.fails.push(what.fails);
    if (what.answers) project.answers = what.answers;
    if (what.lose !== undefined) project.lose = what.lose;
  }
}

async function startNow(world: WorldIo, project: Project, branch: string): Promise<void> {
  addPipeline(project, branch, project.seen[branch] ?? '', world.now());
  await advance(world, project);
}

function view({ pipelines }: Project): JsonObject {
  const shown = pipelines.map(({ id, number, branch, sha, workflows }) => ({
    id,
    number,
    branch,
    sha,
    workflows: workflows.map(workflow => ({
      id: workflow.id,
      name: workflow.name,
      status: statusOf(workflow),
      jobs: workflow.jobs.map(({ name, status }) => ({ name, status })),
    })),
  }));
  return { pipelines: shown };
}

function summarize({ slug, pipelines }: Project): readonly string[] {
  const shown = pipelines.flatMap(({ branch, sha, workflows }) =>
    workflows.map(workflow => `${workflow.name} on ${branch} at ${sha.slice(0, 7)}: ${statusOf(workflow)}`),
  );
  return [`${slug}: ${shown.join(' · ') || 'nothing yet'}`];
}
