import { isJsonObject } from '../json.ts';
import { type Program, stepAt } from '../program.ts';
import type { NodeState } from '../state.ts';
import type { Interrupted, Step } from '../runbook.ts';
import { actionOf } from '../resolve-work.ts';
import type { Draft } from './draft.ts';
import { type Result, conditionAt } from './evaluate.ts';

/** A `check` that is an expression: decided here, from what is journaled. */
export function expressionCheckHolds(d: Draft, path: string): Result<boolean> {
  const { check } = stepAt(d.program, path).step;
  return typeof check === 'string' ? conditionAt(d, path, check) : { ok: true, value: false };
}

/** Whether an attempt begins with a look: a check that reads the world, or a preview. */
export function needsLook(d: Draft, path: string): boolean {
  const { step } = stepAt(d.program, path);
  return typeof step.check === 'object' || (step.uses !== undefined && effectOf(d, step) !== 'read');
}

export function effectOf(d: Draft, step: Step): 'read' | 'change' | 'opaque' {
  if (step.uses !== undefined) return actionOf(d.program, step.uses).effect;
  return step.run === undefined ? 'read' : (step.effect ?? 'opaque');
}

/** Whether a check can be asked after a lost outcome. An expression cannot: it sees only the journal. */
export function hasReadingCheck(d: Draft, step: Step): boolean {
  return typeof step.check === 'object' || (step.uses !== undefined && step.check === undefined && actionOf(d.program, step.uses).hasCheck);
}

/** Whether its confirmation asks the world, and may say something else another time. */
export function hasReadingVerify(program: Program, step: Step): boolean {
  return isJsonObject(step.verify) || (step.uses !== undefined && actionOf(program, step.uses).hasVerify);
}

/** Whether a failed step can be looked at again without being done again: it was done and only its confirmation did not hold, or it is a poll. */
export function canLookAgain(program: Program, { path, came }: NodeState): boolean {
  const { step } = stepAt(program, path);
  return step.until !== undefined || (came !== undefined && hasReadingVerify(program, step));
}

/** What is done with a lost outcome: DESIGN 5, "How a step lives". */
export function interruptedRule(d: Draft, step: Step): Interrupted {
  const { effect } = step.uses === undefined ? { effect: effectOf(d, step) } : actionOf(d.program, step.uses);
  if (effect === 'read') return 'rerun';
  if (step.interrupted !== undefined) return step.interrupted;
  if (hasReadingCheck(d, step)) return 'check';
  return step.uses === undefined ? 'ask' : actionOf(d.program, step.uses).interrupted === 'rerun' ? 'rerun' : 'ask';
}
