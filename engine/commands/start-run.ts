import { randomUUID } from 'node:crypto';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { runTexts } from '../core/messages/running.ts';
import { windowTexts } from '../core/messages/window.ts';
import { compileProgram } from '../core/program.ts';
import { connectionOf } from '../core/resolve-work.ts';
import { windowState } from '../core/window.ts';
import type { Invocation } from './command.ts';
import { driveToEnd } from './drive-run.ts';
import { newRunId } from './freeze.ts';
import { type Prepared, prepareRun, readAnswers } from './prepare.ts';
import { printInvalid, printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';

/** Prepares a run in a setting, starts it, and drives it to its end. */
export async function startAndDrive(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const canAsk = invocation.terminal.canAsk && !invocation.options.flag('non-interactive') && !invocation.json;
  const prepared = await prepareRun(invocation, setting, canAsk ? 'ask' : 'refuse');
  if (prepared.status === 'invalid') return printInvalid(invocation, prepared.diagnostics);
  if (prepared.status === 'refused') return printRefused(invocation, 'inputs', prepared.messages, EXIT.usage);
  const missing = missingConnections(prepared);
  if (missing.length > 0) return printRefused(invocation, 'no-connection', missing, EXIT.usage);
  const closed = checkWindow(invocation, setting, prepared);
  if (closed !== undefined) return printRefused(invocation, 'window', [closed], EXIT.blocked);
  const answers = await readAnswers(invocation);
  const engine = await setting.openEngine();
  const run = newRunId(prepared.plan.runbook, setting.clock.now(), randomUUID());
  const started = await engine.startRun(run, prepared.plan, { starter: setting.actor, override: overrideOf(invocation) });
  if (started.status === 'refused') return printRefused(invocation, started.code, [started.message], EXIT.blocked);
  return driveToEnd({ invocation, setting, engine, run, answers });
}

type Ready = Extract<Prepared, { status: 'ok' }>;

/** Steps whose connection the config does not have, and that nobody could do by hand. */
function missingConnections({ plan }: Ready): readonly string[] {
  const program = compileProgram(plan);
  const missing = [...program.steps.values()].flatMap(entry => {
    const name = connectionOf(program, entry);
    const needs = entry.step.uses === undefined ? entry.step.connection !== undefined : (plan.actions[entry.step.uses]?.needsConnection ?? false);
    const isThere = name !== undefined && plan.config.connections[name] !== undefined;
    return !needs || isThere || entry.step.manual !== undefined ? [] : [name ?? ''];
  });
  return [...new Set(missing)].map(name => runTexts.noConnection(name));
}

function checkWindow(invocation: Invocation, setting: Setting, { document }: Ready): string | undefined {
  const state = windowState(document.window, setting.config, setting.clock.now());
  if (state.open) {
    if (state.note !== undefined) invocation.terminal.error(state.note);
    return undefined;
  }
  if (document.window?.override === 'never') return windowTexts.never(state.why);
  return overrideOf(invocation) === '' ? windowTexts.override(state.why) : undefined;
}

function overrideOf({ options }: Invocation): string {
  return options.text('override') ?? '';
}
