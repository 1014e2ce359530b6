import { defineRead } from '../../engine/core/action.ts';
import { APPLY_PARAMS, changed, planOf } from './apply.ts';
import { openCluster } from './client.ts';

const CHANGE = {
  type: 'object',
  required: ['object', 'change', 'fields'],
  additionalProperties: false,
  properties: {
    object: { type: 'string', description: '`Deployment force-web`' },
    change: { type: 'string', enum: ['create', 'update'], description: 'What would happen to it.' },
    fields: { type: 'array', items: { type: 'string' }, description: 'What would be different: `spec.replicas: 2 -> 3`.' },
  },
} as const;

export const diff = defineRead({
  name: 'diff',
  summary: 'Ask the cluster what applying a YAML file would change: a check of the file before anything is touched.',
  description:
    'A dry run by the cluster, as in the preview of `k8s.apply`, with its errors: put it before migrations, so that a broken file stops a deploy while nothing has happened.',
  version: 1,
  params: APPLY_PARAMS,
  outputs: {
    type: 'object',
    required: ['same', 'changes'],
    additionalProperties: false,
    properties: {
      same: { type: 'boolean', description: 'Nothing would change.' },
      changes: { type: 'array', items: CHANGE, description: 'What would change, in the order of the file.' },
    },
  },
  examples: [{ title: 'Is the file valid, and what does it change?', with: { file: 'hokusai/production.yml', force: true } }],
  async run(params, context) {
    const planned = changed(await planOf(openCluster(context), params));
    for (const { effect } of planned) context.log(effect.says);
    return {
      same: planned.length === 0,
      changes: planned.map(({ object, change, fields }) => ({
        object,
        change: change === 'create' ? ('create' as const) : ('update' as const),
        fields: [...fields],
      })),
    };
  },
});
