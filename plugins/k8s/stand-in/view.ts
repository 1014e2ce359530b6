import type { JsonObject } from '../../../engine/core/json.ts';
import { parseImage, shortImage } from '../../shared/kubernetes/image-name.ts';
import type { Deployment } from '../../shared/kubernetes/objects.ts';
import { containersOf } from '../read-deployments.ts';
import { rolloutState } from '../../shared/kubernetes/rollout-rule.ts';
import { isReadyAt } from './advance.ts';
import { jobPhase } from './jobs.ts';
import { deploymentJson } from './objects.ts';
import type { ClusterState, DeploymentState } from './state.ts';

/** A cluster as tests and people see it. */
export function viewOf(cluster: ClusterState, now: number): JsonObject {
  const deployments = Object.entries(cluster.deployments).map(([name, one]) => {
    const pods = one.pods.map(pod => ({ name: pod.name, digest: digestOf(pod.template), ready: isReadyAt(pod, now), going: pod.gone !== null }));
    return [name, { images: imagesOf(one), rollout: stateOf(one, now).status, pods }] as const;
  });
  const jobs = Object.entries(cluster.jobs).map(([name, one]) => [name, { state: jobPhase(one, now).phase.toLowerCase(), exit: one.exit }] as const);
  return { deployments: Object.fromEntries(deployments), jobs: Object.fromEntries(jobs), objects: Object.keys(cluster.objects) };
}

export function summaryOf(cluster: ClusterState, now: number): readonly string[] {
  const deployments = Object.entries(cluster.deployments).map(
    ([name, one]) => `  ${name}: ${imagesOf(one).map(shortImage).join(', ')}, ${stateOf(one, now).message}`,
  );
  const jobs = Object.entries(cluster.jobs).map(([name, one]) => `  Job ${name}: ${jobPhase(one, now).phase.toLowerCase()}`);
  return [`${cluster.name}: ${deployments.length} deployments, ${jobs.length} jobs`, ...deployments, ...jobs];
}

/** What an application runs: its first Deployment's image, and how its rollouts stand; undefined where the cluster does not have it. */
export function runsOf(cluster: ClusterState, app: string, now: number): JsonObject | undefined {
  const own = Object.values(cluster.deployments).filter(({ manifest }) => (manifest as unknown as Deployment).metadata.labels?.['app'] === app);
  const [first] = own;
  if (!first) return undefined;
  const states = own.map(one => stateOf(one, now).status);
  return { done: states.every(one => one === 'done'), failed: states.includes('failed'), digest: parseImage(imagesOf(first)[0] ?? '').digest };
}

function stateOf(deployment: DeploymentState, now: number) {
  return rolloutState(deploymentJson(deployment, now) as unknown as Deployment);
}

function imagesOf({ manifest }: DeploymentState): string[] {
  return containersOf(manifest as unknown as Deployment).map(({ image }) => image);
}

function digestOf(template: JsonObject): string {
  return parseImage((template['spec'] as unknown as Deployment['spec']['template']['spec']).containers[0]?.image ?? '').digest;
}
