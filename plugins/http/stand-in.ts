import type { Json, JsonObject } from '../../engine/core/json.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import type { Mutable, StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { messages } from './messages.ts';

/** What an address does instead of answering well. */
type Fault = { readonly status?: number; readonly body?: Json; readonly html?: string; readonly cut?: boolean; readonly over?: boolean };

type State = {
  readonly faults: { readonly [url: string]: Fault };
  readonly requests: { readonly [url: string]: number };
  readonly posts: readonly { readonly url: string; readonly body: string }[];
};

const fault = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  description: 'What the address answers from now on. Without `status`: 200.',
  properties: {
    status: { type: 'integer', minimum: 200, maximum: 599, description: 'The HTTP status. Alone: with an empty body.' },
    body: { description: 'The JSON body; null too. A text in it that names a commit of the world becomes its sha.' },
    html: { type: 'string', description: 'An HTML page instead of JSON.' },
    cut: { type: 'boolean', description: 'True: the connection is cut before an answer.' },
    over: { type: 'boolean', description: 'True: it answers well again.' },
  },
} as const;

/** Addresses that a runbook names literally, answered on loopback. */
export const standIn: StandInDefinition = {
  schema: {
    type: 'object',
    description: 'What literal addresses of the runbook answer.',
    propertyNames: { pattern: '^https?://' },
    additionalProperties: {
      description: 'The JSON body; a text in it that names a commit of the world becomes its sha. `{ from: asg.NAME }`: what a server of that fleet answers.',
    },
  },
  faults: { type: 'object', description: 'By address.', propertyNames: { pattern: '^https?://' }, additionalProperties: fault },
  start: startHttp,
};

async function startHttp(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const state = world.state<State>({ faults: {}, requests: {}, posts: [] });
  const paths = new Map(Object.keys(part).map(url => [localPath(url), url]));

  const answer = async (request: StandInRequest): Promise<StandInResponse> => {
    const url = paths.get(request.path);
    if (url === undefined) return { status: 404, body: messages.unknownUrl(request.path, Object.keys(part)) };
    state.requests[url] = (state.requests[url] ?? 0) + 1;
    const now = state.faults[url];
    if (now) return faulty(now, world);
    if (request.method === 'POST') {
      state.posts.push({ url, body: request.body });
      return { status: 200, body: { ok: true }, wrote: true };
    }
    return healthy(part[url] ?? null, world);
  };

  const base = await world.serve(answer);
  return {
    connections: {},
    urls: Object.fromEntries([...paths].map(([path, url]) => [url, `${base}${path}`])),
    inject(faults) {
      for (const [url, given] of Object.entries(faults)) {
        const next = given as Fault;
        if (next.over) delete state.faults[url];
        else state.faults[url] = next as Mutable<Fault>;
      }
    },
    view: () => structuredClone(state),
    summary: () => Object.keys(part).map(url => `${url}: asked ${state.requests[url] ?? 0} times${state.faults[url] ? ', faulty' : ''}`),
  };
}

/** One place under the local server for each address, the same in every process. */
function localPath(url: string): string {
  const { host, pathname, search } = new URL(url);
  return `/${host.replaceAll(':', '_')}${pathname}${search.replace('?', '/')}`;
}

async function faulty({ status = 200, body, html, cut }: Fault, world: WorldIo): Promise<StandInResponse> {
  if (cut) return { status: 0 };
  if (html !== undefined) return { status, body: html, headers: { 'content-type': 'text/html; charset=utf-8' } };
  return body === undefined ? { status } : { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(await nameCommits(body, world)) };
}

async function healthy(body: Json, world: WorldIo): Promise<StandInResponse> {
  const fleet = fleetOf(body);
  const said = fleet === undefined ? await nameCommits(body, world) : await world.ask('serves', fleet);
  if (said === undefined) return { status: 503, body: messages.nobodyServes(fleet ?? '') };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) };
}

/** `{ from: asg.prod-pivcac }` -> `prod-pivcac` */
function fleetOf(body: Json): string | undefined {
  if (!isJsonObject(body) || Object.keys(body).length !== 1) return undefined;
  const from = body['from'];
  return typeof from === 'string' ? from.slice(from.indexOf('.') + 1) : undefined;
}

/** A text that is the name of a commit becomes its sha. */
async function nameCommits(value: Json, world: WorldIo): Promise<Json> {
  if (typeof value === 'string') return (await world.ask('commit', value)) ?? value;
  if (Array.isArray(value)) return Promise.all(value.map((item: Json) => nameCommits(item, world)));
  if (!isJsonObject(value)) return value;
  const entries = await Promise.all(Object.entries(value).map(async ([key, inner]) => [key, await nameCommits(inner, world)] as const));
  return Object.fromEntries(entries);
}
