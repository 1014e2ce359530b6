/** A GitHub for a world: the REST API on loopback, over repositories of the git stand-in. */
import { isJsonObject } from '../../engine/core/json.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { orLost, takeAnswer } from '../shared/stand-in-answers.ts';
import { serveCommits, serveComparison } from './stand-in/commits.ts';
import { injectFault } from './stand-in/inject.ts';
import { serveAssignees, serveIssues } from './stand-in/issues.ts';
import { servePulls } from './stand-in/pulls.ts';
import { serveRefs } from './stand-in/refs.ts';
import { serveReleases } from './stand-in/releases.ts';
import type { Repo } from './stand-in/repo.ts';
import { openRepo } from './stand-in/repo.ts';
import type { RepoFault, RepoPart } from './stand-in/schema.ts';
import { FAULTS, PART } from './stand-in/schema.ts';
import type { Served } from './stand-in/served.ts';
import { NOT_FOUND } from './stand-in/served.ts';

export const standIn: StandInDefinition = { schema: PART, faults: FAULTS, start };

const TOKEN = 'token-of-the-github-in-this-world';
const TOKEN_VARIABLE = 'RUNBOOK_WORLD_GITHUB_TOKEN';

async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const repos = world.state<Record<string, Repo>>({});
  for (const [path, given] of Object.entries(part as Readonly<Record<string, RepoPart>>)) {
    repos[path] ??= await openOn(world, path, given);
  }
  const base = await world.serve(request => handle({ world, repos }, request));
  return {
    connections: { github: { plugin: 'github', url: base, token: { env: TOKEN_VARIABLE } } },
    env: { [TOKEN_VARIABLE]: TOKEN },
    roots: { url: base },
    inject: fault => inject(world, repos, fault),
    view: () => Object.fromEntries(Object.values(repos).map(({ path, pulls, releases }) => [path, { pulls, releases }])),
    summary: () => Object.values(repos).map(summarize),
  };
}

async function openOn(world: WorldIo, path: string, part: RepoPart): Promise<Repo> {
  const repository = part.repository ?? (path.split('/').at(-1) ?? '').replaceAll(/[-.]/g, '_');
  const found = await world.ask('repository', repository);
  if (!isJsonObject(found) || typeof found['origin'] !== 'string') {
    throw new Error(`the GitHub repository ${path} needs a repository ${repository} under \`git:\`, above \`github:\``);
  }
  const commits: Record<string, string> = {};
  for (const { commit } of part.pulls ?? []) {
    const sha = commit === undefined ? undefined : await world.ask('commit', commit);
    if (commit !== undefined && typeof sha === 'string') commits[commit] = sha;
  }
  return openRepo(path, part, { origin: found['origin'], repository, now: world.now(), commits });
}

interface Running {
  readonly world: WorldIo;
  readonly repos: Record<string, Repo>;
}

async function handle({ world, repos }: Running, request: StandInRequest): Promise<StandInResponse> {
  if (!new RegExp(`^(?:token|bearer) ${TOKEN}$`, 'i').test(request.headers['authorization'] ?? ''))
    return { status: 401, body: { message: 'Bad credentials' } };
  const [kind, owner, name, what, ...rest] = request.path
    .split('/')
    .slice(1)
    .flatMap(segment => decodeURIComponent(segment).split('/'));
  const path = `${owner ?? ''}/${name ?? ''}`;
  const repo = Object.hasOwn(repos, path) ? repos[path] : undefined;
  if (kind !== 'repos' || !repo) return NOT_FOUND;
  const faulty = takeAnswer(repo, world.now());
  if (faulty) return faulty;
  const served = { world, repo, base: `http://${request.headers['host'] ?? ''}` };
  return orLost(repo, await route(served, request, what, rest));
}

async function route(served: Served, request: StandInRequest, what: string | undefined, rest: readonly string[]): Promise<StandInResponse> {
  if (what === undefined) return { status: 200, body: { full_name: served.repo.path, default_branch: 'main' } };
  const serve = Object.hasOwn(ROUTES, what) ? ROUTES[what] : undefined;
  return serve ? serve(served, request, rest) : NOT_FOUND;
}

type Route = (served: Served, request: StandInRequest, rest: readonly string[]) => Promise<StandInResponse> | StandInResponse;

const ROUTES: Readonly<Record<string, Route>> = {
  assignees: serveAssignees,
  commits: serveCommits,
  compare: serveComparison,
  git: serveRefs,
  issues: serveIssues,
  pulls: servePulls,
  releases: serveReleases,
};

async function inject(world: WorldIo, repos: Record<string, Repo>, fault: JsonObject): Promise<void> {
  for (const [path, what] of Object.entries(fault as Readonly<Record<string, RepoFault>>)) {
    const repo = Object.hasOwn(repos, path) ? repos[path] : undefined;
    if (!repo) throw new Error(`the world has no GitHub repository ${path}`);
    await injectFault(world, repo, what);
  }
}

function summarize({ path, pulls, releases }: Repo): string {
  const shown = pulls
    .filter(pull => pull.state === 'open' || pull.mergedBy !== null)
    .map(pull => `#${pull.number} ${pull.mergedBy === null ? 'open' : `merged by ${pull.mergedBy}`}`);
  return `${path}: ${[...shown, ...releases.map(({ name }) => `release ${name}`)].join(' · ') || 'nothing yet'}`;
}
