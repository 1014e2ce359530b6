import type { CheckResult, Effect } from '../core/action.ts';
import type { ExecSpec, Outcome, Work } from '../core/events.ts';
import { isFailureError } from '../core/failure.ts';
import { type JsonObject, unreachable } from '../core/json.ts';
import { executionFailures } from '../core/messages/execution.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { ExecIo, StepExecutor } from '../core/ports.ts';
import { failureError } from './deadline.ts';
import { awaitOrphan } from './orphan.ts';
import { brokenOutcome, checkResult, redactOutcome } from './outcome.ts';
import { askReading } from './reading.ts';
import { commandOutputs, runStep } from './run-step.ts';
import { type ExecutorOptions, type Session, type Workshop, openSession, openWorkshop } from './session.ts';
import { checkOutputs, prepareUse, useAction } from './use-action.ts';

export type { ExecutorOptions } from './session.ts';

/** Performs one exec of one step: the engine's only hands. It never throws; what leaves it is bounded and without secrets. */
export function createExecutor(options: ExecutorOptions): StepExecutor {
  const workshop = openWorkshop(options);
  return {
    versionOf: name => workshop.actions.get(name)?.version,
    perform: async (plan, spec, io) => redactOutcome(await perform(workshop, plan, spec, io), options.redactor),
    awaitOrphan,
  };
}

async function perform(workshop: Workshop, plan: FrozenPlan, spec: ExecSpec, io: ExecIo): Promise<Outcome> {
  const end = new AbortController();
  const signal = AbortSignal.any([io.signal, end.signal]);
  const { timeout } = spec;
  const timer =
    timeout === undefined ? undefined : setTimeout(() => end.abort(failureError(executionFailures.timeout('The step', timeout))), Math.min(timeout, LONGEST));
  const performed: Effect[] = [];
  try {
    workshop.secrets.register(plan);
    return await performPhase(openSession(workshop, { plan, spec, io, signal, performed }));
  } catch (error) {
    if (isFailureError(error) && error.failure.code === 'credentials') workshop.leases.forget();
    return brokenOutcome({ error, signal, claimed: spec.claimed, performed });
  } finally {
    clearTimeout(timer);
  }
}

/** setTimeout counts no further. */
const LONGEST = 2_147_483_647;

async function performPhase(session: Session): Promise<Outcome> {
  const { phase } = session.spec;
  switch (phase) {
    case 'look':
      return look(session);
    case 'do':
      return act(session);
    case 'confirm':
      return confirm(session);
    case 'settle':
      return { status: 'ok', ...(await askCheck(session)) };
    default:
      return unreachable(phase);
  }
}

/** Is it done? If not: what would it do? Reads only. */
async function look(session: Session): Promise<Outcome> {
  const { work } = session.spec;
  const check = await askCheck(session);
  if (check.done) return { status: 'ok', ...check };
  if (work.kind === 'run') {
    await session.fillIn(work.secrets);
    return { status: 'ok', done: false, effects: [] };
  }
  const { action, params, context } = await prepareUse(session, work);
  const effects = (await action.preview?.(params, context)) ?? [];
  checkResult(
    `The preview of \`${work.action}\``,
    effects.map(({ does, to, data, says }) => ({ does, to, data, says })),
    session.options.redactor,
  );
  return { status: 'ok', done: false, effects };
}

/** The step's own check counts before the action's; the action's then still tells the outputs. */
async function askCheck(session: Session): Promise<{ done: true; outputs: JsonObject } | { done: false }> {
  const { check, work } = session.spec;
  if (!check) return askAction(session, work);
  const answer = await askReading(session, check, 'check');
  if (!answer.holds) return { done: false };
  const found = await askAction(session, work);
  return { done: true, outputs: found.done ? found.outputs : {} };
}

async function askAction(session: Session, work: Work): Promise<CheckResult<JsonObject>> {
  if (work.kind === 'run') return { done: false };
  const { action, params, context } = await prepareUse(session, work);
  const found = await action.check?.(params, context);
  if (!found?.done) return { done: false };
  return { done: true, outputs: checkOutputs(session, work, action, found.outputs) };
}

async function act(session: Session): Promise<Outcome> {
  const { work } = session.spec;
  const outputs = work.kind === 'uses' ? await useAction(session, work) : await actRun(session, work);
  return { status: 'ok', outputs, performed: session.performed };
}

/** An empty command stands where there is nothing to do. */
async function actRun(session: Session, work: Extract<Work, { kind: 'run' }>): Promise<JsonObject> {
  return work.run.length === 0 ? {} : commandOutputs(session, await runStep(session, work));
}

/** Did it really work? The action's own verify, then the step's. Reads only. */
async function confirm(session: Session): Promise<Outcome> {
  const { work, verify, outputs = {} } = session.spec;
  if (work.kind === 'uses') {
    const { action, params, context } = await prepareUse(session, work);
    const verdict = (await action.verify?.(params, outputs, context)) ?? { ok: true };
    if (!verdict.ok) return { status: 'failed', failure: executionFailures.verify(verdict.message) };
  }
  const answer = verify ? await askReading(session, verify, 'verify') : { holds: true as const };
  return answer.holds ? { status: 'ok' } : { status: 'failed', failure: executionFailures.verify(answer.message) };
}
