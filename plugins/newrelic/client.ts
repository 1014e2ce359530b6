import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadContext } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../engine/core/json.ts';
import { newrelicMessages } from './messages.ts';

const URL = 'https://api.newrelic.com/graphql';
/** Seconds that New Relic may take; below the engine's deadline of a try. */
const QUERY = 'query($account: Int!, $nrql: Nrql!) { actor { account(id: $account) { nrql(query: $nrql, timeout: 25) { results } } } }';
/** Pauses before a query is asked again that New Relic was too busy for. Silence is asked again by the engine. */
const PAUSES = [1_000, 3_000];
const BUSY = new Set(['TIMEOUT', 'TOO_MANY_REQUESTS', 'INTERNAL_SERVER_ERROR', 'SERVER_ERROR', 'SERVICE_UNAVAILABLE']);
const NOT_LOGGED_IN = new Set(['BAD_API_KEY', 'UNAUTHENTICATED', 'UNAUTHORIZED']);

type Answer = { readonly status: 'rows'; readonly rows: readonly JsonObject[] } | { readonly status: 'busy'; readonly reason: string };

/** The rows of one NRQL query. Fails with `credentials`, `throttled`, `refused`, `bad-answer`. */
export async function askNerdGraph(context: ReadContext, nrql: string): Promise<readonly JsonObject[]> {
  const account = Number(context.connection.options['account']);
  for (const pause of [...PAUSES, undefined]) {
    const answer = await askOnce(context, { query: QUERY, variables: { account, nrql } });
    if (answer.status === 'rows') return answer.rows;
    if (pause === undefined) fail({ code: 'throttled', ...newrelicMessages.busy(answer.reason) });
    await sleep(pause, undefined, { signal: context.signal });
  }
  throw new Error('a query ends with its last try');
}

async function askOnce(context: ReadContext, body: JsonObject): Promise<Answer> {
  const token = await context.connection.token();
  const headers = { 'content-type': 'application/json', 'api-key': token };
  const response = await context.fetch(context.connection.url(URL), { method: 'POST', reading: true, headers, body: JSON.stringify(body) });
  const { status } = response;
  if (status === 401 || status === 403) failCredentials(context, `HTTP ${status}`);
  if (status === 429 || status >= 500) return { status: 'busy', reason: `HTTP ${status}` };
  const json = parseObject(await response.text());
  if (json === undefined) fail({ code: 'bad-answer', ...newrelicMessages.notJson(status), data: { status } });
  return readAnswer(context, json, status);
}

/** NerdGraph says what went wrong with HTTP 200, and data that is null or only partly there. */
function readAnswer(context: ReadContext, json: JsonObject, status: number): Answer {
  const errors = listOf(json['errors']);
  const codes = errors.flatMap(codesOf);
  const said = errors.map(({ message }) => (typeof message === 'string' ? message : 'no message')).join('; ');
  if (codes.some(code => NOT_LOGGED_IN.has(code))) failCredentials(context, said);
  if (codes.some(code => BUSY.has(code))) return { status: 'busy', reason: said };
  if (errors.length > 0) fail({ code: 'refused', ...newrelicMessages.refused(said), data: { status, codes } });
  const rows = at(json, ['data', 'actor', 'account', 'nrql', 'results']);
  if (!Array.isArray(rows)) fail({ code: 'bad-answer', ...newrelicMessages.noResults(), data: { status } });
  return { status: 'rows', rows: listOf(rows) };
}

function codesOf(error: JsonObject): readonly string[] {
  const extensions = isJsonObject(error['extensions']) ? error['extensions'] : {};
  return ['errorClass', 'error_code', 'code'].flatMap(key => (typeof extensions[key] === 'string' ? [extensions[key]] : []));
}

function failCredentials(context: ReadContext, reason: string): never {
  fail({ code: 'credentials', ...newrelicMessages.credentials(context.connection.name, reason) });
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function at(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isJsonObject(inner) ? inner[key] : undefined), value);
}
