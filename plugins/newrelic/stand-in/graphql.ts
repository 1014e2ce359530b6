import { isJsonObject, type Json } from '../../../engine/core/json.ts';
import type { StandInResponse } from '../../../engine/core/stand-in.ts';
import type { Count } from './traffic.ts';

/** The one shape of NRQL that the plugin sends: a quoted name, and how far to look back. */
const NRQL =
  /^SELECT count\(\*\) AS requests, filter\(count\(\*\), WHERE error IS true\) AS errors FROM Transaction WHERE appName = '((?:[^'\\]|\\.)*)' SINCE (\d+) seconds ago$/;

/** Answers the query of one count; `count` gets the application and milliseconds to look back. */
export function answerGraphql(body: string, count: (app: string, since: number) => Count): StandInResponse {
  const nrql = nrqlOf(body);
  if (nrql === undefined) return { status: 200, body: { errors: [{ message: 'Syntax error', locations: [{ line: 1, column: 1 }] }] } };
  const [, app, seconds] = NRQL.exec(nrql) ?? [];
  if (app === undefined) return refuseGraphql('NRDB:1101002', `NRQL Syntax Error: this New Relic of a rehearsal does not understand ${nrql}`);
  const { requests, errors } = count(app.replace(/\\(.)/g, '$1'), Number(seconds) * 1_000);
  return { status: 200, body: { data: { actor: { account: { nrql: { results: [{ requests, errors }] } } } } } };
}

/** NerdGraph's way to say no: HTTP 200, no data. */
export function refuseGraphql(code: string, message: string): StandInResponse {
  return { status: 200, body: { data: null, errors: [{ message, path: ['actor'], extensions: { errorClass: code, error_code: code } }] } };
}

function nrqlOf(body: string): string | undefined {
  try {
    const json = JSON.parse(body) as Json;
    const variables = isJsonObject(json) ? json['variables'] : undefined;
    return isJsonObject(variables) && typeof variables['nrql'] === 'string' ? variables['nrql'] : undefined;
  } catch {
    return undefined;
  }
}
