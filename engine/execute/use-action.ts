import type { Action, ChangeContext } from '../core/action.ts';
import { fail } from '../core/failure.ts';
import { type Json, type JsonObject, replaceAt } from '../core/json.ts';
import { executionFailures } from '../core/messages/execution.ts';
import { checkResult } from './outcome.ts';
import type { Session, UseWork } from './session.ts';

/** An action with all that a call of it needs. */
export interface Use {
  readonly action: Action;
  readonly params: JsonObject;
  /** For its reads. */
  readonly context: ChangeContext;
}

/** Prepares an action's call: secrets are fetched here, before anything begins. */
export async function prepareUse(session: Session, work: UseWork, mode: 'read' | 'change' = 'read'): Promise<Use> {
  const action = session.action(work.action);
  const filled = Object.entries(await session.fillIn(work.secrets));
  const params = filled.reduce<Json>((given, [place, text]) => replaceAt(given, place, text), work.with) as JsonObject;
  return { action, params, context: session.context(session.connection(work.connection), mode) };
}

/** Runs an action of the `do` phase: a change executes the effects that its preview returned. */
export async function useAction(session: Session, work: UseWork): Promise<JsonObject> {
  const mode = session.action(work.action).effect === 'read' ? 'read' : 'change';
  const { action, params, context } = await prepareUse(session, work, mode);
  return checkOutputs(session, work, action, await action.run(params, context, session.spec.effects ?? []));
}

/** Runs a reading action for a `check` or `verify`. */
export async function useRead(session: Session, work: UseWork): Promise<JsonObject> {
  const { action, params, context } = await prepareUse(session, work);
  return checkOutputs(session, work, action, await action.run(params, context, []));
}

export function checkOutputs(session: Session, work: UseWork, action: Action, outputs: JsonObject): JsonObject {
  const { redactor, validateOutputs } = session.options;
  const trouble = validateOutputs(action, outputs);
  if (trouble !== undefined) fail(executionFailures.badOutputs(work.action, trouble));
  checkResult(`The result of \`${work.action}\``, outputs, redactor);
  return outputs;
}
