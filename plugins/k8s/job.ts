import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import type { Json } from '../../engine/core/json.ts';
import { FIELD_MANAGER, ask, askIfThere, namespaceOf, openCluster, send, type Cluster } from './client.ts';
import { isOfRepository, shortImage } from '../shared/kubernetes/image-name.ts';
import { jobManifest } from './job-spec.ts';
import { changeMessages, guardMessages } from './messages.ts';
import type { Deployment, Job } from '../shared/kubernetes/objects.ts';
import { APP_PARAMS, DIGEST, REPOSITORY, durationParam, selectorOf, toSeconds, type AppParams } from './params.ts';
import { jobPath } from './read-job.ts';
import { containersOf, readDeployments } from './read-deployments.ts';

export const job = defineChange({
  name: 'job',
  summary: "Start a command once in the cluster, in the application's container with a given image: a migration, a hook.",
  description:
    'Creates a Job from the container of a Deployment: its environment, volumes and account, the image by its digest, the command as a list of words that nobody splits or interprets. ' +
    '`name` is what makes it happen once: a Job of that name is never started again, whatever its end, so put `{{ run.id }}` into it. ' +
    'It only starts: look with `k8s.job_status` until it is finished.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['app', 'name', 'digest', 'command'],
    additionalProperties: false,
    properties: {
      ...APP_PARAMS,
      name: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 63, description: 'Name of the Job: `pre-deploy-{{ run.id }}`.' },
      repository: REPOSITORY,
      digest: DIGEST,
      command: { type: 'array', items: { type: 'string' }, minItems: 1, description: 'Program and arguments: `[bundle, exec, rake, "db:migrate"]`.' },
      deployment: { type: 'string', description: 'The Deployment whose container is taken. Default: the first by name that has the image.' },
      container: { type: 'string', description: 'The container of it. Default: the first whose image is of the repository.' },
      deadline: durationParam('It is ended and has failed after so long. Default: 30m.'),
    },
  },
  outputs: {
    type: 'object',
    required: ['name', 'namespace'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', description: 'Name of the Job, for `k8s.job_status`.' },
      namespace: { type: 'string', description: 'Where it is.' },
    },
  },
  examples: [
    {
      title: 'Migrations before a deploy',
      with: {
        app: 'force',
        name: 'pre-deploy-artsy-release-20260310-1a2b3c',
        digest: `sha256:${'1'.repeat(64)}`,
        command: ['bundle', 'exec', 'rake', 'db:migrate'],
      },
    },
  ],
  async check({ name, namespace: given }, context) {
    const cluster = openCluster(context);
    const namespace = await namespaceOf(cluster, given);
    const there = await askIfThere<Job>(cluster, { method: 'GET', path: jobPath(namespace, name) });
    return there ? { done: true, outputs: { name, namespace } } : { done: false };
  },
  async preview(params, context) {
    const cluster = openCluster(context);
    const namespace = await namespaceOf(cluster, params.namespace);
    const manifest = await manifestOf(cluster, params);
    await ask(cluster, { ...createCall(namespace, manifest), query: { fieldManager: FIELD_MANAGER, dryRun: 'All' } });
    const says = changeMessages.startJob(params.name, params.command, shortImage(`${params.repository ?? params.app}@${params.digest}`));
    return [{ does: 'POST job', to: `${namespace}/${params.name}`, data: manifest, says }];
  },
  async run(params, context, [effect]) {
    const cluster = openCluster(context);
    const namespace = await namespaceOf(cluster, params.namespace);
    if (effect) await context.change(effect, io => send(cluster, io, { ...createCall(namespace, effect.data), query: { fieldManager: FIELD_MANAGER } }));
    return { name: params.name, namespace };
  },
});

interface JobParams extends AppParams {
  readonly name: string;
  readonly repository?: string | undefined;
  readonly digest: string;
  readonly command: readonly string[];
  readonly deployment?: string | undefined;
  readonly container?: string | undefined;
  readonly deadline?: string | undefined;
}

async function manifestOf(cluster: Cluster, params: JobParams) {
  const { app, repository = app, deadline = '30m', deployment: chosen } = params;
  const { found } = await readDeployments(cluster, params);
  const fits = (one: Deployment): boolean =>
    chosen === undefined ? containersOf(one).some(({ image }) => isOfRepository(image, repository)) : one.metadata.name === chosen;
  const deployment = found.find(fits) ?? fail({ code: 'not-found', ...guardMessages.noContainer(selectorOf(params), chosen ?? repository) });
  return jobManifest(deployment, { ...params, repository, deadline: toSeconds(deadline) });
}

function createCall(namespace: string, body: Json) {
  return { method: 'POST' as const, path: jobPath(namespace), body };
}
