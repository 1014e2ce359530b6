import { fail } from '../../engine/core/failure.ts';
import { ask, namespaceOf, type Cluster } from './client.ts';
import { parseImage } from '../shared/kubernetes/image-name.ts';
import { guardMessages } from './messages.ts';
import type { Container, Deployment, List } from '../shared/kubernetes/objects.ts';
import { selectorOf, type AppParams } from './params.ts';

export const VERSION_LABEL = 'app.kubernetes.io/version';

/** The Deployments of an application, by name. Fails with `not-found` where there is none. */
export async function readDeployments(cluster: Cluster, params: AppParams): Promise<{ readonly namespace: string; readonly found: readonly Deployment[] }> {
  const namespace = await namespaceOf(cluster, params.namespace);
  const labelSelector = selectorOf(params);
  const { items } = await ask<List<Deployment>>(cluster, { method: 'GET', path: deploymentPath(namespace), query: { labelSelector } });
  if (items.length === 0) fail({ code: 'not-found', ...guardMessages.noDeployments(labelSelector, namespace) });
  return { namespace, found: items.toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name)) };
}

export function deploymentPath(namespace: string, name?: string): string {
  return `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

/** A container of a Deployment's pods, as it is recorded before a change and restored after a failure. */
export interface RecordedContainer {
  readonly name: string;
  readonly image: string;
  readonly init: boolean;
}

/** Its containers, those that run first included. */
export function containersOf({ spec }: Deployment): readonly RecordedContainer[] {
  const { containers, initContainers = [] } = spec.template.spec;
  const toRecorded =
    (init: boolean) =>
    ({ name, image = '' }: Container): RecordedContainer => ({ name, image, init });
  return [...initContainers.map(toRecorded(true)), ...containers.map(toRecorded(false))];
}

export function versionLabel({ metadata }: Deployment): string {
  return metadata.labels?.[VERSION_LABEL] ?? '';
}

export function digestsOf(containers: readonly RecordedContainer[]): string[] {
  return [...new Set(containers.map(({ image }) => parseImage(image).digest).filter(digest => digest !== ''))].toSorted();
}
