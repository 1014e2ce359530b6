import type { RunEvent, Signal } from '../events.ts';
import { refusals, situations } from '../messages/gates.ts';
import type { Program } from '../program.ts';
import { stepAt } from '../program.ts';
import type { Actor, RunHead } from '../state.ts';
import { checkAnswer, takeAnswer } from './answers.ts';
import { activeLeaves } from './containers.ts';
import { checkDecision, takeDecision } from './decisions.ts';
import type { Draft, RunState } from './draft.ts';
import { checkExtend, extend } from './extend.ts';
import { findStep } from './find-step.ts';
import { finishStep } from './finish.ts';
import { checkLeg } from './can-go-on.ts';
import { openLeg } from './legs.ts';
import { checkRollback, stopForRollback } from './roll-back.ts';
import { endRun } from './sections.ts';
import { VERBS, isAllowed, isFinished, situationOf, verbOf } from './situation.ts';

/** `path` of the step that is meant, where the signal names one; `leg` where the run must begin anew for it. */
export type SignalCheck = { readonly ok: true; readonly path?: string; readonly leg?: true } | { readonly ok: false; readonly message: string };

export interface Told extends Pick<RunState, 'head' | 'node'> {
  readonly program: Program;
}

/** Whether the state takes a signal now; the same code for the terminal's prompt and for verbs from elsewhere. */
export function checkSignal(told: Told, signal: Signal, by: Actor): SignalCheck {
  const { head } = told;
  const isAboutStep = isStepSignal(signal);
  if (head.rolledBackBy !== undefined) return refused(refusals.rolledBack(head.run, head.rolledBackBy));
  if (isFinished(head) && !(isAboutStep && mayBeginLeg(signal)))
    return refused(refusals.finished(head.run, head.status, head.status === 'failed' || head.goesOn !== undefined));
  if (isFinished(head) && head.status === 'cancelled') return refused(refusals.noLeg(head.run, head.status));
  if (signal.type === 'cancel') return head.cancel?.hard ? refused(refusals.cancelledTwice(head.run)) : { ok: true };
  if (signal.type === 'pause') return head.pause ? refused(refusals.pausedAlready(head.run, head.pause.by)) : { ok: true };
  return isAboutStep ? checkStepSignal(told, signal, by) : { ok: true };
}

/** Applies a signal that `checkSignal` accepted. */
export function applySignal(d: Draft, { signal, by, atRest }: Extract<RunEvent, { readonly type: 'signal' }>): void {
  const check = checkSignal({ program: d.program, head: d.head(), node: path => d.node(path) }, signal, by);
  if (!check.ok) return;
  if (signal.type === 'rollback') return rollBack(d, signal, by, atRest ?? false);
  const { path } = check;
  d.emit({ type: 'signal', by: by.name, signal: path === undefined || !('step' in signal) ? signal : { ...signal, step: path } });
  if (signal.type === 'cancel') return cancelRun(d, by, signal.reason);
  if (signal.type === 'pause') return d.changeHead({ pause: { by: by.name, reason: signal.reason } });
  if (path === undefined) return;
  if (check.leg) openLeg(d, path, by);
  switch (signal.type) {
    case 'approve':
    case 'reject':
    case 'answer':
      return takeAnswer(d, path, signal, by);
    case 'extend':
      return extend(d, path, signal.by, by);
    default:
      return takeDecision(d, path, signal, by);
  }
}

function checkStepSignal(told: Told, signal: StepSignal, by: Actor): SignalCheck {
  const { program, head } = told;
  const verb = verbOf(signal);
  const situation = (path: string): ReturnType<typeof situationOf> => situationOf(program, head, told.node(path));
  const found = findStep(told, signal.step, path => isAllowed(situation(path), verb));
  if (found.status === 'ambiguous') return refused(refusals.ambiguous(signal.step, found.paths));
  if (found.status === 'none') {
    const [path] = found.paths;
    if (path === undefined) return refused(refusals.noSuchStep(signal.step, head.gates));
    const here = situation(path);
    return refused(refusals.notNow(verb, path, situations[here], VERBS[here]));
  }
  const { path } = found;
  const node = told.node(path);
  if (!node) return refused(refusals.noSuchStep(signal.step, head.gates));
  if ('shown' in signal && signal.shown !== undefined && node.gate && signal.shown !== node.gate.shown) return refused(refusals.stale(path));
  const problem = problemOf(told, node, signal, by);
  if (problem !== undefined) return refused(problem);
  return { ok: true, path, ...(isFinished(head) ? { leg: true } : {}) };
}

function problemOf(told: Told, node: Parameters<typeof checkExtend>[1], signal: StepSignal, by: Actor): string | undefined {
  switch (signal.type) {
    case 'approve':
    case 'reject':
    case 'answer':
      return node.gate && checkAnswer(told.head, node.gate, signal, by);
    case 'extend':
      return checkExtend(told.program, node);
    default:
      return checkDecision(told.program, told.head, node, signal) ?? (isFinished(told.head) ? checkLeg(told, node, told.head.failure?.step) : undefined);
  }
}

type StepSignal = Extract<Signal, { readonly step: string }>;

function isStepSignal(signal: Signal): signal is StepSignal {
  return 'step' in signal;
}

/** Nothing where something is being done, or where the rollback cannot begin: whoever sent it was told so, or hears that nothing came of it. */
function rollBack(d: Draft, signal: Extract<Signal, { readonly type: 'rollback' }>, by: Actor, atRest: boolean): void {
  if (!atRest && activeLeaves(d).some(path => d.node(path)?.exec !== undefined)) return;
  const check = checkRollback({ ...d, head: d.head() }, signal, by, d.now);
  if (!check.ok) return;
  d.emit({ type: 'signal', by: by.name, signal });
  stopForRollback(d, check, by, signal.reason);
  endRun(d, {}, check);
}

function mayBeginLeg(signal: StepSignal): boolean {
  return signal.type === 'retry' || signal.type === 'skip' || (signal.type === 'settle' && signal.as !== 'fail');
}

function refused(message: string): SignalCheck {
  return { ok: false, message };
}

/** No new step; what runs is ended and settled; `finally` runs. A second cancel skips the rest of it. */
function cancelRun(d: Draft, by: Actor, reason: string): void {
  const hard = d.head().cancel !== undefined;
  d.changeHead({ cancel: { by: by.name, reason, hard } });
  for (const path of activeLeaves(d)) {
    const node = d.node(path);
    if (!hard && stepAt(d.program, path).inFinally) continue;
    if (node?.exec !== undefined) d.effect({ type: 'cancel', key: node.exec });
    else if (node?.status !== 'unknown' || hard) finishStep(d, path, { status: 'cancelled', reason });
  }
}

/** The steps that a person can mean who names none: what waits for a decision, else what failed the run, else what it went on without. */
export function stepsToDecide(head: RunHead, kindOf: (path: string) => string | undefined): readonly string[] {
  const waiting = head.gates.filter(path => ['failed', 'login', 'unknown'].includes(kindOf(path) ?? ''));
  if (waiting.length > 0 || !isFinished(head)) return waiting;
  return head.failure ? [head.failure.step] : head.incomplete;
}
