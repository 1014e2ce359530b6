import type { Driver, EngineEffect, RunEvent } from '../events.ts';
import { unreachable } from '../json.ts';
import { gateTexts } from '../messages/gates.ts';
import { ROOT } from '../paths.ts';
import { type Program, documentOf, stepAt } from '../program.ts';
import type { NodeState, RunHead } from '../state.ts';
import { applyOutcome, lookAgain, nextAttempt } from './attempt.ts';
import { confirmStep, timedOut } from './confirm.ts';
import { activeLeaves, isOver, startList } from './containers.ts';
import { type Draft, type RunState, type Task, createDraft } from './draft.ts';
import { childEnded } from './ended.ts';
import { beginStep, enterStep } from './enter.ts';
import { askAboutFailure } from './failure-gate.ts';
import { failAttempt, failForGood, finishStep } from './finish.ts';
import { failGate, isOpenGate } from './gates.ts';
import { parseTimerKey, pathOfExec } from './keys.ts';
import { nextTry, reenterStep } from './legs.ts';
import { applySignal } from './signals.ts';
import { isFinished } from './situation.ts';
import { lookAtCondition } from './waits.ts';

/** What one event changes: rows to upsert and effects to keep, all in one commit. */
export interface Step {
  readonly head: RunHead;
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly effects: readonly EngineEffect[];
}

/**
 * The heart: pure, no clock, no randomness, no I/O. Stale keys are ignored; a finished run takes nothing but a signal that begins it anew.
 * Costs what it changes, whatever the size of the run.
 */
export function reduce(program: Program, state: RunState, event: RunEvent, clock: number): Step {
  const d = createDraft(program, state, Math.max(clock, state.head.now));
  if (!isFinished(state.head) || event.type === 'signal') {
    apply(d, event);
    for (let task = d.tasks.shift(); task; task = d.tasks.shift()) perform(d, task);
    if (!isFinished(d.head())) d.changeHead({ status: activeLeaves(d).some(path => d.node(path)?.exec !== undefined) ? 'running' : 'waiting' });
  }
  return { head: d.head(), nodes: d.changed, effects: d.effects };
}

function apply(d: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'start':
      return start(d, event.driver);
    case 'result': {
      const path = pathOfExec(event.key);
      const node = d.node(path);
      return node?.exec === event.key ? applyOutcome(d, path, node, event.outcome) : undefined;
    }
    case 'timer':
      return applyTimer(d, event.key);
    case 'signal':
      return applySignal(d, event);
    case 'lock':
      return d.emit({ type: 'lock', target: event.target, what: 'acquired' });
    case 'driven':
      return beginDriving(d, event.driver);
    case 'parked':
      return park(d, event);
    default:
      return unreachable(event);
  }
}

function perform(d: Draft, task: Task): void {
  switch (task.task) {
    case 'enter':
      return enterStep(d, task.path, task.tries);
    case 'reenter':
      return reenterStep(d, task.path, task.retry);
    case 'begin':
      return beginStep(d, task.path);
    case 'attempt':
      return nextAttempt(d, task.path);
    case 'confirm':
      return confirmStep(d, task.path, task.outputs);
    case 'fail':
      return askAboutFailure(d, task.path, task.failure) ? undefined : failForGood(d, task.path, task.failure);
    case 'ended':
      return childEnded(d, task.parent, task.child, task.flow);
    default:
      return unreachable(task);
  }
}

function start(d: Draft, driver: Driver | undefined): void {
  const { plan } = d.program;
  const { name, title } = documentOf(d.program, ROOT);
  const { saved, inputs, from } = plan;
  const { rollbackOf, starter } = d.head();
  const held = saved && { hash: saved.hash, made: saved.made, ...(saved.accepted ? { acceptedDrift: saved.accepted.reason } : {}) };
  const target = plan.targets[0] ?? null;
  const more = { ...(held ? { plan: held } : {}), ...(rollbackOf === undefined ? {} : { rollbackOf }), ...(from ? { from } : {}) };
  d.emit({ type: 'run-started', runbook: name, title, starter: starter.name, inputs, target, ...more });
  for (const target of plan.targets) d.emit({ type: 'lock', target, what: 'acquired' });
  if (driver) beginDriving(d, driver);
  d.change(ROOT, { status: 'running', startedAt: d.now });
  startList(d, ROOT, 'steps');
}

function beginDriving(d: Draft, driver: Driver): void {
  d.changeHead({ pause: undefined, parked: undefined });
  d.emit({ type: 'run-driven', ...driver });
}

function park(d: Draft, { type: _, ...parked }: Extract<RunEvent, { type: 'parked' }>): void {
  d.changeHead({ parked });
  d.emit({ type: 'run-parked', status: d.head().status, gates: d.head().gates, ...parked });
}

/** More than this is told: the machine slept, or nobody drove the run. Milliseconds. */
const LATE = 60_000;

function applyTimer(d: Draft, key: string): void {
  const { path, name } = parseTimerKey(key);
  const node = d.node(path);
  if (!node || isOver(node) || (name !== 'timeout' && node.wakeAt === undefined)) return;
  const late = d.now - ((name === 'timeout' ? node.deadline : node.wakeAt) ?? d.now);
  if (late > LATE) d.emit({ type: 'step-late', path, late });
  switch (name) {
    case 'wait':
      return d.then({ task: 'confirm', path, outputs: {} });
    case 'retry':
      return nextTry(d, path, node);
    case 'every':
      return stepAt(d.program, path).kind === 'wait' ? lookAtCondition(d, path) : lookAgain(d, path);
    case 'timeout':
    case 'gate':
      return expire(d, path, node);
    default:
      return unreachable(name);
  }
}

/** The whole step's time is over: a gate, a wait, a poll, or a container. */
function expire(d: Draft, path: string, node: NodeState): void {
  const failure = timedOut(d, path);
  if (isOpenGate(node)) {
    if (node.gate.kind === 'unknown') return;
    return failGate(d, path, 'timeout', 'the clock', { code: 'timeout', message: gateTexts.expired(stepAt(d.program, path).step.timeout ?? 'its time') });
  }
  if (node.section !== undefined && node.section !== 'handler') return expireContainer(d, path);
  if (node.exec === undefined) return failAttempt(d, path, failure);
}

/** What runs inside is ended and settled; then the container fails. */
function expireContainer(d: Draft, path: string): void {
  d.change(path, { ending: { flow: 'timeout' } });
  for (const leaf of activeLeaves(d, path)) {
    const node = d.node(leaf);
    if (node?.exec !== undefined) d.effect({ type: 'cancel', key: node.exec });
    else if (node?.status !== 'unknown') finishStep(d, leaf, { status: 'cancelled', reason: 'the time of its group is over' });
  }
}
