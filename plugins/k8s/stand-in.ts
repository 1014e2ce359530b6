/** Kubernetes for a world: the API on loopback, with Deployments that roll out and Jobs that run on the world's clock. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { serveApi } from './stand-in/api.ts';
import { advanceDeployment } from './stand-in/advance.ts';
import { rollNow } from './stand-in/roll-now.ts';
import { deployImage, injectFault, resolveImage } from './stand-in/faults.ts';
import { openCluster } from './stand-in/open-cluster.ts';
import { refusalOf, statusResponse } from './stand-in/refusal.ts';
import { FAULTS_SCHEMA, PART_SCHEMA, type ClusterFault, type ClusterPart } from './stand-in/schema.ts';
import type { ClusterState } from './stand-in/state.ts';
import { runsOf, summaryOf, viewOf } from './stand-in/view.ts';

/**
 * Answers the questions `deploy {app, image, cluster?}`, by which the double of a CI deploys, and `runs {app, cluster?}` -> {done, failed, digest}.
 */
export const k8sStandIn: StandInDefinition = { schema: PART_SCHEMA, faults: FAULTS_SCHEMA, start };

const TOKEN = 'token-of-the-cluster-in-this-world';

async function start(part: JsonObject, world: WorldIo): Promise<StandIn> {
  // Checked against PART_SCHEMA by the engine.
  const parts = part as Readonly<Record<string, ClusterPart>>;
  // Manifests are immutable inside of a state that is not: more than the type of `state` can say.
  const clusters = world.state<JsonObject>({}) as unknown as Record<string, ClusterState>;
  for (const [name, one] of Object.entries(parts)) clusters[name] ??= await openCluster(world, name, one);
  const url = await world.serve(request => handle(clusters, world.now(), request));
  const kubeconfig = join(world.folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(clusters, url)), { mode: 0o600 });
  const settle = (): readonly ClusterState[] => {
    for (const cluster of Object.values(clusters)) for (const one of Object.values(cluster.deployments)) advanceDeployment(cluster, one, world.now());
    return Object.values(clusters);
  };
  return {
    connections: connectionsOf(parts, kubeconfig),
    env: { KUBECONFIG: kubeconfig },
    roots: { kubeconfig },
    answer: (question, about) => answer(world, settle, question, about),
    async inject(fault) {
      settle();
      for (const [name, one] of Object.entries(fault as Readonly<Record<string, ClusterFault>>)) await injectFault(world, clusters[name] ?? unknown(name), one);
    },
    view: () => Object.fromEntries(settle().map(cluster => [cluster.name, viewOf(cluster, world.now())])),
    summary: () => settle().flatMap(cluster => summaryOf(cluster, world.now())),
  };
}

function unknown(name: string): never {
  throw new Error(`a fault names the cluster ${name}, which this world does not have`);
}

function handle(clusters: Readonly<Record<string, ClusterState>>, now: number, request: StandInRequest): StandInResponse {
  const [, name = ''] = request.path.split('/');
  const cluster = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  if (!cluster) return { status: 404, body: 'no such cluster' };
  if (request.headers['authorization'] !== `Bearer ${TOKEN}`) return statusResponse({ status: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  const isChange = request.method !== 'GET' && request.query.get('dryRun') === null;
  const { answers } = cluster;
  if (answers && answers.times > 0 && (answers.to === null || (answers.to === 'changes') === isChange)) {
    answers.times -= 1;
    return statusResponse({ status: answers.status, reason: 'Wanted', message: 'as this world wants it' });
  }
  const path = request.path.slice(name.length + 1);
  if (path === '/rehearsal/roll') return { status: 200, body: rollNow(cluster, request.query.get('app') ?? '', now) };
  try {
    const response = serveApi({ cluster, request, now }, path);
    if (response.wrote !== true || cluster.lose === 0) return response;
    cluster.lose -= 1;
    return { status: 0, wrote: true };
  } catch (error) {
    const response = refusalOf(error);
    if (!response) throw error;
    return response;
  }
}

/** JSON is YAML: programs of the world read it without a parser for YAML. */
function kubeconfigOf(clusters: Readonly<Record<string, ClusterState>>, url: string): JsonObject {
  const names = Object.keys(clusters);
  return {
    apiVersion: 'v1',
    kind: 'Config',
    // Plain HTTP on loopback; the client library asks for this word.
    clusters: names.map(name => ({ name, cluster: { server: `${url}/${name}`, 'insecure-skip-tls-verify': true } })),
    users: [{ name: 'rehearsal', user: { token: TOKEN } }],
    contexts: Object.values(clusters).map(({ name, namespace }) => ({ name, context: { cluster: name, user: 'rehearsal', namespace } })),
    'current-context': names[0] ?? '',
  };
}

function connectionsOf(parts: Readonly<Record<string, ClusterPart>>, kubeconfig: string): Record<string, JsonObject> {
  const named = Object.entries(parts).map(
    ([context, { connection }], index) => [connection ?? (index === 0 ? 'k8s' : context), { plugin: 'k8s', kubeconfig, context }] as const,
  );
  return Object.fromEntries(named);
}

async function answer(world: WorldIo, settle: () => readonly ClusterState[], question: string, about: Json): Promise<Json | undefined> {
  if ((question !== 'deploy' && question !== 'runs') || !isJsonObject(about)) return undefined;
  const { app = '', image = '', cluster: name } = about as { app?: string; image?: string; cluster?: string };
  const cluster = settle().find(one => (name === undefined || one.name === name) && runsOf(one, app, world.now()) !== undefined);
  if (!cluster) return undefined;
  if (question === 'runs') return runsOf(cluster, app, world.now());
  deployImage(cluster, app, await resolveImage(world, image), world.now());
  // Kept with the next appointment, which is at once.
  world.at(world.now(), () => {});
  return true;
}
