import { rolloutMessages as say } from './messages.ts';
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
  if (paused) return { status: 'failed', message: say.paused };
  if (updatedReplicas < wanted) return waiting(say.updating(updatedReplicas, wanted));
  if (replicas > updatedReplicas) return waiting(say.oldLeft(replicas - updatedReplicas));
  if (availableReplicas < updatedReplicas) return waiting(say.unavailable(availableReplicas, updatedReplicas));
  return { status: 'done', message: say.done(availableReplicas) };
}

function waiting(message: string): RolloutState {
  return { status: 'waiting', message };
}
