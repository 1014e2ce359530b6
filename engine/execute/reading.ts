import type { Condition, Work } from '../core/events.ts';
import { evaluate } from '../core/expression.ts';
import { fail } from '../core/failure.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { executionFailures, executionLines } from '../core/messages/execution.ts';
import { useRead } from './use-action.ts';
import { commandOutputs, programOf, runStep } from './run-step.ts';
import type { RunWork, Session } from './session.ts';

/** Whether a reading step says yes, and if not, how it says so. */
export type Answer = { readonly holds: true } | { readonly holds: false; readonly message: string };

/**
 * Asks the reading step of a `check` or `verify`. A command without a condition: exit 0 = yes, 1 = no, anything else fails with
 * `cannot-tell`. With one, and for an action, the condition decides; an error in it fails with `expression`.
 */
export async function askReading(session: Session, work: Work, what: 'check' | 'verify'): Promise<Answer> {
  const { condition } = work;
  if (work.kind === 'run' && condition?.verify === undefined) return askExitCode(session, work, what);
  const raw = work.kind === 'run' ? commandOutputs(session, await runStep(session, work)) : await useRead(session, work);
  return condition ? decide(session, condition, raw) : { holds: true };
}

async function askExitCode(session: Session, work: RunWork, what: 'check' | 'verify'): Promise<Answer> {
  const { exitCode } = await runStep(session, work, ANY_EXIT_CODE);
  if (exitCode === 0) return { holds: true };
  if (exitCode === 1) return { holds: false, message: executionLines.verifyFailed(programOf(work)) };
  return fail(executionFailures.cannotTell(what, `\`${programOf(work)}\` ended with exit code ${exitCode}, neither 0 (yes) nor 1 (no)`));
}

const ANY_EXIT_CODE: readonly number[] = Array.from({ length: 256 }, (_, code) => code);

function decide(session: Session, condition: Condition, raw: JsonObject): Answer {
  const outputs: Record<string, Json> = { ...raw };
  for (const [name, text] of Object.entries(condition.outputs)) outputs[name] = evaluateIn(session, condition, outputs, text);
  if (condition.verify === undefined) return { holds: true };
  const holds = evaluateIn(session, condition, outputs, condition.verify);
  if (typeof holds !== 'boolean') fail(executionFailures.expression(condition.verify, 'it is neither true nor false'));
  return holds ? { holds } : { holds, message: executionLines.notHolding(condition.verify) };
}

function evaluateIn(session: Session, condition: Condition, outputs: JsonObject, text: string): Json {
  const scope = { values: { ...condition.values, outputs }, unknown: [], secrets: [], timeZone: session.plan.timeZone };
  const result = evaluate(text, scope);
  if (result.status === 'known') return result.value;
  return fail(executionFailures.expression(text, result.status === 'error' ? result.message : `not known: ${result.causes.join(', ')}`));
}
