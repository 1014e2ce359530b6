/** The one use of @gitbeaker/rest: its endpoints and types, over the context's own requests. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExpandedMergeRequestSchema, MergeRequestApprovals, MergeRequests, ProjectReleases } from '@gitbeaker/rest';
import type { ReadContext } from '../../engine/core/action.ts';
import { fail, isFailureError } from '../../engine/core/failure.ts';
import { httpFailure, notJson } from './failures.ts';

export interface GitLab {
  readonly mergeRequests: MergeRequests;
  readonly approvals: MergeRequestApprovals;
  readonly releases: ProjectReleases;
}

export type ShownMergeRequest = ExpandedMergeRequestSchema;

/** How requests leave: `context.fetch` while only reading, `io.fetch` inside a change. */
type Send = (url: string, init: RequestInit) => Promise<Response>;

/** The library's own requests would repeat a POST up to ten times after a 502, so it never makes one. */
export async function openGitLab(context: ReadContext, send: Send = context.fetch): Promise<GitLab> {
  const library = await import('@gitbeaker/rest');
  const options = { host: context.connection.url(), token: await context.connection.token(), queryTimeout: null, requesterFn: requestThrough(context, send) };
  return {
    mergeRequests: new library.MergeRequests(options),
    approvals: new library.MergeRequestApprovals(options),
    releases: new library.ProjectReleases(options),
  };
}

/** What `read` gives, or undefined where GitLab answers 404. */
export async function orMissing<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch((error: unknown) => {
    if (isFailureError(error) && error.failure.code === 'not-found') return undefined;
    throw error;
  });
}

type Options = ConstructorParameters<typeof MergeRequests>[0];
type RequesterFn = NonNullable<Options['requesterFn']>;
type Requester = ReturnType<RequesterFn>;
type Answer = Awaited<ReturnType<Requester['get']>>;

interface Resource {
  readonly url: string;
  readonly authHeaders: Readonly<Record<string, () => Promise<string>>>;
}

interface Call {
  readonly searchParams?: Record<string, unknown>;
  readonly body?: unknown;
}

function requestThrough(context: ReadContext, send: Send): RequesterFn {
  return (resource: Resource) => {
    const call =
      (method: string) =>
      async (endpoint: string, { searchParams, body }: Call = {}): Promise<Answer> => {
        const url = `${resource.url.replace(/\/*$/, '/')}${endpoint}${toQuery(searchParams ?? {})}`;
        const headers = { accept: 'application/json', 'content-type': 'application/json', ...(await authorize(resource)) };
        const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(toSnakeCase(body as object)) }) };
        return method === 'GET' ? readPatiently(context, send, url, init) : toAnswer(await send(url, init), `${method} ${pathOf(url)}`, true);
      };
    // The library's types promise a body of any wanted shape; what comes back is the parsed JSON.
    return { get: call('GET'), post: call('POST'), put: call('PUT'), patch: call('PATCH'), delete: call('DELETE') } as Requester;
  };
}

const PASSING_STATUSES: readonly number[] = [429, 502, 503, 504];
const PAUSES: readonly number[] = [500, 1_000];

/** A gateway that stumbles must not end a poll of hours: a read is tried three times. Silence is the context's to repeat. */
async function readPatiently(context: ReadContext, send: Send, url: string, init: RequestInit): Promise<Answer> {
  for (const pause of PAUSES) {
    const response = await send(url, init);
    if (!PASSING_STATUSES.includes(response.status)) return toAnswer(response, `GET ${pathOf(url)}`, false);
    context.log(`GitLab answered with ${response.status}; asking again in ${pause} ms`);
    await sleep(pause, undefined, { signal: context.signal });
  }
  return toAnswer(await send(url, init), `GET ${pathOf(url)}`, false);
}

async function toAnswer(response: Response, request: string, wrote: boolean): Promise<Answer> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const text = await response.text();
  if (!response.ok) return fail(httpFailure(request, response.status, errorText(type, text), wrote));
  if (type !== 'application/json') return fail(notJson(request, type, wrote));
  return { body: parse(text) as Answer['body'], headers: Object.fromEntries(response.headers), status: response.status };
}

/** `{"message": text | {field: [texts]}}` or `{"error": text}`; anything else is a page of some proxy. */
function errorText(type: string, text: string): string {
  const body = type === 'application/json' ? parse(text) : undefined;
  if (typeof body !== 'object' || body === null) return '';
  const said = 'message' in body ? body.message : 'error' in body ? body.error : '';
  return (typeof said === 'string' ? said : JSON.stringify(said)).slice(0, 300);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function authorize({ authHeaders }: Resource): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(Object.entries(authHeaders).map(async ([name, token]) => [name, await token()] as const)));
}

function toQuery(params: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(toSnakeCase(params))) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') query.append(key, `${value}`);
    else if (value !== undefined) throw new Error(`the query parameter ${key} is neither text nor number`);
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** The library speaks camelCase, GitLab snake_case. */
function toSnakeCase(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`), value]));
}

function pathOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.replace(/^.*\/api\/v4\//, ''));
}
