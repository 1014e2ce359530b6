import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openCluster, type Cluster } from './client.ts';
import { atDigest, isOfRepository, versionOf } from '../shared/kubernetes/image-name.ts';
import { imageChange, makePatches, tryPatches } from './image-changes.ts';
import { guardMessages } from './messages.ts';
import type { Deployment } from '../shared/kubernetes/objects.ts';
import { APP_PARAMS, DIGEST, REPOSITORY, durationParam, selectorOf, toSeconds, type AppParams } from './params.ts';
import { containersOf, readDeployments } from './read-deployments.ts';

const DEADLINE = '10m';

export const setImage = defineChange({
  name: 'set_image',
  summary: 'Set the image of the Deployments of an application, by its digest.',
  description:
    'Patches every container of the Deployments, init containers too, whose image is of the repository; others are left alone. Also sets the label `app.kubernetes.io/version` and how long ' +
    'a rollout may stand still. The preview asks the cluster for a dry run. It waits for nothing: follow with `k8s.rollout`, and record `k8s.deployments` before, for `k8s.restore`.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['app', 'digest'],
    additionalProperties: false,
    properties: {
      ...APP_PARAMS,
      repository: REPOSITORY,
      digest: DIGEST,
      deadline: durationParam('A rollout that makes no progress for so long has failed. Default: 10m.'),
    },
  },
  outputs: {
    type: 'object',
    required: ['deployments', 'version'],
    additionalProperties: false,
    properties: {
      deployments: { type: 'array', items: { type: 'string' }, description: 'Names of the Deployments that are told to run the image.' },
      version: { type: 'string', description: 'The label that they have now.' },
    },
  },
  examples: [{ title: 'Deploy an image', with: { app: 'force', digest: `sha256:${'1'.repeat(64)}`, deadline: '10m' } }],
  async check(params, context) {
    const { effects, names } = await changesOf(openCluster(context), params);
    return effects.length === 0 ? { done: true, outputs: { deployments: names, version: versionOf(params.digest) } } : { done: false };
  },
  async preview(params, context) {
    const cluster = openCluster(context);
    const { effects } = await changesOf(cluster, params);
    await tryPatches(cluster, effects);
    return effects;
  },
  async run(params, context, effects) {
    const cluster = openCluster(context);
    await makePatches(cluster, context, effects);
    const { names } = await changesOf(cluster, params);
    return { deployments: names, version: versionOf(params.digest) };
  },
  async verify(params, _outputs, context) {
    const { effects } = await changesOf(openCluster(context), params);
    return effects.length === 0 ? { ok: true } : { ok: false, message: guardMessages.notSet(effects.map(({ to }) => to)) };
  },
});

interface SetImageParams extends AppParams {
  readonly repository?: string | undefined;
  readonly digest: string;
  readonly deadline?: string | undefined;
}

/** Fails with `not-found` where no container has an image of the repository. */
async function changesOf(cluster: Cluster, params: SetImageParams) {
  const { app, repository = app, digest, deadline = DEADLINE } = params;
  const { namespace, found } = await readDeployments(cluster, params);
  const concerned = found.filter(deployment => ownContainers(deployment, repository).length > 0);
  if (concerned.length === 0) fail({ code: 'not-found', ...guardMessages.noContainer(selectorOf(params), repository) });
  const effects = concerned.flatMap(deployment => {
    const containers = ownContainers(deployment, repository).map(one => ({ ...one, image: atDigest(one.image, digest) }));
    return imageChange(namespace, deployment, { containers, version: versionOf(digest), deadline: toSeconds(deadline) }) ?? [];
  });
  return { effects, names: concerned.map(({ metadata }) => metadata.name) };
}

function ownContainers(deployment: Deployment, repository: string) {
  return containersOf(deployment).filter(({ image }) => isOfRepository(image, repository));
}
