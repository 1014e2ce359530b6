import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { applyCall, planApply, type ApplyParams, type Planned } from './apply-plan.ts';
import { openCluster, send, type Cluster } from './client.ts';
import { guardMessages, manifestMessages } from './messages.ts';
import { DIGEST, NAMESPACE, REPOSITORY, durationParam } from './params.ts';

/** The params of `k8s.apply` and `k8s.diff`. */
export const APPLY_PARAMS = {
  type: 'object',
  required: ['file'],
  additionalProperties: false,
  properties: {
    file: { type: 'string', minLength: 1, description: 'The YAML file, one or more documents. Relative to the folder of the configuration.' },
    namespace: { ...NAMESPACE, description: 'Namespace of documents that name none. Default: that of the connection.' },
    repository: { ...REPOSITORY, description: 'With `digest`: containers of Deployments whose image is of this repository get the digest.' },
    digest: { ...DIGEST, description: 'The image to put in place of the tag in the file.' },
    deadline: durationParam('With `digest`: a rollout that makes no progress for so long has failed. Default: 10m.'),
    force: {
      type: 'boolean',
      description: 'Take over fields that somebody else set before (`kubectl apply`, hokusai). Default: false, which refuses and names them.',
    },
  },
} as const;

export const apply = defineChange({
  name: 'apply',
  summary: 'Apply a YAML file to the cluster; the preview is what the cluster says it would change.',
  description:
    'Server-side apply, document by document. The preview is a dry run by the cluster itself, shown field by field. Nothing is ever pruned: what is no longer in the file stays. ' +
    'Templates (Jinja) are refused: hokusai renders them, so use `hokusai.deploy_config` there. It waits for nothing: follow with `k8s.rollout`.',
  version: 1,
  interrupted: 'check',
  params: APPLY_PARAMS,
  outputs: {
    type: 'object',
    required: ['applied', 'unchanged'],
    additionalProperties: false,
    properties: {
      applied: {
        type: 'array',
        items: { type: 'string' },
        description: 'What was created or changed: `Deployment force-web`. Empty where all was so already.',
      },
      unchanged: { type: 'array', items: { type: 'string' }, description: 'What was so already.' },
    },
  },
  examples: [
    {
      title: 'The whole configuration at one image',
      with: { file: 'hokusai/production.yml', repository: 'force', digest: `sha256:${'1'.repeat(64)}`, force: true },
    },
  ],
  async check(params, context) {
    const planned = await planOf(openCluster(context), params);
    return changed(planned).length === 0 ? { done: true, outputs: { applied: [], unchanged: planned.map(({ object }) => object) } } : { done: false };
  },
  async preview(params, context) {
    return changed(await planOf(openCluster(context), params)).map(({ effect }) => effect);
  },
  async run(params, context, effects) {
    const cluster = openCluster(context);
    const applied = effects.map(({ data }) => nameOf(data as JsonObject));
    for (const effect of effects) {
      const { document, force } = effect.data as unknown as { document: JsonObject; force: boolean };
      await context.change(effect, io => send(cluster, io, applyCall(effect.to, document, force)));
    }
    const all = (await planOf(cluster, params)).map(({ object }) => object);
    return { applied, unchanged: all.filter(object => !applied.includes(object)) };
  },
  async verify(params, _outputs, context) {
    const left = changed(await planOf(openCluster(context), params));
    return left.length === 0 ? { ok: true } : { ok: false, message: guardMessages.notSet(left.map(({ object }) => object)) };
  },
});

/** Fails with `bad-params` where only one half of the image is given. */
export function planOf(cluster: Cluster, params: ApplyParams): Promise<readonly Planned[]> {
  if ((params.digest === undefined) !== (params.repository === undefined)) fail({ code: 'bad-params', ...manifestMessages.half });
  return planApply(cluster, params);
}

export function changed(planned: readonly Planned[]): readonly Planned[] {
  return planned.filter(({ change }) => change !== 'none');
}

function nameOf(data: JsonObject): string {
  const { kind, metadata } = data['document'] as unknown as { kind: string; metadata: { name: string } };
  return `${kind} ${metadata.name}`;
}
