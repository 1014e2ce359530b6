import { randomUUID } from 'node:crypto';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { differenceTexts } from '../core/messages/differences.ts';
import { runTexts } from '../core/messages/running.ts';
import { startTexts } from '../core/messages/start-from.ts';
import { targetTexts } from '../core/messages/targets.ts';
import { windowTexts } from '../core/messages/window.ts';
import type { HeldPlan } from '../core/plan.ts';
import type { SavedPlan } from '../core/planning/saved-plan.ts';
import type { Engine, Refusal } from '../core/ports.ts';
import { compileProgram } from '../core/program.ts';
import { connectionOf } from '../core/resolve-work.ts';
import { newRunId } from '../core/run-id.ts';
import { isRuledOut } from '../core/ruled-out.ts';
import { windowState } from '../core/window.ts';
import type { Invocation } from './command.ts';
import { driveToEnd } from './drive-run.ts';
import type { Held } from './hold-to-plan.ts';
import { type Prepared, prepareRun, readAnswers } from './prepare.ts';
import { type Started, queueFor } from './queue.ts';
import { readCell } from './read-cell.ts';
import { printInvalid, printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';

/** Prepares a run in a setting, starts it, and drives it to its end. */
export async function startAndDrive(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const begun = await beginRun(invocation, setting);
  return begun.status === 'refused' ? begun.exit : driveToEnd({ ...begun, invocation, setting });
}

export type Begun =
  | { readonly status: 'started'; readonly engine: Engine; readonly run: string; readonly answers: JsonObject | undefined }
  | { readonly status: 'refused'; readonly exit: ExitCode };

/** Prepares a run in a setting and starts it; says why where it is refused. */
export async function beginRun(invocation: Invocation, setting: Setting): Promise<Begun> {
  const canAsk = invocation.terminal.canAsk && !invocation.options.flag('non-interactive') && !invocation.json;
  const saved = await savedPlan(invocation);
  if (saved && invocation.options.text('from') !== undefined) return refused(printRefused(invocation, 'usage', [startTexts.notWithPlan], EXIT.usage));
  const prepared = await prepareRun(invocation, setting, canAsk ? 'ask' : 'refuse', saved);
  if (prepared.status === 'invalid') return refused(await printInvalid(invocation, prepared.diagnostics));
  if (prepared.status === 'refused') return refused(printRefused(invocation, 'inputs', prepared.messages, EXIT.usage));
  const missing = missingConnections(prepared);
  if (missing.length > 0) return refused(printRefused(invocation, 'no-connection', missing, EXIT.usage));
  const override = invocation.options.text('override') ?? saved?.override ?? '';
  const closed = checkWindow(setting, prepared, override);
  if (closed !== undefined) return refused(printRefused(invocation, 'window', [closed], EXIT.blocked));
  noteWindow(invocation, setting, prepared);
  const held = saved && (await holdToPlan(invocation, setting, prepared.plan, saved));
  if (held?.status === 'differs') return refused(held.exit);
  if (held && invocation.options.flag('dry-run')) return refused(stillPlanned(invocation, held.plan));
  const answers = await readAnswers(invocation);
  const engine = await setting.openEngine();
  const run = newRunId(prepared.plan.runbook, setting.clock.now(), randomUUID());
  let now: Held | undefined = held;
  // What was planned may be so no more when the target is free at last.
  const start = async (before?: Refusal): Promise<Started> => {
    if (before && saved && (await isHeld(engine, prepared.plan.targets))) return before;
    if (before && saved) now = await holdToPlan(invocation, setting, prepared.plan, saved);
    if (now?.status === 'differs') return now;
    return engine.startRun(run, now ? { ...prepared.plan, saved: now.plan } : prepared.plan, { starter: setting.actor, override });
  };
  const started = await (invocation.options.flag('wait') ? queue(invocation, setting, () => checkWindow(setting, prepared, override), start) : start());
  if (started.status === 'differs') return refused(started.exit);
  if (started.status === 'left') return refused(printRefused(invocation, 'aborted', [targetTexts.left], EXIT.interrupted));
  if (started.status === 'refused') return refused(printRefused(invocation, started.code, [started.message], EXIT.blocked));
  return { status: 'started', engine, run, answers };
}

/** Whether another run has a lock. A store that cannot be reached says so when the run starts. */
async function isHeld(engine: Engine, targets: readonly string[]): Promise<boolean> {
  const cells = await Promise.all(targets.map(target => readCell(engine, target)));
  return cells.some(cell => typeof cell !== 'string' && cell.holder !== undefined);
}

/** `--dry-run`: the plan could be run now, and is not. */
function stillPlanned({ terminal, json }: Invocation, { hash, accepted }: HeldPlan): ExitCode {
  if (json) terminal.printJson({ status: 'as-planned', hash, differences: accepted?.differences ?? [] });
  return EXIT.ok;
}

/** What `--plan` names. Fails with code `usage` where neither a plan nor a runbook is named. */
async function savedPlan({ options, cwd, arguments: given }: Invocation): Promise<SavedPlan | undefined> {
  const file = options.text('plan');
  if (file === undefined && options.text('accept-drift') !== undefined) return fail({ code: 'usage', message: differenceTexts.needsPlan });
  if (file === undefined) return given[0] === undefined ? fail({ code: 'usage', message: differenceTexts.needsRunbook }) : undefined;
  const { readSavedPlan } = await import('./saved-plan-file.ts');
  return readSavedPlan(file, cwd);
}

async function holdToPlan(...given: Parameters<typeof import('./hold-to-plan.ts').holdToPlan>): ReturnType<typeof import('./hold-to-plan.ts').holdToPlan> {
  return (await import('./hold-to-plan.ts')).holdToPlan(...given);
}

function refused(exit: ExitCode): Begun {
  return { status: 'refused', exit };
}

type Ready = Extract<Prepared, { status: 'ok' }>;

/** Steps whose connection the config does not have, and that nobody could do by hand. */
export function missingConnections({ plan }: Pick<Ready, 'plan'>): readonly string[] {
  const program = compileProgram(plan);
  const missing = [...program.steps.values()].flatMap(entry => {
    const name = connectionOf(program, entry);
    const needs = entry.step.uses === undefined ? entry.step.connection !== undefined : (plan.actions[entry.step.uses]?.needsConnection ?? false);
    const isThere = name !== undefined && plan.config.connections[name] !== undefined;
    return !needs || isThere || entry.step.manual !== undefined || isRuledOut(program, entry.path) ? [] : [name ?? ''];
  });
  return [...new Set(missing)].map(name => runTexts.noConnection(name));
}

export function checkWindow(setting: Setting, { document, plan }: Pick<Ready, 'document' | 'plan'>, override: string): string | undefined {
  const state = windowState(document.window, plan.config, setting.clock.now());
  if (state.open || document.window?.start === 'anytime') return undefined;
  if (document.window?.override === 'never') return windowTexts.never(state.why);
  return override === '' ? windowTexts.override(state.why) : undefined;
}

function noteWindow({ terminal }: Invocation, setting: Setting, { document, plan }: Ready): void {
  const state = windowState(document.window, plan.config, setting.clock.now());
  if (state.open && state.note !== undefined) terminal.error(state.note);
}

/** Waits for the lock; the window may close meanwhile. */
function queue(
  invocation: Invocation,
  setting: Setting,
  windowClosed: () => string | undefined,
  start: (before?: Refusal) => Promise<Started>,
): ReturnType<typeof queueFor> {
  const startInWindow: typeof start = async before => {
    const closed = windowClosed();
    return closed === undefined ? start(before) : { status: 'refused', code: 'window', message: closed };
  };
  return queueFor(startInWindow, invocation.terminal, setting.config.targets ? 5_000 : 500);
}
