import type { Deployment } from './objects.ts';

export interface RolloutState {
  readonly status: 'waiting' | 'done' | 'failed';
  readonly message: string;
}

/**
 * Whether a rollout has ended, by the rule of `kubectl rollout status`: the controller has seen the newest template, all pods have it, none of the
 * old ones is left, and all are available. A paused one never ends by itself.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 */
export function rolloutState({ metadata, spec, status = {} }: Deployment): RolloutState {
  const { replicas: wanted = 1, paused = false } = spec;
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0, conditions = [] } = status;
  const stuck = conditions.find(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded');
  if ((metadata.generation ?? 0) > observedGeneration) return waiting(say.unseen);
  if (stuck) return { status: 'failed', message: say.deadline(updatedReplicas, wanted) };
  if (updatedReplicas < wanted) return paused ? { status: 'failed', message: say.paused } : waiting(say.updating(updatedReplicas, wanted));
  if (replicas > updatedReplicas) return waiting(say.oldLeft(replicas - updatedReplicas));
  if (availableReplicas < updatedReplicas) return waiting(say.unavailable(availableReplicas, updatedReplicas));
  return { status: 'done', message: say.done(availableReplicas) };
}

function waiting(message: string): RolloutState {
  return { status: 'waiting', message };
}

/** How far a rollout is. */
const say = {
  unseen: 'the cluster has not seen the change yet',
  deadline: (updated: number, wanted: number): string => `no progress for longer than its deadline: ${updated} of ${wanted} pods are updated`,
  paused: 'the rollout is paused: `kubectl rollout resume` lets it go on',
  updating: (updated: number, wanted: number): string => `${updated} of ${wanted} pods are updated`,
  oldLeft: (count: number): string => `${count} old ${count === 1 ? 'pod is' : 'pods are'} still there`,
  unavailable: (available: number, updated: number): string => `${available} of ${updated} updated pods are ready`,
  done: (pods: number): string => `rolled out, ${pods} ${pods === 1 ? 'pod is' : 'pods are'} ready`,
} as const;
