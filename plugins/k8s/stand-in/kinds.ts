import type { JsonObject } from '../../../engine/core/json.ts';

/** The kinds that the cluster of a rehearsal knows: group and version, kind, plural, and whether it is in a namespace. */
const KINDS: readonly (readonly [groupVersion: string, kind: string, plural: string, namespaced: boolean])[] = [
  ['v1', 'ConfigMap', 'configmaps', true],
  ['v1', 'Namespace', 'namespaces', false],
  ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', true],
  ['v1', 'Pod', 'pods', true],
  ['v1', 'Service', 'services', true],
  ['v1', 'ServiceAccount', 'serviceaccounts', true],
  ['apps/v1', 'Deployment', 'deployments', true],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', true],
  ['batch/v1', 'CronJob', 'cronjobs', true],
  ['batch/v1', 'Job', 'jobs', true],
  ['networking.k8s.io/v1', 'Ingress', 'ingresses', true],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', true],
];

/** The answer of discovery; undefined where the group is unknown. */
export function discoveryOf(groupVersion: string): JsonObject | undefined {
  const resources = KINDS.filter(([one]) => one === groupVersion).map(([, kind, name, namespaced]) => ({ kind, name, namespaced }));
  return resources.length === 0 ? undefined : { kind: 'APIResourceList', groupVersion, resources };
}

export function kindOf(groupVersion: string, plural: string): string | undefined {
  return KINDS.find(([one, , name]) => one === groupVersion && name === plural)?.[1];
}
