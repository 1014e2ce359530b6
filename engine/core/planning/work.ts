import type { ExecSpec, Outcome, Work } from '../events.ts';
import { evaluate, expressionReferences } from '../expression.ts';
import type { JsonObject } from '../json.ts';
import { planTexts } from '../messages/plan.ts';
import type { StaticStep } from '../program.ts';
import { actionOf, connectionOf, resolveReading, resolveStepWork } from '../resolve-work.ts';
import type { Guard } from '../runbook.ts';
import { scopeAt } from '../scope-of.ts';
import { comparedOutputs } from './compared.ts';
import { type Walk, addOutputs } from './walk.ts';
import type { PlannedRead, PlannedStep } from './plan.ts';

/** A `uses` or `run` step: resolved, read where it only reads, previewed where it changes. */
export async function planWork(walk: Walk, entry: StaticStep, path: string, base: PlannedStep): Promise<void> {
  const { sim } = walk;
  const { id } = entry.step;
  const resolved = resolveStepWork(sim, path);
  const isChange = base.effect !== 'read';
  if (resolved.status === 'failed') return conclude(walk, path, { ...base, problem: resolved.failure.message }, id, isChange);
  const today = walk.changed || walk.doubtful > 0 ? { today: true as const } : {};
  const step: PlannedStep = { ...base, ...today, work: resolved.work, ...(resolved.status === 'unknown' ? { unknown: resolved.causes } : {}) };
  const missing = missingConnection(walk, entry);
  if (missing) return conclude(walk, path, { ...step, notes: [...step.notes, missing] }, id, isChange);
  if (walk.options.offline || resolved.status === 'unknown') return conclude(walk, path, step, id, isChange);
  if (isChange) return previewChange(walk, entry, path, step, resolved.work);
  const outcome = await walk.options.read(specOf(path, 'do', resolved.work));
  concludeRead(walk, entry, path, step, outcome);
}

/** A step whose outputs only a run can tell. */
function conclude(walk: Walk, path: string, step: PlannedStep, id: string, isChange: boolean): void {
  walk.steps.push(step);
  walk.sim.know(path, {});
  walk.sim.doubt(path, planTexts.after(id));
  if (isChange) walk.changed = true;
}

async function previewChange(walk: Walk, entry: StaticStep, path: string, step: PlannedStep, work: Work): Promise<void> {
  const { id, check } = entry.step;
  if (typeof check === 'object' || work.kind === 'uses') {
    const asked = typeof check === 'object' ? resolveReading(walk.sim, path, check) : undefined;
    if (asked && asked.status !== 'known') return conclude(walk, path, step, id, true);
    const outcome = await walk.options.read({ ...specOf(path, 'look', work), ...(asked ? { check: asked.work } : {}) });
    if (outcome.status === 'ok') return concludeLook(walk, entry, path, step, outcome);
    // After a change, or where it may never be reached, a refusal says nothing about the run: there is no recycle to postpone today.
    if (!walk.changed && step.verdict !== 'maybe') walk.failedReads += 1;
    return conclude(walk, path, { ...step, read: { status: 'failed', message: outcome.failure.message } }, id, true);
  }
  conclude(walk, path, step, id, true);
}

function concludeLook(walk: Walk, entry: StaticStep, path: string, step: PlannedStep, outcome: Extract<Outcome, { status: 'ok' }>): void {
  const { id } = entry.step;
  // Only an action has a preview; a command's empty list would say that nothing is left to change.
  if (!outcome.done) return conclude(walk, path, outcome.effects && step.work?.kind === 'uses' ? { ...step, effects: outcome.effects } : step, id, true);
  if (walk.changed || walk.doubtful > 0) return conclude(walk, path, { ...step, notes: [...step.notes, planTexts.doneToday] }, id, true);
  walk.steps.push({ ...step, verdict: step.verdict === 'runs' ? 'done' : step.verdict });
  walk.sim.know(path, outcome.outputs ?? {});
  addOutputs(walk, entry, path, outcome.outputs ?? {});
}

function concludeRead(walk: Walk, entry: StaticStep, path: string, step: PlannedStep, outcome: Outcome): void {
  const { id } = entry.step;
  if (outcome.status !== 'ok') {
    walk.failedReads += 1;
    return conclude(walk, path, { ...step, read: { status: 'failed', message: outcome.failure.message } }, id, false);
  }
  const raw = outcome.outputs ?? {};
  const isToday = walk.changed || walk.doubtful > 0;
  walk.sim.know(path, raw);
  const outputs = addOutputs(walk, entry, path, raw);
  const compared = comparedOutputs(walk.program, entry.step, outputs);
  const read: PlannedRead = { status: isToday ? 'provisional' : 'known', outputs, compared };
  const problem = step.poll || isToday ? undefined : brokenGuard(walk, entry, path, outputs);
  const poll = step.poll && entry.step.until !== undefined ? { poll: { ...step.poll, ...holds(walk, path, entry.step.until, outputs) } } : {};
  walk.steps.push({ ...step, read, ...poll, ...(problem === undefined ? {} : { problem }) });
  if (isToday || step.poll) walk.sim.doubt(path, planTexts.after(id));
}

/** The first guard of a read's `verify` that does not hold now. */
function brokenGuard(walk: Walk, entry: StaticStep, path: string, outputs: JsonObject): string | undefined {
  const { verify, message } = entry.step;
  const guards: readonly Partial<Guard>[] = typeof verify === 'string' ? [{ that: verify }] : Array.isArray(verify) ? (verify as readonly Guard[]) : [];
  for (const guard of guards) {
    const that = guard.that ?? 'true';
    const result = evaluate(that, scopeAt(walk.sim, path, expressionReferences(that), { outputs, now: walk.options.now }));
    if (result.status === 'error') return `${that}: ${result.message}`;
    if (result.status === 'known' && result.value !== true) return guard.message ?? message ?? planTexts.doesNotHold(that);
  }
  return undefined;
}

function holds(walk: Walk, path: string, until: string, outputs: JsonObject): { holds?: boolean } {
  const result = evaluate(until, scopeAt(walk.sim, path, expressionReferences(until), { outputs, now: walk.options.now }));
  return result.status === 'known' ? { holds: result.value === true } : {};
}

function missingConnection(walk: Walk, entry: StaticStep): string | undefined {
  const name = connectionOf(walk.program, entry);
  const { step } = entry;
  const isNeeded = step.uses === undefined ? name !== undefined : actionOf(walk.program, step.uses).needsConnection;
  if (!isNeeded || name === undefined || walk.program.plan.config.connections[name]) return undefined;
  return step.manual === undefined ? planTexts.noConnection(name) : planTexts.byHand(name);
}

function specOf(path: string, phase: ExecSpec['phase'], work: Work): ExecSpec {
  return { path, attempt: 1, phase, work, claimed: false };
}
