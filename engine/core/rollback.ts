/** The rollback of a run: which runbook, with which inputs, as which plan. Pure: asked by `reduce` at a run's end, and by the command. */
import { checkField } from './field.ts';
import { fillInputs } from './fill-inputs.ts';
import type { Json, JsonObject } from './json.ts';
import { inputMessages } from './messages/rules.ts';
import { rollbackTexts as say } from './messages/rollback.ts';
import { nearestName } from './nearest.ts';
import { ROOT } from './paths.ts';
import type { FrozenPlan } from './plan.ts';
import { documentOf } from './program.ts';
import { conditionAt, renderAt } from './reduce/evaluate.ts';
import type { Runbook } from './runbook.ts';
import type { ScopeSource } from './scope-of.ts';
import type { RollbackCall } from './state.ts';
import { targetsOf } from './targets-of.ts';
import { localDay } from './window.ts';

export type RollbackFound =
  | { readonly status: 'found'; readonly call: RollbackCall }
  /** The runbook has no rollback, or its `if` does not hold. */
  | { readonly status: 'none'; readonly message: string };

/** The runbook's `rollback`, its inputs filled in as far as the values exist at `now`. */
export function findRollback(source: ScopeSource, run: string, now: number): RollbackFound {
  const { plan } = source.program;
  const { rollback } = documentOf(source.program, ROOT);
  if (!rollback) return { status: 'none', message: say.noRollback(run, plan.runbook) };
  if (rollback.if !== undefined) {
    const wanted = conditionAt(source, ROOT, rollback.if);
    if (!wanted.ok) return { status: 'none', message: say.unclear(rollback.runbook, wanted.failure.message) };
    if (!wanted.value) return { status: 'none', message: say.unwanted(run, rollback.if.trim(), rollback.runbook) };
  }
  const inputs: Record<string, Json> = {};
  for (const [name, value] of Object.entries(rollback.with ?? {})) {
    const rendered = renderAt(source, ROOT, value);
    if (rendered.status === 'known' && rendered.secrets.length === 0) inputs[name] = rendered.value;
  }
  const { missing } = fillFor(plan, rollback.runbook, inputs, now);
  return {
    status: 'found',
    call: { runbook: rollback.runbook, inputs, ...(missing.length > 0 ? { missing } : {}), ...(plan.world === undefined ? {} : { rehearsed: true as const }) },
  };
}

export type RollbackPlan =
  | { readonly status: 'ok'; readonly plan: FrozenPlan; readonly document: Runbook }
  | { readonly status: 'refused'; readonly messages: readonly string[] };

/** The plan of the rollback, made from the frozen plan of the run that it rolls back: nothing is read anew but the date. */
export function planRollback(plan: FrozenPlan, { runbook, inputs }: RollbackCall, now: number): RollbackPlan {
  const document = plan.runbooks[runbook]?.document;
  if (!document) return { status: 'refused', messages: [say.notFrozen(runbook)] };
  const fields = document.inputs ?? {};
  const filled = fillFor(plan, runbook, inputs, now);
  const given = Object.entries(inputs).flatMap(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) return [inputMessages.unknown(name, nearestName(name, Object.keys(fields)), Object.keys(fields))];
    const problem = checkField(field, value);
    return problem === undefined ? [] : [inputMessages.wrong(name, problem)];
  });
  const missing = [...filled.missing, ...filled.pending].map(name => say.missing(name, fields[name]?.description));
  const messages = [...given, ...filled.problems.map(({ message }) => message), ...missing];
  if (messages.length > 0) return { status: 'refused', messages };
  const { v, runbooks, folder, timeZone, config, actions, world } = plan;
  const targets = targetsOf({ ...plan, runbook, inputs: filled.inputs, missing: [] });
  const today = dayOf(plan, now);
  const own = { runbook, inputs: filled.inputs, targets, today };
  return { status: 'ok', plan: { v, runbooks, folder, timeZone, config, actions, ...own, ...(world === undefined ? {} : { world }) }, document };
}

/** Given values, then defaults as of `now`. */
export function fillFor(plan: FrozenPlan, runbook: string, inputs: JsonObject, now: number): ReturnType<typeof fillInputs> {
  const fields = plan.runbooks[runbook]?.document.inputs ?? {};
  return fillInputs(fields, new Map(Object.entries(inputs)), { today: dayOf(plan, now), timeZone: plan.timeZone });
}

function dayOf({ timeZone }: FrozenPlan, now: number): string {
  return localDay(now, timeZone).date;
}
