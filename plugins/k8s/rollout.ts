import { defineRead } from '../../engine/core/action.ts';
import { openCluster } from './client.ts';
import type { Deployment, Pod } from '../shared/kubernetes/objects.ts';
import { rolloutMessages } from './messages.ts';
import { APP_PARAMS } from './params.ts';
import { isReady, waitingReason } from './pod-facts.ts';
import { readDeployments } from './read-deployments.ts';
import { readPods } from './read-pods.ts';
import { rolloutState } from '../shared/kubernetes/rollout-rule.ts';

const ONE = {
  type: 'object',
  required: ['name', 'status', 'message'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', description: 'Its name.' },
    status: { type: 'string', enum: ['waiting', 'done', 'failed'], description: 'Whether its rollout has ended.' },
    message: { type: 'string', description: 'How far it is: `2 of 3 pods are updated`.' },
  },
} as const;

export const rollout = defineRead({
  name: 'rollout',
  summary: 'Look whether the Deployments of an application have rolled out.',
  description:
    'For polls: `until: outputs.done || outputs.failed`, `verify: outputs.done`. The rule is that of `kubectl rollout status`; a rollout fails where it makes no progress for longer than its ' +
    'deadline. `trouble` says what its pods wait for (an image that cannot be pulled, a crash, a quota), long before the deadline.',
  version: 1,
  params: { type: 'object', required: ['app'], additionalProperties: false, properties: APP_PARAMS },
  outputs: {
    type: 'object',
    required: ['done', 'failed', 'deployments', 'trouble'],
    additionalProperties: false,
    properties: {
      done: { type: 'boolean', description: 'Every Deployment has rolled out.' },
      failed: { type: 'boolean', description: 'The rollout of at least one has failed.' },
      deployments: { type: 'array', items: ONE, description: 'The Deployments, by name.' },
      trouble: { type: 'array', items: { type: 'string' }, description: 'What holds it up, without repetitions: `force-web: ImagePullBackOff`.' },
    },
  },
  examples: [{ title: 'Has production rolled out?', with: { app: 'force' } }],
  async run(params, context) {
    const cluster = openCluster(context);
    const { found } = await readDeployments(cluster, params);
    const shown = found.map(deployment => ({ name: deployment.metadata.name, ...rolloutState(deployment) }));
    const done = shown.every(({ status }) => status === 'done');
    const pods = done ? [] : await readPods(cluster, params);
    for (const { name, message } of shown) context.log(`${name}: ${message}`);
    const failed = shown.filter(({ status }) => status === 'failed').map(({ name }) => name);
    const trouble = done ? [] : troubleOf(found, pods, failed);
    for (const line of trouble) context.log(line);
    return { done, failed: failed.length > 0, deployments: shown, trouble };
  },
});

/** Pods that wait, pods that cannot even be made, which the Deployment says itself, and, where a rollout has failed, pods that never became ready. */
function troubleOf(found: readonly Deployment[], pods: readonly Pod[], failed: readonly string[]): string[] {
  const refused = found.flatMap(({ metadata, status }) =>
    (status?.conditions ?? [])
      .filter(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True')
      .map(({ message = '' }) => `${metadata.name}: ${message}`),
  );
  const held = pods.flatMap(pod => {
    const owner = found.find(({ metadata }) => pod.metadata.name.startsWith(`${metadata.name}-`))?.metadata.name ?? pod.metadata.name;
    const reason = waitingReason(pod) ?? (failed.includes(owner) && !isReady(pod) ? rolloutMessages.neverReady : undefined);
    return reason === undefined ? [] : [`${owner}: ${reason}`];
  });
  return [...new Set([...refused, ...held])];
}
