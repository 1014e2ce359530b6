/** CircleCI's API v2 over the context's own requests: https://circleci.com/docs/api/v2/ */
import type { ChangeIo, ReadContext } from '../../engine/core/action.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import type { JsonApi } from '../../engine/core/json-api.ts';
import { readJson } from '../../engine/core/json-api.ts';
import { hints } from './messages.ts';

const URL = 'https://circleci.com/api/v2';

const API: JsonApi = {
  service: 'CircleCI',
  meanings: {
    401: { code: 'credentials', hint: hints.unauthorized },
    403: { code: 'credentials', hint: hints.forbidden },
    404: { code: 'not-found', hint: hints.notFound },
  },
};

/** `path`: below the base address, its parts encoded. Fails as `readJson` does. */
export async function askCircle(context: ReadContext, path: string): Promise<JsonObject> {
  const response = await context.fetch(`${context.connection.url(URL)}${path}`, { headers: await headersOf(context), redirect: 'manual', patient: true });
  return toObject(await readJson(API, { name: `GET ${path}`, wrote: false }, response));
}

/** All items of a list, at most `pages` pages. */
export async function listCircle(context: ReadContext, path: string, pages = 1): Promise<readonly JsonObject[]> {
  const items: JsonObject[] = [];
  let token = '';
  for (let page = 0; page < pages; page += 1) {
    const body = await askCircle(context, token === '' ? path : `${path}${path.includes('?') ? '&' : '?'}page-token=${encodeURIComponent(token)}`);
    items.push(...(Array.isArray(body['items']) ? body['items'].filter(isJsonObject) : []));
    token = textOf(body, 'next_page_token');
    if (token === '') break;
  }
  return items;
}

export interface Sent {
  readonly status: number;
  readonly body: JsonObject;
}

/** One POST, inside a change. */
export async function tellCircle(context: ReadContext, io: ChangeIo, path: string, body: JsonObject = {}): Promise<Sent> {
  const headers = { ...(await headersOf(context)), 'content-type': 'application/json' };
  const init: RequestInit = { method: 'POST', headers, redirect: 'manual', body: JSON.stringify(body) };
  const response = await io.fetch(`${context.connection.url(URL)}${path}`, init);
  return { status: response.status, body: toObject(await readJson(API, { name: `POST ${path}`, wrote: true }, response)) };
}

/** A field that is text; everything else counts as ''. */
export function textOf(body: JsonObject, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

/** `gh/artsy/force` as a part of an address. */
export function slugPath(project: string): string {
  return project.split('/').map(encodeURIComponent).join('/');
}

async function headersOf({ connection }: ReadContext): Promise<Record<string, string>> {
  return { accept: 'application/json', 'circle-token': await connection.token() };
}

function toObject(body: Json): JsonObject {
  return isJsonObject(body) ? body : {};
}
