/** The one use of @octokit/rest: its endpoints and types, over the context's own requests. */
import type { Octokit } from '@octokit/rest';
import type { ChangeIo, ReadContext } from '../../engine/core/action.ts';
import { isFailureError } from '../../engine/core/failure.ts';
import type { JsonApi } from '../../engine/core/json-api.ts';
import { readJson } from '../../engine/core/json-api.ts';
import { hints } from './messages.ts';

/** The library, bound to the connection: `github.rest.pulls.get(...)`, `github.paginate(...)`. */
export type GitHub = Pick<Octokit, 'rest' | 'paginate'>;

const URL = 'https://api.github.com';
const VERSION = '2022-11-28';

/** With `io` inside a change. The library's errors come out as failures: `credentials`, `not-found`, `rate-limited`, `not-json` and so on. */
export async function openGitHub(context: ReadContext, io?: Pick<ChangeIo, 'fetch'>): Promise<GitHub> {
  const library = await import('@octokit/rest');
  const octokit = new library.Octokit({
    auth: await context.connection.token(),
    baseUrl: context.connection.url(URL),
    request: { fetch: fetchThrough(context, io) },
    log: QUIET,
  });
  octokit.hook.before('request', options => void (options.headers['x-github-api-version'] = VERSION));
  octokit.hook.error('request', error => {
    throw failureInside(error) ?? error;
  });
  return octokit;
}

/** What `read` gives, or undefined where GitHub answers 404. */
export async function orMissing<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch((error: unknown) => {
    if (isFailureError(error) && error.failure.code === 'not-found') return undefined;
    throw error;
  });
}

/** `owner/name` as the library wants it. */
export function splitRepo(repo: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', name = ''] = repo.split('/');
  return { owner, repo: name };
}

const API: JsonApi = {
  service: 'GitHub',
  meanings: {
    401: { code: 'credentials', hint: hints.unauthorized },
    403: { code: 'credentials', hint: hints.forbidden },
    404: { code: 'not-found', hint: hints.notFound },
    405: { code: 'not-mergeable', hint: hints.notMergeable },
    409: { code: 'refused', hint: hints.movedOn },
  },
};

const noLine = (): void => {};
const QUIET = { debug: noLine, info: noLine, warn: noLine, error: noLine };

function fetchThrough(context: ReadContext, io: Pick<ChangeIo, 'fetch'> | undefined) {
  return async (url: string, { method = 'GET', headers, body }: RequestInit): Promise<Response> => {
    const init: RequestInit = { method, ...(headers && { headers }), ...(typeof body === 'string' && { body }) };
    const isRead = method === 'GET';
    const response = isRead ? await context.fetch(url, { ...init, patient: true }) : await changing(io, method)(url, init);
    const answer = await readJson(API, { name: `${method} ${pathOf(url)}`, wrote: !isRead }, response);
    const { status, headers: told } = response;
    const whole = new Response(status === 204 ? null : JSON.stringify(answer), { status, headers: told });
    return Object.defineProperty(whole, 'url', { value: url }); // pages are counted by it
  };
}

function changing(io: Pick<ChangeIo, 'fetch'> | undefined, method: string): ChangeIo['fetch'] {
  if (!io) throw new Error(`a ${method} outside of a change`);
  return io.fetch;
}

/** The library wraps what its fetch threw. */
function failureInside(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  return isFailureError(error) ? error : failureInside(error.cause);
}

/** The path without the address, for messages: `repos/artsy/force/pulls/7`. */
function pathOf(url: string): string {
  const { pathname } = new globalThis.URL(url);
  return decodeURIComponent(pathname.replace(/^.*?\/(?=repos\/)/, ''));
}
