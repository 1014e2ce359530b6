import { defineChange, type Effect } from '../../engine/core/action.ts';
import { formatDuration } from '../../engine/core/duration.ts';
import { halfRecycle } from './activities.ts';
import { applyEffects, putScheduled, setDesired } from './changes.ts';
import { openAws } from './client.ts';
import { livingServers, missingProcesses, recycleActions, spinDownName, spinDowns, type Group, type SpinDown } from './group.ts';
import { guardMessages, scriptMessages } from './messages.ts';
import { durationParam, GROUP_PARAMS, toMs, type GroupParams } from './params.ts';
import { readGroup } from './read-group.ts';
import { refuse } from './refuse.ts';
import { failNotDone, isByScripts, scriptEffect } from './scripts.ts';

/** A scheduled action that a crash left behind stays as it is when no more than this of its delay has passed. */
const STALE = 60_000;

export const recycle = defineChange({
  name: 'recycle',
  summary: 'Double the group, and schedule the scale-down that brings it back.',
  description:
    'Refuses (`unsafe`) unless the group is at rest, no other recycle is scheduled, no process that it needs is suspended, and twice the desired size fits its maximum: run twice, it never doubles twice. ' +
    'The scale-down is scheduled first and the size doubled after it, so that a crash in between leaves nothing that grows for ever; ' +
    'the normal size is then read from the scheduled action. It waits for nothing: follow the group with `asg.describe`.',
  version: 2,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['spin_down'],
    additionalProperties: false,
    properties: { ...GROUP_PARAMS, spin_down: durationParam('How long after the doubling the group goes back to its size (`15m`).') },
  },
  outputs: {
    type: 'object',
    required: ['spin_down_at', 'desired_before', 'desired', 'old_ids'],
    additionalProperties: false,
    properties: {
      spin_down_at: { type: 'string', description: 'When the scale-down is due, ISO time.' },
      desired_before: { type: 'integer', description: 'The normal size, to which it goes back.' },
      desired: { type: 'integer', description: 'The doubled size.' },
      old_ids: { type: 'array', items: { type: 'string' }, description: 'Ids of the servers that were there before.' },
    },
  },
  examples: [{ title: 'Recycle the PKI servers', with: { env: 'prod', role: 'pivcac', spin_down: '15m' } }],
  async check(params, context) {
    const aws = openAws(context);
    const group = await readGroup(aws, params);
    const spinDown = doublingOf(group);
    if (spinDown) return { done: true, outputs: outputsOf(group, spinDown, oldIds(group, spinDown.desired)) };
    // Extra servers: a recycle may have run to its scale-down since. Nobody can tell, so nobody guesses.
    refuseUnlessAtRest(group);
    const half = await halfRecycle(aws, group);
    if (half) refuse(guardMessages.halfDone(group.name, half.from, group.desired, half.at));
    return { done: false };
  },
  async preview(params, context) {
    const group = await readGroup(openAws(context), params);
    const effects = missingEffects(group, params.spin_down, context.now().getTime());
    if (effects.length === 0 || !isByScripts(context.connection)) return effects;
    return [recycleByScript(params, group)];
  },
  async run(params, context, effects) {
    const aws = openAws(context);
    const before = await readGroup(aws, params);
    const ended = await applyEffects(aws, context, effects);
    const after = await readGroup(aws, params);
    const spinDown = doublingOf(after);
    if (!spinDown && ended) failNotDone(ended, scriptMessages.notDoubled(after.name, after.desired));
    if (!spinDown) refuse(guardMessages.notDoubled(after.name, after.desired));
    const asked = context.now().getTime() + toMs(params.spin_down);
    if (ended && Date.parse(spinDown.at) < asked - STALE) context.log(scriptMessages.sooner(spinDown.at, params.spin_down));
    return outputsOf(after, spinDown, oldIds(before, spinDown.desired));
  },
});

/** The script doubles first: what it finds scheduled, it would leave there, so nothing may be. */
function recycleByScript(params: GroupParams, group: Group): Effect {
  const left = leftBehind(group);
  if (left) refuse(guardMessages.pending(group.name, left.name, left.at));
  return scriptEffect(params, 'asg-recycle', [], scriptMessages.double(group.name, group.desired));
}

function missingEffects(group: Group, delay: string, now: number): readonly Effect[] {
  if (doublingOf(group)) return [];
  const { name, desired, max } = group;
  const left = leftBehind(group);
  const [pending] = recycleActions(group).filter(action => action !== left);
  if (pending) refuse(guardMessages.pending(name, pending.name, pending.at));
  refuseUnlessAtRest(group);
  const suspended = missingProcesses(group);
  if (suspended.length > 0) refuse(guardMessages.suspended(name, suspended));
  if (desired === 0) refuse(guardMessages.empty(name));
  if (2 * desired > max) refuse(guardMessages.tooSmall(name, desired, max));

  const back = putScheduled(name, { name: spinDownName(name), desired }, delay, `bring ${name} back to ${desired} servers in ${formatDuration(toMs(delay))}`);
  const double = setDesired(name, 2 * desired, `double ${name} from ${desired} to ${2 * desired} servers`);
  const isFresh = left !== undefined && Date.parse(left.at) >= now + toMs(delay) - STALE;
  return isFresh ? [double] : [back, double];
}

function refuseUnlessAtRest(group: Group): void {
  const running = livingServers(group).length;
  if (running !== group.desired) refuse(guardMessages.notAtRest(group.name, running, group.desired));
}

/** The scale-down of a recycle whose doubling has happened. */
function doublingOf(group: Group): SpinDown | undefined {
  return spinDowns(group).find(action => action.desired > 0 && group.desired === 2 * action.desired);
}

/** Our own scheduled action where a crash came before the doubling: it names the size that the group still has. */
function leftBehind(group: Group): SpinDown | undefined {
  return spinDowns(group).find(action => action.name === spinDownName(group.name) && action.desired === group.desired);
}

function oldIds(group: Group, normal: number): string[] {
  return livingServers(group)
    .slice(0, normal)
    .map(server => server.id);
}

function outputsOf(group: Group, spinDown: SpinDown, old: string[]) {
  return { spin_down_at: spinDown.at, desired_before: spinDown.desired, desired: group.desired, old_ids: old };
}
