import { ask, namespaceOf, type Cluster } from './client.ts';
import type { List, Pod } from '../shared/kubernetes/objects.ts';
import { selectorOf, type AppParams } from './params.ts';

/** The pods of an application that run or shall run, oldest first. Those that have ended (evicted, finished) stay behind and do not count. */
export async function readPods(cluster: Cluster, params: AppParams): Promise<readonly Pod[]> {
  const namespace = await namespaceOf(cluster, params.namespace);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const { items } = await ask<List<Pod>>(cluster, { method: 'GET', path, query: { labelSelector: selectorOf(params) } });
  return items.filter(({ status }) => status?.phase !== 'Failed' && status?.phase !== 'Succeeded').toSorted((a, b) => ageKey(a).localeCompare(ageKey(b)));
}

function ageKey({ metadata }: Pod): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}
