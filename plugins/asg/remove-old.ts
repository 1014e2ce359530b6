import { defineChange } from '../../engine/core/action.ts';
import { openAws } from './client.ts';
import type { Group } from './group.ts';
import { guardMessages } from './messages.ts';
import { GROUP_PARAMS } from './params.ts';
import { readGroup } from './read-group.ts';
import { refuse } from './refuse.ts';
import { ids, ofAge, performRemoval, refuseWhileDoubled, REMOVAL_OUTPUTS, removalBy, splitServers, type Removal } from './removal.ts';

const OLD = { script: 'scale-remove-old-instances', keeps: 'newest' } as const;

export const removeOld = defineChange({
  name: 'remove_old',
  summary: 'Let the group remove its old servers, keeping the newest (or those named).',
  description:
    'Takes the scale-in protection from every server that is not kept; the group then removes them, since more run than are wanted. It terminates nothing itself and waits for nothing: ' +
    'look with `asg.describe` until `running == desired`. Refuses (`unsafe`) unless every kept server is Healthy, InService, protected and in service in the load balancer, ' +
    'at least as many are kept as are wanted, and the scale-down has run.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...GROUP_PARAMS,
      keep: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
        uniqueItems: true,
        description: 'Ids of exactly the servers to keep. Default: the newest, as many as are wanted.',
      },
    },
  },
  outputs: REMOVAL_OUTPUTS,
  examples: [
    { title: 'Keep the newest', with: { env: 'prod', role: 'pivcac' } },
    { title: 'Keep exactly these', with: { env: 'prod', role: 'pivcac', keep: ['i-0a1b2c3d4e5f60718'] } },
  ],
  async check(params, context) {
    const group = await readGroup(openAws(context), params);
    refuseWhileDoubled(group);
    const { keep, rest } = removalOf(group, params.keep);
    return rest.length === 0 ? { done: true, outputs: { kept: ids(keep), removed: [] } } : { done: false };
  },
  async preview(params, context) {
    const group = await readGroup(openAws(context), params);
    return removalBy(context.connection, params, group, removalOf(group, params.keep), OLD);
  },
  async run(params, context, effects) {
    return performRemoval(context, params, effects, removalOf(await readGroup(openAws(context), params), params.keep));
  },
});

function removalOf(group: Group, named: readonly string[] | undefined): Removal {
  const kept = new Set(named ?? ids(ofAge(group, 'newest')));
  const removal = splitServers(group, server => kept.has(server.id));
  const missing = [...kept].filter(id => !removal.keep.some(server => server.id === id));
  if (missing.length > 0) refuse(guardMessages.unknownServers(group.name, missing));
  return removal;
}
