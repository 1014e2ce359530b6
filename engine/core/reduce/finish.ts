import type { Failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { ROOT, foreachOf, joinPath, parentPath } from '../paths.ts';
import { childrenOf, stepAt, stepName } from '../program.ts';
import type { Step } from '../runbook.ts';
import type { NodeState } from '../state.ts';
import type { Draft, Flow } from './draft.ts';
import { durationAt } from './evaluate.ts';
import { timerKey } from './keys.ts';

export interface Finish {
  readonly status: 'succeeded' | 'skipped' | 'failed' | 'cancelled';
  readonly flow?: Flow;
  readonly reason?: string;
  readonly failure?: Failure;
  readonly outputs?: JsonObject;
  readonly warned?: boolean;
  readonly overridden?: boolean;
}

/** Ends a step instance and tells its parent. */
export function finishStep(d: Draft, path: string, end: Finish): void {
  const before = d.node(path);
  closeGate(d, path, before);
  dropTimers(d, path);
  const node = d.change(path, {
    status: end.status,
    endedAt: d.now,
    startedAt: before?.startedAt ?? d.now,
    ...END_CLEARS,
    ...(end.reason === undefined ? {} : { reason: end.reason }),
    ...(end.failure === undefined ? {} : { failure: end.failure }),
    ...(end.status === 'failed' ? {} : { came: undefined }),
    ...(end.overridden ? { overridden: true } : {}),
    outputs: end.outputs ?? before?.outputs ?? {},
  });
  d.emit({
    type: 'step-finished',
    path,
    status: end.status,
    took: d.now - (node.startedAt ?? d.now),
    ...(node.reason === undefined ? {} : { reason: node.reason }),
    ...(end.failure === undefined ? {} : { failure: end.failure }),
    ...(node.outputs === undefined ? {} : { outputs: node.outputs }),
    ...(node.recovered ? { recovered: true } : {}),
    ...(end.warned ? { warned: true } : {}),
    ...(before?.performed ? { performed: before.performed } : {}),
    ...(end.overridden ? { overridden: true } : {}),
  });
  d.then({ task: 'ended', parent: parentPath(path), child: path, flow: end.flow ?? FLOWS[end.status] });
}

/** A try failed for good or for now: waits for the next try where `retry` has one left, else fails the step. */
export function failAttempt(d: Draft, path: string, failure: Failure): void {
  const { step } = stepAt(d.program, path);
  const tries = (d.node(path)?.tries ?? 0) + 1;
  d.change(path, { tries, failure, exec: undefined, phase: undefined });
  if (!step.retry || tries >= step.retry.attempts || isEnding(d, path)) return failStep(d, path, failure);
  const delay = durationAt(d, path, step.retry.delay);
  if (!delay.ok) return failStep(d, path, delay.failure);
  const at = d.now + Math.round(delay.value * (step.retry.factor ?? 1) ** (tries - 1));
  const node = d.change(path, { status: 'waiting', wakeAt: at });
  d.effect({ type: 'timer', key: timerKey(path, node.attempt, 'retry'), at });
  d.emit({ type: 'step-waiting', path, for: 'retry', until: at, failure });
}

/** A step fails, unless somebody is there who is asked first what to do. */
export function failStep(d: Draft, path: string, failure: Failure): void {
  d.then({ task: 'fail', path, failure });
}

/** A step failed for good: its `on-failure` decides what its parent sees. */
export function failForGood(d: Draft, path: string, failure: Failure): void {
  const { inFinally } = stepAt(d.program, path);
  const rule = onFailureOf(d, path);
  if (rule === 'warn' || inFinally) return failQuietly(d, path, failure);
  noteFailure(d, path, failure);
  if (Array.isArray(rule) && rule.length > 0 && !isEnding(d, path)) {
    d.change(path, { status: 'running', failure, section: 'handler', cursor: 0, ending: undefined });
    const first = childrenOf(d.program, path, 'handler')[0];
    if (first) return d.then({ task: 'enter', path: joinPath(path, first.step.id) });
  }
  finishStep(d, path, { status: 'failed', failure });
}

/** The rule of a step instance: a list belongs to its `foreach` as a whole, not to each item. */
export function onFailureOf(d: Draft, path: string): NonNullable<Step['on-failure']> {
  const { step } = stepAt(d.program, path);
  return foreachOf(path) !== undefined && Array.isArray(step['on-failure']) ? 'stop' : (step['on-failure'] ?? 'stop');
}

/** The run goes on; the step is listed under `incomplete`. */
function failQuietly(d: Draft, path: string, failure: Failure): void {
  d.changeHead({ incomplete: [...d.head().incomplete, path], ...(isWithin(d.head().failure?.step, path) ? { failure: undefined } : {}) });
  finishStep(d, path, { status: 'failed', failure, flow: 'ok', warned: true });
}

/** The first failure that nobody swallows is the run's. */
function noteFailure(d: Draft, path: string, failure: Failure): void {
  if (d.head().failure) return;
  const { code, message, hint } = failure;
  const name = stepName(stepAt(d.program, path).step);
  d.changeHead({ failure: { step: path, name, code, message, ...(hint === undefined ? {} : { hint }) } });
}

/** Whether the step must not go on: the run is cancelled, or a container around it timed out. */
export function isEnding(d: Draft, path: string): boolean {
  const { cancel } = d.head();
  if (cancel && (cancel.hard || path === ROOT || !stepAt(d.program, path).inFinally)) return true;
  for (let here = path; here !== ROOT; here = parentPath(here)) {
    if (here !== path && d.node(here)?.ending?.flow === 'timeout') return true;
  }
  return false;
}

/** Whether a branch of a parallel around the step failed: what runs goes on, nothing more begins. What an inner runbook cleans up with does. */
export function isDraining(d: Draft, path: string): boolean {
  for (let here = parentPath(path); here !== ROOT; here = parentPath(here)) {
    const node = d.node(here);
    if (node?.ending && node.section === 'steps') return true;
  }
  return false;
}

function isWithin(step: string | undefined, path: string): boolean {
  return step !== undefined && (step === path || step.startsWith(`${path}/`) || step.startsWith(`${path}@`) || step.startsWith(`${path}[`));
}

function closeGate(d: Draft, path: string, node: NodeState | undefined): void {
  if (node?.gate) d.changeHead({ gates: d.head().gates.filter(open => open !== path) });
}

/** Takes back every timer that the step has set. */
export function dropTimers(d: Draft, path: string): void {
  const node = d.node(path);
  if (node?.deadline !== undefined) d.effect({ type: 'untimer', key: timerKey(path, 1, 'timeout') });
  if (node?.wakeAt !== undefined)
    for (const what of ['wait', 'retry', 'every'] as const) d.effect({ type: 'untimer', key: timerKey(path, node.attempt, what) });
}

const FLOWS = { succeeded: 'ok', skipped: 'ok', failed: 'failed', cancelled: 'cancelled' } as const;

/** What a step that has ended has no more. */
export const END_CLEARS = {
  phase: undefined,
  exec: undefined,
  gate: undefined,
  wakeAt: undefined,
  deadline: undefined,
  lost: undefined,
  kills: undefined,
  did: undefined,
  work: undefined,
  effects: undefined,
  performed: undefined,
} as const;
