import { isJsonObject, type JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';
import { advanceDeployment, changeDeployment, openDeployment } from './advance.ts';
import { jobJson, jobPodJson, logOf, startJob } from './jobs.ts';
import { discoveryOf, kindOf } from './kinds.ts';
import { mergeObject } from './merge.ts';
import { deploymentJson, podJson } from './objects.ts';
import { refuse } from './refusal.ts';
import type { ClusterState } from './state.ts';
import { checkManifest } from './validate.ts';

/** One request to a cluster. */
export interface Served {
  readonly cluster: ClusterState;
  readonly request: StandInRequest;
  readonly now: number;
}

interface Place {
  readonly groupVersion: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
  readonly below: string | undefined;
}

/** Answers one request as the API would; `path` begins behind the address of the cluster. */
export function serveApi(served: Served, path: string): StandInResponse {
  const { groupVersion, rest } = groupOf(path);
  if (rest.length === 0) return ok(discoveryOf(groupVersion) ?? refuse(404, 'NotFound', 'the server could not find the requested resource'));
  const place = placeOf(groupVersion, rest);
  const kind = kindOf(groupVersion, place.plural) ?? refuse(404, 'NotFound', 'the server could not find the requested resource');
  for (const deployment of Object.values(served.cluster.deployments)) advanceDeployment(served.cluster, deployment, served.now);
  if (place.namespace !== undefined && place.namespace !== served.cluster.namespace) return place.name === undefined ? ok({ items: [] }) : notFound(place);
  if (kind === 'Pod') return servePods(served, place);
  if (kind === 'Job') return serveJobs(served, place);
  return serveObjects(served, place, kind);
}

function groupOf(path: string): { readonly groupVersion: string; readonly rest: readonly string[] } {
  const [root, ...parts] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (root === 'api') return { groupVersion: parts[0] ?? '', rest: parts.slice(1) };
  return { groupVersion: parts.slice(0, 2).join('/'), rest: parts.slice(2) };
}

function placeOf(groupVersion: string, rest: readonly string[]): Place {
  const isNamespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [plural = '', name, below] = isNamespaced ? rest.slice(2) : rest;
  return { groupVersion, namespace: isNamespaced ? rest[1] : undefined, plural, name, below };
}

function servePods({ cluster, request, now }: Served, place: Place): StandInResponse {
  const jobs = Object.values(cluster.jobs);
  if (place.below === 'log') {
    const job = jobs.find(({ pod }) => pod === place.name) ?? refuse(404, 'NotFound', `pods "${place.name}" not found`);
    const tail = Number(request.query.get('tailLines') ?? Number.MAX_SAFE_INTEGER);
    return {
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: logOf(job, now)
        .slice(-tail)
        .map(line => `${line}\n`)
        .join(''),
    };
  }
  const own = Object.values(cluster.deployments).flatMap(({ pods }) => pods.map(pod => podJson(pod, now)));
  return ok({ items: select([...own, ...jobs.flatMap(job => jobPodJson(job, now))], request) });
}

function serveJobs({ cluster, request, now }: Served, place: Place): StandInResponse {
  if (request.method === 'POST') {
    const manifest = bodyOf(request);
    checkManifest(manifest);
    const { name } = manifest['metadata'] as unknown as { name: string };
    if (Object.hasOwn(cluster.jobs, name)) refuse(409, 'AlreadyExists', `jobs.batch "${name}" already exists`);
    if (isDryRun(request)) return { status: 201, body: manifest };
    cluster.jobs[name] = startJob(cluster, manifest, now);
    return { status: 201, body: manifest, wrote: true };
  }
  const job = Object.hasOwn(cluster.jobs, place.name ?? '') ? cluster.jobs[place.name ?? ''] : undefined;
  if (!job) return notFound(place);
  if (request.method !== 'DELETE') return ok(jobJson(job, now));
  delete cluster.jobs[place.name ?? ''];
  return { status: 200, body: { kind: 'Status', status: 'Success' }, wrote: true };
}

function serveObjects(served: Served, place: Place, kind: string): StandInResponse {
  const { cluster, request, now } = served;
  const { name } = place;
  if (name === undefined) {
    const all = kind === 'Deployment' ? Object.values(cluster.deployments).map(one => deploymentJson(one, now)) : othersOf(cluster, place, kind);
    return ok({ items: select(all, request) });
  }
  const has = kind === 'Deployment' ? cluster.deployments[name]?.manifest : cluster.objects[keyOf(place, kind)];
  const isApply = (request.headers['content-type'] ?? '').startsWith('application/apply-patch');
  if (request.method === 'GET') return has ? ok(shown(served, place, kind, has)) : notFound(place);
  if (request.method !== 'PATCH') return refuse(405, 'MethodNotAllowed', `the cluster of a rehearsal does not ${request.method} a ${kind}`);
  if (!has && !isApply) return notFound(place);
  const manifest = mergeObject(has ?? {}, bodyOf(request));
  checkManifest(manifest);
  if (isDryRun(request)) return ok(manifest);
  store(served, place, kind, manifest);
  return { status: has ? 200 : 201, body: shown(served, place, kind, manifest), wrote: true };
}

function store({ cluster, now }: Served, place: Place, kind: string, manifest: JsonObject): void {
  const { name = '' } = place;
  const deployment = cluster.deployments[name];
  if (kind !== 'Deployment') cluster.objects[keyOf(place, kind)] = manifest;
  else if (deployment) changeDeployment(deployment, manifest, now);
  else cluster.deployments[name] = openDeployment(manifest, now);
}

function shown({ cluster, now }: Served, { name = '' }: Place, kind: string, manifest: JsonObject): JsonObject {
  const deployment = cluster.deployments[name];
  return kind === 'Deployment' && deployment ? deploymentJson(deployment, now) : manifest;
}

function othersOf({ objects }: ClusterState, { groupVersion }: Place, kind: string): readonly JsonObject[] {
  return Object.entries(objects).flatMap(([key, one]) => (key.startsWith(`${groupVersion}/${kind}/`) ? [one] : []));
}

export function keyOf({ groupVersion, name }: Pick<Place, 'groupVersion' | 'name'>, kind: string): string {
  return `${groupVersion}/${kind}/${name}`;
}

/** Only equality: `app=force,layer=application`. */
function select(items: readonly JsonObject[], { query }: StandInRequest): readonly JsonObject[] {
  const wanted = (query.get('labelSelector') ?? '').split(',').filter(Boolean);
  return items.filter(item => {
    const { labels = {} } = item['metadata'] as { labels?: Readonly<Record<string, string>> };
    return wanted.every(term => {
      const [key = '', value] = term.split('=');
      return labels[key] === value;
    });
  });
}

function bodyOf({ body }: StandInRequest): JsonObject {
  const parsed: unknown = JSON.parse(body || '{}');
  return isJsonObject(parsed) ? parsed : refuse(400, 'BadRequest', 'the body is no object');
}

function isDryRun({ query }: StandInRequest): boolean {
  return query.get('dryRun') === 'All';
}

function ok(body: JsonObject): StandInResponse {
  return { status: 200, body };
}

function notFound({ plural, name }: Place): never {
  return refuse(404, 'NotFound', `${plural} "${name}" not found`);
}
