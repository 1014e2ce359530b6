/** What an answer of a JSON API comes to: its body, or the failure that says what happened and what to do. */
import type { Failure } from './failure.ts';
import { fail } from './failure.ts';
import type { Json } from './json.ts';
import { apiMessages } from './messages/json-api.ts';

export interface JsonApi {
  /** The service as people call it: `GitHub`. */
  readonly service: string;
  /** What statuses mean here, where it is more than they mean everywhere. */
  readonly meanings: Readonly<Record<number, Meaning>>;
}

/** The code of a failure, and what to do about it. */
export interface Meaning {
  readonly code: string;
  readonly hint: string;
}

/** What was asked: `GET pulls/7`. `wrote`: it may have changed something, so that a broken answer counts as lost. */
export interface ApiRequest {
  readonly name: string;
  readonly wrote: boolean;
}

/** The parsed body, null where there is none. Fails with the meaning of the status, `http-status`, `not-json`. */
export async function readJson(api: JsonApi, request: ApiRequest, response: Response): Promise<Json> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
  const text = await response.text();
  const body = /^application\/(?:[\w.+-]+\+)?json$/.test(type) ? parse(text) : undefined;
  if (!response.ok) fail(statusFailure(api, request, response, saidIn(body)));
  if (text === '') return null;
  if (body === undefined) fail(notJson(request, type));
  return body;
}

function statusFailure(api: JsonApi, { name, wrote }: ApiRequest, { status, headers }: Response, said: string): Failure {
  const limit = limitOf(status, headers);
  const meaning = limit ?? api.meanings[status] ?? MEANINGS[status] ?? (status >= 500 ? UNWELL : UNKNOWN);
  return {
    code: meaning.code,
    message: apiMessages.status(api.service, name, status, said),
    hint: meaning.hint,
    data: { status },
    ...(wrote && status >= 500 && { lost: true as const }),
  };
}

/** Too many calls, and until when: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function limitOf(status: number, headers: Headers): Meaning | undefined {
  const after = headers.get('retry-after');
  const isSpent = headers.get('x-ratelimit-remaining') === '0';
  if (status !== 429 && !(status === 403 && (isSpent || after !== null))) return undefined;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  if (after !== null && /^\d+$/.test(after)) return { code: 'rate-limited', hint: apiMessages.limitedFor(Number(after)) };
  if (isSpent && Number.isFinite(reset)) return { code: 'rate-limited', hint: apiMessages.limitedUntil(new Date(reset * 1_000)) };
  return { code: 'rate-limited', hint: apiMessages.limited };
}

const UNWELL: Meaning = { code: 'http-status', hint: apiMessages.unwell };
const UNKNOWN: Meaning = { code: 'http-status', hint: apiMessages.unknown };
const MEANINGS: Readonly<Record<number, Meaning>> = {
  400: { code: 'refused', hint: apiMessages.refused },
  401: { code: 'credentials', hint: apiMessages.unauthorized },
  403: { code: 'credentials', hint: apiMessages.forbidden },
  404: { code: 'not-found', hint: apiMessages.notFound },
  409: { code: 'refused', hint: apiMessages.refused },
  422: { code: 'refused', hint: apiMessages.refused },
};

function notJson({ name, wrote }: ApiRequest, type: string): Failure {
  return { code: 'not-json', message: apiMessages.notJson(name, type), hint: apiMessages.notJsonHint, ...(wrote && { lost: true as const }) };
}

const SAID = 300;

/** `message` and `errors` of the body, as most services give them; nothing of a page of some proxy. */
function saidIn(body: Json | undefined): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return '';
  const parts = ['message', 'error', 'errors'].flatMap(key => {
    const value = (body as Readonly<Record<string, Json>>)[key];
    return value === undefined || value === null ? [] : [typeof value === 'string' ? value : JSON.stringify(value)];
  });
  return parts.join(' ').slice(0, SAID);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
