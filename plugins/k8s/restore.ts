import { defineChange, type Effect } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { askIfThere, namespaceOf, openCluster, type Cluster } from './client.ts';
import { imageChange, makePatches, tryPatches } from './image-changes.ts';
import { guardMessages } from './messages.ts';
import type { Deployment } from '../shared/kubernetes/objects.ts';
import { NAMESPACE } from './params.ts';
import { containersOf, deploymentPath, type RecordedContainer } from './read-deployments.ts';
import { DEPLOYMENT } from './schemas.ts';

export const restore = defineChange({
  name: 'restore',
  summary: 'Set Deployments back to the images that were recorded before.',
  description:
    'Takes `deployments` of an earlier `k8s.deployments`, and patches those that differ from it; one that was never changed is not touched, so nothing goes one revision too far, as ' +
    '`kubectl rollout undo` can. It waits for nothing: follow with `k8s.rollout` until the old pods are ready again.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['deployments'],
    additionalProperties: false,
    properties: { namespace: NAMESPACE, deployments: { type: 'array', items: DEPLOYMENT, description: 'What was recorded.' } },
  },
  outputs: {
    type: 'object',
    required: ['deployments'],
    additionalProperties: false,
    properties: { deployments: { type: 'array', items: { type: 'string' }, description: 'Names of the Deployments that are as they were recorded.' } },
  },
  examples: [{ title: 'After a rollout that failed', with: { deployments: [] } }],
  async check(params, context) {
    const effects = await changesOf(openCluster(context), params);
    return effects.length === 0 ? { done: true, outputs: namesOf(params) } : { done: false };
  },
  async preview(params, context) {
    const cluster = openCluster(context);
    const effects = await changesOf(cluster, params);
    await tryPatches(cluster, effects);
    return effects;
  },
  async run(params, context, effects) {
    await makePatches(openCluster(context), context, effects);
    return namesOf(params);
  },
  async verify(params, _outputs, context) {
    const effects = await changesOf(openCluster(context), params);
    return effects.length === 0 ? { ok: true } : { ok: false, message: guardMessages.notSet(effects.map(({ to }) => to)) };
  },
});

interface Recorded {
  readonly name: string;
  readonly version: string;
  readonly containers: readonly RecordedContainer[];
}

interface RestoreParams {
  readonly namespace?: string | undefined;
  readonly deployments: readonly Recorded[];
}

/** Fails with `not-found` where a Deployment, or a container of it, is gone since. */
async function changesOf(cluster: Cluster, { namespace: given, deployments }: RestoreParams): Promise<readonly Effect[]> {
  const namespace = await namespaceOf(cluster, given);
  const found = await Promise.all(deployments.map(one => askIfThere<Deployment>(cluster, { method: 'GET', path: deploymentPath(namespace, one.name) })));
  return deployments.flatMap(({ name, version, containers }, index) => {
    const deployment = found[index] ?? fail({ code: 'not-found', ...guardMessages.gone(namespace, name) });
    const has = containersOf(deployment);
    const missing = containers.find(one => !has.some(other => other.name === one.name && other.init === one.init));
    if (missing) fail({ code: 'not-found', ...guardMessages.containerGone(name, missing.name) });
    return imageChange(namespace, deployment, { containers, version }) ?? [];
  });
}

function namesOf({ deployments }: RestoreParams) {
  return { deployments: deployments.map(({ name }) => name) };
}
