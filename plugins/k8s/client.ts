import type { RequestContext } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeIo, ReadContext } from '../../engine/core/action.ts';
import { fail, isFailureError } from '../../engine/core/failure.ts';
import { isJsonObject, type Json } from '../../engine/core/json.ts';
import { once } from '../shared/once.ts';
import { apiFailure, notJson } from './failures.ts';
import { openKubeconfig, type Access } from './kubeconfig.ts';

/** A cluster, for one call of an action. */
export interface Cluster {
  readonly context: ReadContext;
  readonly access: () => Promise<Access>;
  /** A request as the user of the kubeconfig; all of them share one connection. */
  readonly authorize: () => Promise<RequestContext>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the root of the API: `/apis/apps/v1/namespaces/default/deployments`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Media type of the body: which kind of patch it is. Default: JSON. */
  readonly type?: string;
}

export const APPLY = 'application/apply-patch+yaml';
export const STRATEGIC_MERGE = 'application/strategic-merge-patch+json';
/** The name under which the API notes our changes. */
export const FIELD_MANAGER = 'runbook';

export function openCluster(context: ReadContext): Cluster {
  const access = once(() => openKubeconfig(context));
  const authorize = once(async () => {
    const { config, server } = await access();
    const library = await import('@kubernetes/client-node');
    const request = new library.RequestContext(server, 'GET');
    await config.applySecurityAuthentication(request);
    return request;
  });
  return { context, access, authorize };
}

export async function namespaceOf(cluster: Cluster, given: string | undefined): Promise<string> {
  return given ?? (await cluster.access()).namespace;
}

/** Pauses before a read is sent again that the API was too busy for. */
const PAUSES = [500, 1_500];
const PASSING: readonly (number | undefined)[] = [429, 500, 502, 503, 504];

/** Asks the API: a read, or a change with `dryRun=All`, which changes nothing. Fails with what `failures.ts` says. */
export async function ask<T>(cluster: Cluster, call: Call): Promise<T> {
  return (await askText(cluster, call, parse)) as T;
}

/** What a pod printed: text, not JSON. */
export function askLog(cluster: Cluster, call: Call): Promise<string> {
  return askText(cluster, call, text => text);
}

/** Undefined where there is no such object. */
export async function askIfThere<T>(cluster: Cluster, call: Call): Promise<T | undefined> {
  return ask<T>(cluster, call).catch((error: unknown) => {
    if (isFailureError(error) && error.failure.code === 'not-found') return undefined;
    throw error;
  });
}

/** Makes a change inside of `context.change`. An answer that is no answer counts as lost. */
export async function send(cluster: Cluster, io: ChangeIo, call: Call): Promise<Json> {
  return (await exchange(cluster, call, io.signal, parse)) as Json;
}

type Read = (text: string, call: Call) => unknown;

async function askText<T>(cluster: Cluster, call: Call, read: (text: string, call: Call) => T): Promise<T> {
  // Credentials are not part of the request: one that fails for want of a login is not asked three times.
  await cluster.access();
  return cluster.context.read(nameOf(call), async signal => {
    for (const pause of PAUSES) {
      try {
        return (await exchange(cluster, call, signal, read)) as T;
      } catch (error) {
        if (!isFailureError(error) || !PASSING.includes(statusOf(error.failure.data))) throw error;
        await sleep(pause, undefined, { signal });
      }
    }
    return (await exchange(cluster, call, signal, read)) as T;
  });
}

async function exchange(cluster: Cluster, call: Call, signal: AbortSignal, read: Read): Promise<unknown> {
  const { server } = await cluster.access();
  const user = await cluster.authorize();
  const { RequestContext: Request, IsomorphicFetchHttpLibrary } = await import('@kubernetes/client-node');
  const query = new URLSearchParams(call.query).toString();
  const request = new Request(`${server}${call.path}${query === '' ? '' : `?${query}`}`, call.method);
  request.setSignal(signal);
  request.setHeaderParam('Accept', 'application/json, */*');
  if (call.body !== undefined) {
    request.setHeaderParam('Content-Type', call.type ?? 'application/json');
    request.setBody(JSON.stringify(call.body));
  }
  for (const [name, value] of Object.entries(user.getHeaders())) request.setHeaderParam(name, value);
  const dispatcher = user.getDispatcher();
  if (dispatcher) request.setDispatcher(dispatcher);
  const { httpStatusCode, body } = await new IsomorphicFetchHttpLibrary().send(request).toPromise();
  const text = await body.text();
  if (httpStatusCode >= 300) fail(apiFailure({ name: nameOf(call), connection: cluster.context.connection.name, wrote: isChange(call) }, httpStatusCode, text));
  return read(text, call);
}

function parse(text: string, call: Call): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(notJson(nameOf(call), isChange(call)), error);
  }
}

function isChange({ method, query = {} }: Call): boolean {
  return method !== 'GET' && query['dryRun'] === undefined;
}

/** `PATCH deployments/force-web`: what people look for in a log. */
function nameOf({ method, path, query = {} }: Call): string {
  const place = path.replace(/^\/(?:api|apis\/[^/]+)\/v[^/]+\/?/, '').replace(/^namespaces\/[^/]+\/(?=.)/, '');
  return `${method} ${place === '' ? path : place}${query['dryRun'] === undefined ? '' : ' (dry run)'}`;
}

function statusOf(data: Json | undefined): number | undefined {
  const status = isJsonObject(data) ? data['status'] : undefined;
  return typeof status === 'number' ? status : undefined;
}
