import type { JsonObject } from '../../../engine/core/json.ts';
import { parseImage } from '../../shared/kubernetes/image-name.ts';
import type { Container } from '../../shared/kubernetes/objects.ts';
import { isReadyAt, templateHash } from './advance.ts';
import type { DeploymentState, PodState } from './state.ts';

/** A Deployment as the API shows it: its manifest, and a status that follows from its pods. */
export function deploymentJson(deployment: DeploymentState, now: number): JsonObject {
  const { manifest, generation, observed, pods, stuck, refused } = deployment;
  const living = pods.filter(({ gone }) => gone === null);
  const updated = living.filter(({ hash }) => hash === templateHash(manifest));
  const conditions = [
    stuck
      ? { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet has timed out progressing.' }
      : { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: 'ReplicaSet is progressing.' },
    ...(refused === null ? [] : [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refused }]),
  ];
  return {
    ...manifest,
    metadata: { ...(manifest['metadata'] as JsonObject), generation },
    status: {
      observedGeneration: observed,
      replicas: living.length,
      // Before the controller has looked, what it says is about the generation before.
      updatedReplicas: observed < generation ? living.length : updated.length,
      availableReplicas: living.filter(pod => isReadyAt(pod, now)).length,
      conditions,
    },
  };
}

const WAITING: Readonly<Record<string, { readonly reason: string; readonly message?: string }>> = {
  'image-pull': { reason: 'ImagePullBackOff', message: 'Back-off pulling image' },
  crash: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' },
};

export function podJson({ name, template, created, reason, gone, ...pod }: PodState, now: number): JsonObject {
  const { metadata = {}, spec } = template as unknown as { metadata?: JsonObject; spec: { containers: readonly Container[] } };
  const ready = isReadyAt({ name, template, created, reason, gone, ...pod }, now);
  const waiting = WAITING[reason ?? ''];
  const started = waiting === undefined && now > created;
  return {
    metadata: {
      ...metadata,
      name,
      creationTimestamp: new Date(created).toISOString(),
      ...(gone === null ? {} : { deletionTimestamp: new Date(gone).toISOString() }),
    },
    spec: spec as unknown as JsonObject,
    status: {
      phase: started ? 'Running' : 'Pending',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: spec.containers.map(container => ({
        name: container.name,
        ready,
        restartCount: reason === 'crash' ? Math.floor((now - created) / 60_000) : 0,
        imageID: started || reason === 'crash' ? pulled(container.image ?? '') : '',
        state: waiting ? { waiting } : started ? { running: {} } : { waiting: { reason: 'ContainerCreating' } },
      })),
    },
  };
}

/** What a node says it has pulled. */
function pulled(image: string): string {
  const { repository, digest } = parseImage(image);
  return digest === '' ? '' : `${repository}@${digest}`;
}
