/** Horizon's one endpoint: https://github.com/artsy/horizon, `GET /api/deploy_blocks`. */
import type { ReadContext } from '../../engine/core/action.ts';
import type { Failure } from '../../engine/core/failure.ts';
import { isFailureError } from '../../engine/core/failure.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import { readJson } from '../../engine/core/json-api.ts';
import { reasons } from './messages.ts';

export interface Block {
  readonly id: number;
  readonly description: string;
  readonly created_at: string;
  readonly until?: string;
}

export interface BlocksAnswer {
  readonly status: 'open' | 'blocked' | 'unreachable' | 'unauthorized';
  readonly reason: string;
  readonly blocks: Block[];
}

const TIMEOUT = 15_000;

/** Whatever keeps Horizon from a clear answer is an answer too. Fails only where the connection is missing or the address is wrong (`not-found`). */
export async function askHorizon(context: ReadContext, project: number): Promise<BlocksAnswer> {
  try {
    const body = await readJson({ service: 'Horizon', meanings: {} }, { name: 'GET deploy_blocks', wrote: false }, await askBlocks(context, project));
    return toAnswer(body, context.now());
  } catch (error) {
    if (!isFailureError(error)) throw error;
    return { ...toTrouble(error.failure, error), blocks: [] };
  }
}

async function askBlocks(context: ReadContext, project: number): Promise<Response> {
  const { connection } = context;
  const { username } = connection.options;
  const secret = await connection.token();
  const authorization = `Basic ${Buffer.from(`${typeof username === 'string' ? username : ''}:${secret}`).toString('base64')}`;
  const url = `${connection.url()}/api/deploy_blocks?project_id=${project}&resolved=false`;
  const limit = AbortSignal.timeout(TIMEOUT);
  return context.fetch(url, { headers: { accept: 'application/json', authorization }, redirect: 'manual', signal: limit, patient: true });
}

/** A block without an end, or with one that is still to come, is unresolved: Horizon may give others too. */
function toAnswer(body: Json, now: Date): BlocksAnswer {
  if (!Array.isArray(body)) return { status: 'unreachable', reason: reasons.noList, blocks: [] };
  const blocks = body
    .filter(isJsonObject)
    .map(toBlock)
    .filter(({ until }) => until === undefined || Date.parse(until) >= now.getTime());
  const [first] = blocks.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
  if (body.length > 0 && !body.every(isJsonObject)) return { status: 'unreachable', reason: reasons.noList, blocks: [] };
  if (!first) return { status: 'open', reason: reasons.open, blocks: [] };
  return { status: 'blocked', reason: reasons.blocked(first, blocks.length - 1), blocks };
}

function toBlock({ id, description, created_at, resolved_at }: JsonObject): Block {
  const until = typeof resolved_at === 'string' ? { until: resolved_at } : {};
  return { id: typeof id === 'number' ? id : 0, description: textOf(description), created_at: textOf(created_at), ...until };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

const UNAUTHORIZED: readonly string[] = ['credentials'];
const OURS: readonly string[] = ['no-connection', 'no-secret', 'not-found', 'aborted', 'bad-url', 'not-in-world', 'secret-too-short'];

function toTrouble(failure: Failure, cause: unknown): { readonly status: 'unreachable' | 'unauthorized'; readonly reason: string } {
  if (OURS.includes(failure.code)) throw cause;
  return { status: UNAUTHORIZED.includes(failure.code) ? 'unauthorized' : 'unreachable', reason: failure.message };
}
