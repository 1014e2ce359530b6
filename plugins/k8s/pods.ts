import { defineRead } from '../../engine/core/action.ts';
import { openCluster } from './client.ts';
import { APP_PARAMS, REPOSITORY } from './params.ts';
import { podFacts } from './pod-facts.ts';
import { readPods } from './read-pods.ts';

const POD = {
  type: 'object',
  required: ['name', 'digest', 'ready', 'terminating', 'restarts', 'reason'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', description: 'Its name.' },
    digest: { type: 'string', description: "The image that it runs, by digest; '' while nobody can tell." },
    ready: { type: 'boolean', description: 'It gets traffic.' },
    terminating: { type: 'boolean', description: 'It is being ended.' },
    restarts: { type: 'integer', description: 'How often its container was started again.' },
    reason: { type: 'string', description: "Why it is not ready (`CrashLoopBackOff`); '' where it is." },
  },
} as const;

export const pods = defineRead({
  name: 'pods',
  summary: 'Look which image the pods of an application really run, and whether they are ready.',
  description:
    'What runs, not what the Deployments or the tags of the registry say. Pods that are being ended are still listed; those that have ended are not. ' +
    'After a deploy: `until: outputs.all_ready && outputs.digests == [steps.staging.outputs.digest]`.',
  version: 1,
  params: { type: 'object', required: ['app'], additionalProperties: false, properties: { ...APP_PARAMS, repository: REPOSITORY } },
  outputs: {
    type: 'object',
    required: ['pods', 'digests', 'all_ready'],
    additionalProperties: false,
    properties: {
      pods: { type: 'array', items: POD, description: 'The pods, oldest first.' },
      digests: { type: 'array', items: { type: 'string' }, description: 'The different images that they run, sorted; one when a rollout is over.' },
      all_ready: { type: 'boolean', description: 'At least one pod, and every one is ready.' },
    },
  },
  examples: [{ title: 'What production really runs', with: { app: 'force' } }],
  async run(params, context) {
    const { app, repository = app } = params;
    const found = (await readPods(openCluster(context), params)).map(pod => podFacts(pod, repository));
    for (const { name, digest, ready, reason } of found) context.log(`${name}: ${digest.slice(0, 19)} ${ready ? 'ready' : reason}`);
    return {
      pods: found.map(pod => ({ ...pod })),
      digests: [...new Set(found.map(({ digest }) => digest))].toSorted(),
      all_ready: found.length > 0 && found.every(({ ready }) => ready),
    };
  },
});
