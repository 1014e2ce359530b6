import { defineChange } from '../../engine/core/action.ts';
import { openAws } from './client.ts';
import type { Group } from './group.ts';
import { GROUP_PARAMS } from './params.ts';
import { readGroup } from './read-group.ts';
import { ids, performRemoval, refuseWhileDoubled, REMOVAL_OUTPUTS, removalBy, splitServers, type Removal } from './removal.ts';

const NEW = { script: 'scale-remove-new-instances', keeps: 'oldest' } as const;

export const removeNew = defineChange({
  name: 'remove_new',
  summary: 'Let the group remove exactly the servers named: the new ones of a recycle that went wrong.',
  description:
    'The mirror image of `remove_old`, for a rollback: every other server stays. Refuses (`unsafe`) while the desired size is still doubled (stop the recycle first with `asg.cancel_recycle`), ' +
    'and unless those that stay are Healthy, InService, protected, in service in the load balancer and at least as many as are wanted. Ids that are gone already are left out.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['ids'],
    additionalProperties: false,
    properties: {
      ...GROUP_PARAMS,
      ids: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, uniqueItems: true, description: 'Ids of the servers that go.' },
    },
  },
  outputs: REMOVAL_OUTPUTS,
  examples: [{ title: 'Remove two new servers', with: { env: 'prod', role: 'pivcac', ids: ['i-0a1b2c3d4e5f60718', 'i-0a1b2c3d4e5f60719'] } }],
  async check(params, context) {
    const group = await readGroup(openAws(context), params);
    refuseWhileDoubled(group);
    const { keep, rest } = without(group, params.ids);
    return rest.length === 0 ? { done: true, outputs: { kept: ids(keep), removed: [] } } : { done: false };
  },
  async preview(params, context) {
    const group = await readGroup(openAws(context), params);
    return removalBy(context.connection, params, group, without(group, params.ids), NEW);
  },
  async run(params, context, effects) {
    return performRemoval(context, params, effects, without(await readGroup(openAws(context), params), params.ids));
  },
});

function without(group: Group, gone: readonly string[]): Removal {
  return splitServers(group, server => !gone.includes(server.id));
}
