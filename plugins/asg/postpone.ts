import { defineChange } from '../../engine/core/action.ts';
import { formatDuration } from '../../engine/core/duration.ts';
import { applyEffects, putScheduled } from './changes.ts';
import { openAws } from './client.ts';
import { spinDowns, type Group, type SpinDown } from './group.ts';
import { guardMessages } from './messages.ts';
import { durationParam, GROUP_PARAMS, toMs } from './params.ts';
import { readGroup } from './read-group.ts';
import { refuse } from './refuse.ts';

/** So much may have passed between sending and asking: the scale-down still counts as postponed. */
const TOLERANCE = 60_000;

export const postpone = defineChange({
  name: 'postpone',
  summary: 'Postpone the scale-down of the recycle under way, where the new servers are merely slow.',
  description:
    'Afterwards at least `by` is left, counted from now; a scale-down that leaves as much already is not touched, and none is ever brought forward. ' +
    'Counting from now makes it safe to repeat. Refuses (`unsafe`) where no scale-down is scheduled.',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['by'],
    additionalProperties: false,
    properties: { ...GROUP_PARAMS, by: durationParam('How much time the servers are given from now on (`15m`).') },
  },
  outputs: {
    type: 'object',
    required: ['spin_down_at'],
    additionalProperties: false,
    properties: { spin_down_at: { type: 'string', description: 'When the scale-down is due now, ISO time.' } },
  },
  examples: [{ title: 'Give slow servers another quarter of an hour', with: { env: 'prod', role: 'pivcac', by: '15m' } }],
  async check(params, context) {
    const next = nextSpinDown(await readGroup(openAws(context), params));
    return isPostponed(next, params.by, context.now()) ? { done: true, outputs: { spin_down_at: next.at } } : { done: false };
  },
  async preview(params, context) {
    const group = await readGroup(openAws(context), params);
    const next = nextSpinDown(group);
    if (isPostponed(next, params.by, context.now())) return [];
    return [putScheduled(group.name, next, params.by, `postpone the scale-down of ${group.name}: in ${formatDuration(toMs(params.by))} from now`)];
  },
  async run(params, context, effects) {
    const aws = openAws(context);
    await applyEffects(aws, context, effects);
    return { spin_down_at: nextSpinDown(await readGroup(aws, params)).at };
  },
});

function nextSpinDown(group: Group): SpinDown {
  return spinDowns(group)[0] ?? refuse(guardMessages.noSpinDown(group.name));
}

function isPostponed(action: SpinDown, by: string, now: Date): boolean {
  return Date.parse(action.at) >= now.getTime() + toMs(by) - TOLERANCE;
}
