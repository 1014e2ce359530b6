import { unreachable } from '../json.ts';
import { onlyIf, recoveredNote } from '../messages/run.ts';
import { startTexts } from '../messages/start-from.ts';
import { isPerItem } from '../per-item.ts';
import { skippedSteps } from '../start-from.ts';
import { foreachOf } from '../paths.ts';
import { type StaticStep, stepAt, stepName } from '../program.ts';
import type { NodeState } from '../state.ts';
import { beginAttempt, byHand, startExec } from './attempt.ts';
import { beginForeach, beginGroup, beginParallel, beginRunbook } from './containers.ts';
import type { Draft } from './draft.ts';
import { setDeadline } from './deadline.ts';
import { conditionAt } from './evaluate.ts';
import { END_CLEARS, failStep, finishStep, isDraining, isEnding } from './finish.ts';
import { openGate } from './gates.ts';
import { beginFreeze, beginStop, beginWait } from './waits.ts';
import { expressionCheckHolds } from './look.ts';

/** Reaches a step instance: skips it, expands it, or begins it. Where it was reached before, under the next attempt: no key is used twice. */
export function enterStep(d: Draft, path: string, tries?: number): void {
  const entry = stepAt(d.program, path);
  const { step } = entry;
  const before = d.node(path);
  const attempt = before?.startedAt === undefined ? 1 : before.attempt + 1;
  d.change(path, { ...FRESH, status: 'running', attempt, startedAt: d.now, tries });
  if (before && d.head().incomplete.includes(path)) d.changeHead({ incomplete: d.head().incomplete.filter(other => other !== path) });
  if (isEnding(d, path) || isDraining(d, path)) return finishStep(d, path, { status: 'cancelled' });
  if (skippedSteps(d.program).has(path)) return skipToStart(d, path);
  const isItem = foreachOf(path) !== undefined;
  if (step.if !== undefined && isItem === isPerItem(step)) {
    const condition = conditionAt(d, path, step.if);
    if (!condition.ok) return failStep(d, path, condition.failure);
    if (!condition.value) return finishStep(d, path, { status: 'skipped', reason: onlyIf(step.if) });
  }
  announce(d, path, entry, attempt);
  if (step.foreach !== undefined && !isItem) return beginForeach(d, path, step.foreach);
  const done = expressionCheckHolds(d, path);
  if (!done.ok) return failStep(d, path, done.failure);
  if (done.value) return finishStep(d, path, { status: 'succeeded', reason: recoveredNote });
  if (!setDeadline(d, path)) return;
  const isExec = entry.kind === 'uses' || entry.kind === 'run';
  return typeof step.check === 'object' && !isExec ? startExec(d, path, 'look') : beginStep(d, path);
}

/** Begins a step by its kind, its check having said "not done". */
export function beginStep(d: Draft, path: string): void {
  const { step, kind } = stepAt(d.program, path);
  switch (kind) {
    case 'uses':
      return byHand(d, path) ? openGate(d, path, 'manual') : beginAttempt(d, path);
    case 'run':
      return beginAttempt(d, path);
    case 'wait':
      return beginWait(d, path);
    case 'confirm':
    case 'approve':
    case 'manual':
    case 'ask':
      return openGate(d, path, kind);
    case 'stop':
      return beginStop(d, path);
    case 'freeze':
    case 'unfreeze':
      return beginFreeze(d, path);
    case 'parallel':
      return beginParallel(d, path);
    case 'steps':
      return beginGroup(d, path);
    case 'runbook':
      return beginRunbook(d, path, step);
    default:
      return unreachable(kind);
  }
}

/** What a step instance is that nobody has reached yet. */
const FRESH = {
  ...END_CLEARS,
  endedAt: undefined,
  execs: undefined,
  outputs: undefined,
  failure: undefined,
  reason: undefined,
  overridden: undefined,
  recovered: undefined,
  looks: undefined,
  misses: undefined,
  came: undefined,
  cursor: undefined,
  pass: undefined,
  items: undefined,
  section: undefined,
  inputs: undefined,
  ending: undefined,
  reopened: undefined,
} as const satisfies Partial<Record<keyof NodeState, undefined>>;

function announce(d: Draft, path: string, { step, kind }: StaticStep, attempt: number): void {
  d.emit({ type: 'step-started', path, attempt, name: stepName(step), kind, ...(step.uses === undefined ? {} : { uses: step.uses }) });
}

/** The run starts at a later step. What people have given for it, and for steps inside it, is what later ones read. */
function skipToStart(d: Draft, path: string): void {
  const { step = '', outputs = {} } = d.program.plan.from ?? {};
  const reason = startTexts.skipped(step, d.head().starter.name);
  for (const [inner, given] of Object.entries(outputs)) {
    if (!inner.startsWith(`${path}/`)) continue;
    d.change(inner, { status: 'skipped', startedAt: d.now, endedAt: d.now, reason, outputs: given });
    d.emit({ type: 'step-finished', path: inner, status: 'skipped', reason, outputs: given, took: 0 });
  }
  finishStep(d, path, { status: 'skipped', reason, outputs: outputs[path] ?? {} });
}
