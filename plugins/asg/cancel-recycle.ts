import { defineChange, type Effect } from '../../engine/core/action.ts';
import { applyEffects, deleteScheduled, setDesired } from './changes.ts';
import { openAws } from './client.ts';
import { recycleActions, spinDowns, type Group } from './group.ts';
import { guardMessages } from './messages.ts';
import { GROUP_PARAMS } from './params.ts';
import { readGroup } from './read-group.ts';
import { refuse } from './refuse.ts';

export const cancelRecycle = defineChange({
  name: 'cancel_recycle',
  summary: 'Stop the recycle under way: normal size now, nothing scheduled.',
  description:
    'Sets the desired size to what the scheduled scale-down would have set, then deletes the scheduled actions of the recycle, in this order: ' +
    'the scale-down is what says how many servers are normal, so it goes last. Servers in service are protected and stay; those that are still starting go. ' +
    'Where no recycle is under way nothing is done.',
  version: 1,
  interrupted: 'check',
  params: { type: 'object', additionalProperties: false, properties: GROUP_PARAMS },
  outputs: {
    type: 'object',
    required: ['desired', 'cancelled'],
    additionalProperties: false,
    properties: {
      desired: { type: 'integer', description: 'The desired size now.' },
      cancelled: { type: 'array', items: { type: 'string' }, description: 'Names of the scheduled actions that were deleted.' },
    },
  },
  examples: [{ title: 'Stop a recycle', with: { env: 'prod', role: 'pivcac' } }],
  async check(params, context) {
    const group = await readGroup(openAws(context), params);
    return recycleActions(group).length === 0 ? { done: true, outputs: { desired: group.desired, cancelled: [] } } : { done: false };
  },
  async preview(params, context) {
    return missingEffects(await readGroup(openAws(context), params));
  },
  async run(params, context, effects) {
    const aws = openAws(context);
    const names = recycleActions(await readGroup(aws, params)).map(action => action.name);
    await applyEffects(aws, context, effects);
    return { desired: (await readGroup(aws, params)).desired, cancelled: names };
  },
});

/** First what would still grow the group, then its size, then what says its size. */
function missingEffects(group: Group): readonly Effect[] {
  const backs = spinDowns(group);
  const growing = recycleActions(group).filter(action => !backs.some(back => back.name === action.name));
  const normal = normalSize(group);
  return [
    ...growing.map(action => deleteScheduled(group.name, action.name)),
    ...(normal === group.desired ? [] : [setDesired(group.name, normal, `set ${group.name} back from ${group.desired} to ${normal} servers`)]),
    ...backs.map(action => deleteScheduled(group.name, action.name)),
  ];
}

function normalSize(group: Group): number {
  const sizes = [...new Set(spinDowns(group).map(action => action.desired))];
  if (sizes.length > 1) refuse(guardMessages.manySpinDowns(group.name, sizes));
  return sizes[0] ?? group.desired;
}
