import type { JsonObject } from '../../../engine/core/json.ts';
import { advanceDeployment } from './advance.ts';
import type { ClusterState } from './state.ts';
import { runsOf } from './view.ts';

const HOUR = 3_600_000;

/**
 * Lets the rollouts of a cluster come to their end at once. For programs that wait for them in real time, during which the clock of a world stands
 * still: what an hour would bring has happened, and the clock is where it was.
 */
export function rollNow(cluster: ClusterState, app: string, now: number): JsonObject {
  const ended = now + HOUR;
  for (const deployment of Object.values(cluster.deployments)) {
    advanceDeployment(cluster, deployment, ended);
    deployment.at = now;
    deployment.progressed = Math.min(deployment.progressed, now);
    for (const pod of deployment.pods) Object.assign(pod, { created: Math.min(pod.created, now), ready: pod.ready === null ? null : Math.min(pod.ready, now) });
  }
  return runsOf(cluster, app, now) ?? { done: false, failed: true, digest: '' };
}
