import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { rollbackTexts as say } from '../core/messages/rollback.ts';
import type { Engine, RunSnapshot } from '../core/ports.ts';
import { compileProgram } from '../core/program.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { findRollback, planRollback } from '../core/rollback.ts';
import { newRunId } from '../core/run-id.ts';
import { runFacts } from '../core/scope-of.ts';
import type { RollbackCall } from '../core/state.ts';
import type { Invocation } from './command.ts';
import { driveToEnd } from './drive-run.ts';
import { findRun } from './find-run.ts';
import { gatherInputs, readAnswers } from './prepare.ts';
import { printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';
import { checkWindow, missingConnections } from './start-run.ts';
import { withSetting } from './with-setting.ts';

/** Rolls a run back, from here, or in the terminal that drives it. */
export async function rollBackRun(invocation: Invocation): Promise<ExitCode> {
  let drivenHere: string | undefined;
  const told = await withSetting(invocation, async setting => {
    const engine = await setting.openEngine();
    const snapshot = await findRun(engine, invocation.arguments[0] ?? '');
    drivenHere = snapshot.head.run;
    if (isFinished(snapshot.head)) return EXIT.ok;
    const exit = await endForRollback(invocation, setting, engine, snapshot);
    if (exit !== EXIT.ok || snapshot.owner?.alive) drivenHere = undefined;
    return exit;
  });
  if (drivenHere === undefined) return told;
  const run = drivenHere;
  return withSetting(invocation, setting => driveRollback(invocation, setting, run, told), { executes: true });
}

/** A run that has not ended: it ends now, its locks are handed over. Where another process drives it, that one goes on with the rollback. */
async function endForRollback(invocation: Invocation, setting: Setting, engine: Engine, snapshot: RunSnapshot): Promise<ExitCode> {
  const { terminal, json } = invocation;
  const { run } = snapshot.head;
  const asked = await inputsFor(invocation, setting, snapshot, callOf(snapshot, setting.clock.now()));
  if (asked.status === 'refused') return printRefused(invocation, 'inputs', asked.messages, EXIT.usage);
  const signal = { type: 'rollback', reason: reasonOf(invocation), inputs: asked.inputs } as const;
  const result = await engine.signal(run, signal, setting.actor, randomUUID());
  if (result.status === 'refused') return printRefused(invocation, result.code, result.message.split('\n'), EXIT.usage);
  if (!snapshot.owner?.alive) return EXIT.ok;
  const rollback = await successorOf(engine, run);
  if (json) terminal.printJson({ status: 'accepted', run, rollback: rollback ?? null });
  else terminal.print(rollback === undefined ? say.asked : say.elsewhere(rollback));
  return EXIT.ok;
}

/** The process that drives the run takes the signal within moments, if at all. */
async function successorOf(engine: Engine, run: string): Promise<string | undefined> {
  for (let looks = 0; looks < 25; looks++) {
    const rollback = (await engine.getRun(run))?.head.rolledBackBy;
    if (rollback !== undefined) return rollback;
    await sleep(200);
  }
  return undefined;
}

/** Drives the rollback of a run that has ended: the one that took over right now, or a new one. */
async function driveRollback(invocation: Invocation, setting: Setting, run: string, exit: ExitCode): Promise<ExitCode> {
  const engine = await setting.openEngine();
  const snapshot = await findRun(engine, run);
  const { rolledBackBy } = snapshot.head;
  const answers = await readAnswers(invocation);
  const taken = rolledBackBy === undefined ? undefined : await engine.getRun(rolledBackBy);
  if (taken && !isFinished(taken.head)) return driveToEnd({ invocation, setting, engine, run: taken.head.run, answers });
  if (exit !== EXIT.ok) return exit;
  if (rolledBackBy !== undefined) invocation.terminal.error(say.again(run, rolledBackBy));
  const started = await startRollback(invocation, setting, engine, snapshot);
  return started.status === 'refused' ? started.exit : driveToEnd({ invocation, setting, engine, run: started.run, answers });
}

type Started = { readonly status: 'started'; readonly run: string } | { readonly status: 'refused'; readonly exit: ExitCode };

async function startRollback(invocation: Invocation, setting: Setting, engine: Engine, snapshot: RunSnapshot): Promise<Started> {
  const refuse = (code: string, messages: readonly string[], exit: ExitCode): Started => ({
    status: 'refused',
    exit: printRefused(invocation, code, messages, exit),
  });
  const now = setting.clock.now();
  const call = callOf(snapshot, now);
  const asked = await inputsFor(invocation, setting, snapshot, call);
  if (asked.status === 'refused') return refuse('inputs', asked.messages, EXIT.usage);
  const planned = planRollback(snapshot.plan, { ...call, inputs: asked.inputs }, now);
  if (planned.status === 'refused') return refuse('inputs', planned.messages, EXIT.usage);
  const missing = missingConnections(planned);
  if (missing.length > 0) return refuse('no-connection', missing, EXIT.usage);
  const override = invocation.options.text('override') ?? '';
  const closed = checkWindow(setting, planned, override);
  if (closed !== undefined) return refuse('window', [closed], EXIT.blocked);
  const run = newRunId(planned.plan.runbook, now, randomUUID());
  const result = await engine.startRun(run, planned.plan, { starter: setting.actor, override, rollbackOf: snapshot.head.run });
  return result.status === 'refused' ? refuse(result.code, [result.message], EXIT.blocked) : { status: 'started', run };
}

/** What the run's runbook says about its rollback, by what is known of the run now. Fails with `no-rollback`. */
function callOf({ plan, head, nodes }: RunSnapshot, now: number): RollbackCall {
  const byPath = new Map(nodes.map(node => [node.path, node]));
  const source = { program: compileProgram(plan), node: (path: string) => byPath.get(path), runFacts: () => runFacts(head, now), targetFacts: () => ({}) };
  const found = findRollback(source, head.run, now);
  return found.status === 'found' ? found.call : fail({ code: 'no-rollback', message: found.message });
}

/** Values of the run, of the command line, and of the person at the terminal. */
async function inputsFor(
  invocation: Invocation,
  setting: Setting,
  { plan }: RunSnapshot,
  call: RollbackCall,
): Promise<{ readonly status: 'ok'; readonly inputs: JsonObject } | { readonly status: 'refused'; readonly messages: readonly string[] }> {
  const document = plan.runbooks[call.runbook]?.document;
  if (!document) return { status: 'refused', messages: [say.notFrozen(call.runbook)] };
  const reason = reasonOf(invocation);
  const base: JsonObject = { ...call.inputs, ...(reason !== '' && document.inputs?.['reason']?.type === 'string' ? { reason } : {}) };
  const canAsk = invocation.terminal.canAsk && !invocation.options.flag('non-interactive') && !invocation.json;
  const resolved = await gatherInputs(invocation, setting, document, canAsk ? 'ask' : 'refuse', { base });
  if (resolved.status === 'invalid') return { status: 'refused', messages: resolved.problems.map(({ message }) => message) };
  const unknown = [...resolved.missing, ...resolved.pending];
  if (unknown.length > 0) return { status: 'refused', messages: unknown.map(name => say.missing(name, document.inputs?.[name]?.description)) };
  return { status: 'ok', inputs: resolved.inputs };
}

function reasonOf({ options }: Invocation): string {
  return options.text('reason')?.trim() ?? '';
}
