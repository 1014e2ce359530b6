import { isOfRepository, parseImage } from '../shared/kubernetes/image-name.ts';
import type { Pod } from '../shared/kubernetes/objects.ts';

export interface PodFacts {
  readonly name: string;
  /** The digest that it runs; '' while nobody can tell. */
  readonly digest: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly restarts: number;
  /** Why it is not ready (`ImagePullBackOff`); '' where it is. */
  readonly reason: string;
}

/** What a pod runs: the digest that its container names, else the one that the node has pulled for it. */
export function podFacts(pod: Pod, repository: string): PodFacts {
  const { metadata, spec, status = {} } = pod;
  const own = spec.containers.find(({ image }) => isOfRepository(image, repository)) ?? spec.containers[0];
  const statuses = status.containerStatuses ?? [];
  const pulled = statuses.find(({ name }) => name === own?.name)?.imageID ?? '';
  return {
    name: metadata.name,
    digest: parseImage(own?.image ?? '').digest || parseImage(pulled).digest,
    ready: isReady(pod),
    terminating: metadata.deletionTimestamp !== undefined,
    restarts: Math.max(0, ...statuses.map(({ restartCount = 0 }) => restartCount)),
    reason: isReady(pod) ? '' : (waitingReason(pod) ?? status.reason ?? status.phase ?? ''),
  };
}

/** It gets traffic. */
export function isReady({ status = {} }: Pod): boolean {
  return (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

/** What holds a pod up; undefined where it runs, or is only starting. */
export function waitingReason({ status = {} }: Pod): string | undefined {
  const waiting = (status.containerStatuses ?? [])
    .flatMap(({ state }) => state?.waiting ?? [])
    .find(({ reason }) => reason !== undefined && !STARTING.has(reason));
  if (waiting) return waiting.message === undefined ? waiting.reason : `${waiting.reason}: ${waiting.message.slice(0, 200)}`;
  const unscheduled = (status.conditions ?? []).find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  return unscheduled && `${unscheduled.reason ?? 'Unschedulable'}: ${(unscheduled.message ?? '').slice(0, 200)}`;
}

const STARTING = new Set(['ContainerCreating', 'PodInitializing']);
