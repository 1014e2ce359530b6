import { evaluate } from '../expression.ts';
import { type Json, type JsonObject, isJsonObject } from '../json.ts';
import { boardTexts as say } from '../messages/board.ts';
import { parseDuration } from '../duration.ts';
import { renderValue } from '../template.ts';
import type { Outcome } from '../events.ts';
import { type LookConfig, PROJECT_DEFAULTS, type ProjectConfig, type StageConfig } from './project.ts';
import type { BoardCommit, Gap, OpenRequest, StageStanding } from './standing.ts';

/** Performs one read, within its time. Never throws. */
export type Look = (look: LookConfig) => Promise<Outcome>;

export interface ProjectReadings {
  readonly stages: readonly StageStanding[];
  readonly gaps: readonly Gap[];
  readonly request?: OpenRequest;
  readonly errors: readonly string[];
}

/** Reads the stages and the request side by side, then what stands between stages that differ. */
export async function readProject(project: ProjectConfig, look: Look): Promise<ProjectReadings> {
  const [stages, request] = await Promise.all([Promise.all(project.stages.map(stage => readStage(stage, look))), readRequest(project, look)]);
  const gaps = await Promise.all(stages.slice(1).map((behind, index) => readGap(project, stages[index] ?? behind, behind, look)));
  return { stages, gaps, ...(request && 'opened' in request ? { request } : {}), errors: request && 'error' in request ? [say.request(request.error)] : [] };
}

async function readStage({ name, commit = PROJECT_DEFAULTS.commit, ...use }: StageConfig, look: Look): Promise<StageStanding> {
  const read = await readValue(look, use, commit);
  if ('error' in read) return { name, error: read.error };
  return typeof read.value === 'string' && read.value !== '' ? { name, commit: read.value } : { name, error: say.noCommit };
}

/** Stages at the same commit need no comparison; where one is unknown there is nothing to compare. */
async function readGap({ compare }: ProjectConfig, ahead: StageStanding, behind: StageStanding, look: Look): Promise<Gap> {
  const gap = { ahead: ahead.name, behind: behind.name };
  if (ahead.commit === undefined || behind.commit === undefined) return { ...gap, differs: true };
  if (ahead.commit === behind.commit) return { ...gap, differs: false, commits: [] };
  if (!compare) return { ...gap, differs: true };
  const rendered = renderValue(compare.with ?? {}, { ...EMPTY, values: { ahead: ahead.commit, behind: behind.commit } });
  if (rendered.status !== 'known') return { ...gap, differs: true, error: rendered.status === 'error' ? rendered.message : say.noCommit };
  const read = await readValue(look, { ...compare, with: rendered.value as JsonObject }, compare.commits ?? PROJECT_DEFAULTS.commits);
  if ('error' in read) return { ...gap, differs: true, error: read.error };
  const commits = Array.isArray(read.value) ? (read.value as readonly Json[]).map(toCommit) : [undefined];
  return commits.every(one => one !== undefined) ? { ...gap, differs: true, commits } : { ...gap, differs: true, error: say.noList };
}

async function readRequest({ request }: ProjectConfig, look: Look): Promise<OpenRequest | { readonly error: string } | undefined> {
  if (!request) return undefined;
  const { open = PROJECT_DEFAULTS.open, opened = PROJECT_DEFAULTS.opened, url = PROJECT_DEFAULTS.url, rest } = request;
  // In one expression, so that what is only there for an open one is not asked for otherwise.
  const read = await readValue(look, request, `(${open}) ? [string(${opened}), string(${url})] : []`);
  if ('error' in read) return read;
  const [since, address] = Array.isArray(read.value) ? (read.value as readonly string[]) : [];
  if (since === undefined) return undefined;
  const at = Date.parse(since);
  if (Number.isNaN(at)) return { error: say.noTime(since) };
  const rests = rest === undefined ? undefined : parseDuration(rest);
  return { url: address ?? '', opened: at, ...(rests === undefined ? {} : { due: at + rests }) };
}

async function readValue(look: Look, use: LookConfig, expression: string): Promise<{ readonly value: Json } | { readonly error: string }> {
  const outcome = await look({
    uses: use.uses,
    ...(use.with ? { with: use.with } : {}),
    ...(use.connection === undefined ? {} : { connection: use.connection }),
  });
  if (outcome.status !== 'ok') return { error: outcome.failure.code === 'timeout' ? say.slow : outcome.failure.message };
  const found = evaluate(expression, { ...EMPTY, values: { outputs: outcome.outputs ?? {} } });
  return found.status === 'known' ? { value: found.value } : { error: found.status === 'error' ? found.message : say.noCommit };
}

const EMPTY = { unknown: [], secrets: [], timeZone: 'UTC' } as const;

function toCommit(value: Json): BoardCommit | undefined {
  if (!isJsonObject(value)) return undefined;
  const { subject, author, date } = value;
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return typeof subject === 'string' && typeof author === 'string' && !Number.isNaN(at) ? { subject, author, at } : undefined;
}
