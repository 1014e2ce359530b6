import { momentTexts } from '../messages/targets.ts';
import { parseMoment } from '../moment.ts';
import { scopeInstance } from '../scope-of.ts';
import { stepAt } from '../program.ts';
import type { Draft } from './draft.ts';
import { type Result, conditionAt, durationAt, textAt } from './evaluate.ts';
import { failStep, finishStep } from './finish.ts';
import { timerKey } from './keys.ts';

/** A wait for time, or for a condition that is looked at again. */
export function beginWait(d: Draft, path: string): void {
  const { wait } = stepAt(d.program, path).step;
  if (wait === undefined) return;
  if (typeof wait !== 'string') return beginCondition(d, path, wait.timeout);
  const length = durationAt(d, path, wait);
  if (!length.ok) return failStep(d, path, length.failure);
  sleepUntil(d, path, d.now + length.value, 'time');
}

/** Looks at a wait's condition; sets the next look where it does not hold. */
export function lookAtCondition(d: Draft, path: string): void {
  const { wait } = stepAt(d.program, path).step;
  if (wait === undefined || typeof wait === 'string') return;
  const holds = conditionAt(d, path, wait.until, { now: d.now });
  if (!holds.ok) return failStep(d, path, holds.failure);
  if (holds.value) return d.then({ task: 'confirm', path, outputs: {} });
  const every = durationAt(d, path, wait.every);
  if (!every.ok) return failStep(d, path, every.failure);
  sleepUntil(d, path, Math.min(d.now + every.value, d.node(path)?.deadline ?? Number.POSITIVE_INFINITY), 'condition');
}

function beginCondition(d: Draft, path: string, timeout: string | undefined): void {
  if (timeout !== undefined) {
    const length = durationAt(d, path, timeout);
    if (!length.ok) return failStep(d, path, length.failure);
    const deadline = d.now + length.value;
    d.change(path, { deadline });
    d.effect({ type: 'timer', key: timerKey(path, 1, 'timeout'), at: deadline });
  }
  lookAtCondition(d, path);
}

function sleepUntil(d: Draft, path: string, at: number, why: 'time' | 'condition'): void {
  const node = d.change(path, { status: 'waiting', wakeAt: at });
  d.effect({ type: 'timer', key: timerKey(path, node.attempt, why === 'time' ? 'wait' : 'every'), at });
  d.emit({ type: 'step-waiting', path, for: why, until: at, ...(node.deadline === undefined ? {} : { deadline: node.deadline }) });
}

/** `stop`: the runbook that it stands in ends here. */
export function beginStop(d: Draft, path: string): void {
  const { stop } = stepAt(d.program, path).step;
  if (!stop) return;
  const reason = textAt(d, path, stop.reason);
  if (!reason.ok) return failStep(d, path, reason.failure);
  d.change(scopeInstance(d.program, path), { ending: { flow: 'stop', as: stop.as, reason: reason.value } });
  finishStep(d, path, { status: 'succeeded', reason: reason.value, flow: 'stop' });
}

/** `freeze` and `unfreeze`: the engine changes the target's cell in the same commit. */
export function beginFreeze(d: Draft, path: string): void {
  const { step } = stepAt(d.program, path);
  const request = step.freeze ?? step.unfreeze;
  const [own] = d.program.plan.targets;
  const target = textAt(d, path, request?.target ?? own ?? '');
  const reason = textAt(d, path, request?.reason ?? d.program.plan.runbook);
  if (!target.ok || !reason.ok) return failStep(d, path, target.ok ? { code: 'template', message: 'reason' } : target.failure);
  if (target.value === '') return failStep(d, path, { code: 'no-target', message: 'The runbook has no target to freeze; name one.' });
  const until = freezeEnd(d, path, step.freeze?.until);
  if (!until.ok) return failStep(d, path, until.failure);
  const facts = { target: target.value, reason: reason.value, by: d.head().starter.name };
  d.effect(step.freeze ? { type: 'freeze', ...facts, ...(until.value === undefined ? {} : { until: until.value }) } : { type: 'unfreeze', ...facts });
  d.emit({ type: 'freeze', target: target.value, what: step.freeze ? 'set' : 'lifted', reason: reason.value });
  d.then({ task: 'confirm', path, outputs: {} });
}

function freezeEnd(d: Draft, path: string, given: string | undefined): Result<number | undefined> {
  if (given === undefined) return { ok: true, value: undefined };
  const text = textAt(d, path, given);
  if (!text.ok) return text;
  const at = parseMoment(text.value, d.program.plan.timeZone, d.now);
  return at === undefined ? { ok: false, failure: { code: 'no-moment', message: momentTexts.none(text.value) } } : { ok: true, value: at };
}
