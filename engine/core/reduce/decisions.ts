import type { Signal } from '../events.ts';
import { unreachable } from '../json.ts';
import { gateTexts, refusals } from '../messages/gates.ts';
import { type Program, stepAt } from '../program.ts';
import type { Actor, NodeState, RunHead } from '../state.ts';
import { confirmAgain, nextAttempt, startExec } from './attempt.ts';
import type { Draft } from './draft.ts';
import { dropTimers, failForGood, finishStep } from './finish.ts';
import { closeGate, isOpenGate } from './gates.ts';
import { canLookAgain } from './look.ts';
import { again, nextTry, voidApprovals } from './legs.ts';
import { situationOf } from './situation.ts';

type Decision = Extract<Signal, { readonly type: 'retry' | 'skip' | 'settle' }>;

/** Whether a decision about a step can be taken: reasons are given, guards that nobody may override stand, there is something to look at. */
export function checkDecision(program: Program, head: RunHead, node: NodeState, signal: Decision): string | undefined {
  const { path } = node;
  if (signal.type === 'retry') return signal.look && !canLookAgain(program, node) ? refusals.nothingToLookAt(path) : undefined;
  const isPassed = signal.type === 'skip' || (signal.as === 'done' && situationOf(program, head, node) !== 'unknown');
  if (!isPassed) return undefined;
  if (stepAt(program, path).step.override === 'never') return refusals.noOverride(path);
  return signal.reason === undefined || signal.reason.trim() === '' ? refusals.wantsReason(signal.type === 'skip' ? 'skip' : 'settle done') : undefined;
}

/** Takes a decision that was checked. The step waits for it, or the run was begun anew for it. */
export function takeDecision(d: Draft, path: string, signal: Decision, by: Actor): void {
  const before = d.node(path);
  if (!before) return;
  const decision = signal.type === 'settle' ? signal.as : signal.type === 'retry' && signal.look ? 'look' : signal.type;
  if (isOpenGate(before)) closeGate(d, path, decision, by.name, 'reason' in signal ? signal.reason : undefined);
  switch (signal.type) {
    case 'retry':
      return retry(d, path, before, signal.look ?? false);
    case 'skip':
      return pass(d, path, before, 'skipped', gateTexts.skipped(by.name, signal.reason));
    case 'settle':
      return settle(d, path, before, signal, by);
    default:
      return unreachable(signal);
  }
}

function settle(d: Draft, path: string, before: NodeState, { as, reason = '', rollback }: Extract<Decision, { type: 'settle' }>, by: Actor): void {
  d.change(path, { lost: undefined });
  if (as === 'fail' && rollback) d.changeHead({ rollbackWanted: { by, inputs: rollback } });
  if (as === 'fail') return failForGood(d, path, before.gate?.failure ?? { code: 'settled-failed', message: gateTexts.settledFailed(by.name, reason) });
  if (before.gate?.kind === 'unknown') {
    if (as === 'redo') return d.then({ task: 'attempt', path });
    return foundDone(d, path, gateTexts.foundDone(by.name, reason));
  }
  if (as === 'redo') return retry(d, path, before, false);
  const { kind } = stepAt(d.program, path);
  const isGuard = before.failure?.code === 'verify';
  if (isGuard || before.items || (kind !== 'uses' && kind !== 'run')) {
    return pass(d, path, before, 'succeeded', (isGuard ? gateTexts.overridden : gateTexts.markedDone)(by.name, reason));
  }
  foundDone(d, path, gateTexts.markedDone(by.name, reason));
}

/** Somebody says that it is done: only what reads the world is asked again. */
function foundDone(d: Draft, path: string, reason: string): void {
  d.change(path, { status: 'running', reason, failure: undefined, did: {}, recovered: true });
  d.then({ task: 'confirm', path, outputs: {} });
}

/** Ends the step as a person says, whatever it came to. */
function pass(d: Draft, path: string, before: NodeState, status: 'succeeded' | 'skipped', reason: string): void {
  const overridden = before.failure?.code === 'verify';
  d.change(path, { failure: undefined, reason: undefined, startedAt: before.endedAt === undefined ? before.startedAt : d.now });
  finishStep(d, path, { status, reason, outputs: status === 'skipped' ? {} : (before.outputs ?? {}), ...(overridden ? { overridden } : {}) });
}

/** Again: from the look, or where asked for only what confirms it. */
function retry(d: Draft, path: string, before: NodeState, look: boolean): void {
  voidApprovals(d, path);
  if (before.gate?.kind === 'login') return afterLogin(d, path, before);
  dropTimers(d, path);
  if (before.wakeAt !== undefined) return nextTry(d, path, before);
  d.change(path, { tries: undefined });
  return look ? lookOnly(d, path, before) : again(d, path);
}

function lookOnly(d: Draft, path: string, { came, startedAt, endedAt }: NodeState): void {
  d.change(path, { startedAt: endedAt === undefined ? startedAt : d.now, endedAt: undefined, status: 'running', failure: undefined });
  const { kind } = stepAt(d.program, path);
  if (came === undefined) return nextAttempt(d, path);
  return kind === 'uses' || kind === 'run' ? confirmAgain(d, path, came) : d.then({ task: 'confirm', path, outputs: came });
}

/** The same phase once more; the tries that count stay what they were. */
function afterLogin(d: Draft, path: string, { phase, came, tries }: NodeState): void {
  const { kind } = stepAt(d.program, path);
  d.change(path, { failure: undefined });
  if (phase === 'settle') return startExec(d, path, 'settle');
  if (phase !== 'confirm' || came === undefined) return again(d, path, tries);
  return kind === 'uses' || kind === 'run' ? confirmAgain(d, path, came) : d.then({ task: 'confirm', path, outputs: came });
}
