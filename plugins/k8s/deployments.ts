import { defineRead } from '../../engine/core/action.ts';
import { openCluster } from './client.ts';
import { isOfRepository, shortImage } from '../shared/kubernetes/image-name.ts';
import type { Deployment } from '../shared/kubernetes/objects.ts';
import { APP_PARAMS, REPOSITORY } from './params.ts';
import { containersOf, digestsOf, readDeployments, versionLabel } from './read-deployments.ts';
import { DEPLOYMENT } from './schemas.ts';

export const deployments = defineRead({
  name: 'deployments',
  summary: 'Read the Deployments of an application: images, digests, replicas, versions.',
  description:
    'Record this before you change anything: `k8s.restore` takes `deployments` back. `digests` are those that the Deployments name, which need not run yet: see `k8s.pods`. ' +
    'Fails with `not-found` where the application has no Deployment.',
  version: 1,
  params: { type: 'object', required: ['app'], additionalProperties: false, properties: { ...APP_PARAMS, repository: REPOSITORY } },
  outputs: {
    type: 'object',
    required: ['namespace', 'deployments', 'digests'],
    additionalProperties: false,
    properties: {
      namespace: { type: 'string', description: 'Where they are.' },
      deployments: { type: 'array', items: DEPLOYMENT, description: 'The Deployments, by name.' },
      digests: { type: 'array', items: { type: 'string' }, description: "Digests of the application's own image; one where all agree." },
    },
  },
  examples: [{ title: 'What production is told to run', with: { app: 'force' } }],
  async run(params, context) {
    const { namespace, found } = await readDeployments(openCluster(context), params);
    const { repository = params.app } = params;
    const own = found.flatMap(containersOf).filter(({ image }) => isOfRepository(image, repository));
    const shown = found.map(toOutput);
    for (const { name, available, replicas, containers } of shown)
      context.log(`${name}: ${available} of ${replicas} ready, ${containers.map(({ image }) => shortImage(image)).join(', ')}`);
    return { namespace, deployments: shown, digests: digestsOf(own) };
  },
});

function toOutput(deployment: Deployment) {
  const { metadata, spec, status = {} } = deployment;
  return {
    name: metadata.name,
    replicas: spec.replicas ?? 1,
    updated: status.updatedReplicas ?? 0,
    available: status.availableReplicas ?? 0,
    version: versionLabel(deployment),
    containers: containersOf(deployment).map(container => ({ ...container })),
  };
}
