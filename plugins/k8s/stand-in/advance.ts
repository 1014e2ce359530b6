import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../../engine/core/json.ts';
import type { PodSpec } from '../../shared/kubernetes/objects.ts';
import type { ClusterState, DeploymentState, PodState } from './state.ts';

/** The controller sees a change after a second; a pod that is ended takes five to go. */
const SEEING = 1_000;
const GOING = 5_000;
const READY = 20_000;
const WEEK = 7 * 86_400_000;

/** Lets a Deployment live until `now`: one new pod at a time, and no old one goes before a new one is ready. */
export function advanceDeployment(cluster: ClusterState, deployment: DeploymentState, now: number): void {
  for (let time = nextTime(deployment); time <= now; time = nextTime(deployment)) {
    liveThrough(cluster, deployment, time);
    deployment.at = time;
  }
  deployment.at = Math.max(deployment.at, now);
}

/** The next moment at which something happens by itself. */
function nextTime(deployment: DeploymentState): number {
  const { at, sees, pods, observed, generation } = deployment;
  if (observed < generation) return sees;
  const changes = pods.flatMap(({ ready, gone }) => [ready ?? 0, gone ?? 0]).filter(time => time > at);
  const isWaiting = !deployment.stuck && !isComplete(deployment, at);
  return Math.min(isWaiting ? deployment.progressed + deadlineOf(deployment) : Number.POSITIVE_INFINITY, ...changes);
}

function liveThrough(cluster: ClusterState, deployment: DeploymentState, time: number): void {
  if (deployment.observed < deployment.generation) Object.assign(deployment, { observed: deployment.generation, progressed: time, stuck: false });
  if (deployment.pods.some(({ ready }) => ready === time)) deployment.progressed = time;
  deployment.pods = deployment.pods.filter(({ gone }) => gone === null || gone > time);
  reconcile(cluster, deployment, time);
  if (!isComplete(deployment, time) && time >= deployment.progressed + deadlineOf(deployment)) deployment.stuck = true;
}

/** A Deployment that is new, or (`settled`) has run for long. */
export function openDeployment(manifest: JsonObject, now: number, ready = READY, settled = false): DeploymentState {
  const { replicas = 1 } = specOf(manifest) as { replicas?: number };
  const { name } = manifest['metadata'] as unknown as { name: string };
  const hash = templateHash(manifest);
  const old = Array.from({ length: settled ? replicas : 0 }, (_, n) => {
    const created = now - WEEK + n * 1_000;
    return { name: `${name}-${hash}-old${n}`, hash, template: templateOf(manifest), created, ready: created + ready, reason: null, gone: null };
  });
  const [observed, sees] = settled ? [1, now] : [0, now + SEEING];
  return { manifest, at: now, generation: 1, observed, sees, ready, pods: old, progressed: now, stuck: false, refused: null };
}

/** Sets a new manifest; what is different in it becomes so in a second. */
export function changeDeployment(deployment: DeploymentState, manifest: JsonObject, now: number): void {
  if (canonicalJson(specOf(manifest)) === canonicalJson(specOf(deployment.manifest))) {
    deployment.manifest = manifest;
    return;
  }
  deployment.manifest = manifest;
  deployment.generation += 1;
  deployment.sees = now + SEEING;
}

function reconcile(cluster: ClusterState, deployment: DeploymentState, time: number): void {
  const { replicas = 1 } = specOf(deployment.manifest) as { replicas?: number };
  const hash = templateHash(deployment.manifest);
  const living = () => deployment.pods.filter(({ gone }) => gone === null);
  const fresh = () => living().filter(pod => pod.hash === hash);
  const isReady = (pod: PodState): boolean => isReadyAt(pod, time);
  deployment.refused = null;
  // Old pods that never served go first; of those that serve, one for each new one that does.
  for (const pod of living()) if (pod.hash !== hash && !isReady(pod)) pod.gone = time + GOING;
  for (const pod of living().filter(one => one.hash !== hash)) if (living().filter(isReady).length > replicas) pod.gone = time + GOING;
  for (const pod of fresh().slice(replicas)) pod.gone = time + GOING;
  while (fresh().length < replicas && living().length < replicas + 1) {
    const pod = makePod(cluster, deployment, hash, time);
    if (pod === undefined) break;
    deployment.pods.push(pod);
  }
}

/** Undefined where the quota leaves no room. */
function makePod(cluster: ClusterState, deployment: DeploymentState, hash: string, time: number): PodState | undefined {
  const template = templateOf(deployment.manifest);
  const name = (deployment.manifest['metadata'] as { name: string }).name;
  const trouble = troubleOf(cluster, template);
  if (trouble === 'quota') {
    deployment.refused = `pods "${name}-${hash}" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=50, limited: pods=50`;
    return undefined;
  }
  cluster.pods += 1;
  const never = trouble === undefined || trouble === 'slow' ? null : trouble;
  const takes = trouble === 'slow' ? 3 * deployment.ready : deployment.ready;
  const suffix = createHash('sha256').update(`${name} ${cluster.pods}`).digest('hex').slice(0, 5);
  return { name: `${name}-${hash}-${suffix}`, hash, template, created: time, ready: never === null ? time + takes : null, reason: never, gone: null };
}

/** What is wrong with the image of a pod: the first image that rolls out after the fault is the bad one. */
export function troubleOf(cluster: ClusterState, template: JsonObject): NonNullable<ClusterState['trouble']>['kind'] | undefined {
  const image = (template['spec'] as unknown as PodSpec).containers[0]?.image ?? '';
  if (cluster.trouble === null) return undefined;
  cluster.trouble.image ??= image;
  return cluster.trouble.image === image ? cluster.trouble.kind : undefined;
}

function isComplete({ manifest, pods }: DeploymentState, time: number): boolean {
  const { replicas = 1 } = specOf(manifest) as { replicas?: number };
  const hash = templateHash(manifest);
  const living = pods.filter(({ gone }) => gone === null);
  return living.length === replicas && living.every(pod => pod.hash === hash && isReadyAt(pod, time));
}

export function isReadyAt({ ready }: PodState, time: number): boolean {
  return ready !== null && ready <= time;
}

function deadlineOf({ manifest }: DeploymentState): number {
  const { progressDeadlineSeconds = 600 } = specOf(manifest) as { progressDeadlineSeconds?: number };
  return progressDeadlineSeconds * 1_000;
}

export function templateHash(manifest: JsonObject): string {
  return createHash('sha256')
    .update(canonicalJson(templateOf(manifest)))
    .digest('hex')
    .slice(0, 9);
}

export function templateOf(manifest: JsonObject): JsonObject {
  return specOf(manifest)['template'] as JsonObject;
}

function specOf(manifest: JsonObject): JsonObject {
  return (manifest['spec'] ?? {}) as JsonObject;
}
