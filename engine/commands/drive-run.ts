import { join } from 'node:path';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { isFailureError } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { goOnWith } from '../core/messages/run.ts';
import { runTexts } from '../core/messages/running.ts';
import type { DriveEnd, Refusal } from '../core/ports.ts';
import { type StepLogs, openLogs } from '../execute/log-file.ts';
import { processes } from '../execute/process-identity.ts';
import { usePresentConnections } from '../rehearse/present-connections.ts';
import type { View } from '../report/view.ts';
import { openExecutor } from './open-executor.ts';
import { evidenceOf } from './evidence.ts';
import { type GateHook, createGateHook } from './gate-hook.ts';
import { type GateDesk, createGateDesk } from './gate-desk.ts';
import { logInFirst } from './log-in.ts';
import { printRefused } from './refuse.ts';
import { type Stops, listenForStops } from './stops.ts';
import { type WatchFacts, followRun, openView, tellBeside } from './watch-run.ts';

export interface DriveFacts extends WatchFacts {
  readonly answers?: JsonObject | undefined;
  readonly takeOver?: boolean;
}

/** Drives a run from this terminal until it ends or is parked, and where its rollback takes over, that one too. */
export async function driveToEnd(facts: DriveFacts): Promise<ExitCode> {
  const exit = await driveOne(facts);
  const head = exit === EXIT.failed ? (await facts.engine.getRun(facts.run))?.head : undefined;
  if (head?.rolledBackBy === undefined) return exit;
  // The run that was asked for has failed, however well it is rolled back.
  const ended = await driveToEnd({ ...facts, run: head.rolledBackBy, takeOver: false });
  return ended === EXIT.ok ? EXIT.failed : ended;
}

/** Shows one run, asks its gates, obeys Ctrl-C. */
async function driveOne(facts: DriveFacts): Promise<ExitCode> {
  const { engine, run, setting, invocation } = facts;
  const snapshot = await engine.getRun(run);
  if (!snapshot) return EXIT.usage;
  await logInFirst(facts, snapshot.plan);
  const view = await openView(facts, snapshot);
  const tell = (text: string): void => tellBeside(view, invocation, text);
  const logs = openLogs(join(setting.stateDirectory, 'logs'), error => tell(runTexts.logsLost(reasonOf(error))));
  const stops = listenForStops(tell);
  const hook = createGateHook({ engine, setting, run, plan: snapshot.plan, tell });
  const desk = createGateDesk(deskOptions(facts, view, stops, hook));
  const quit = new AbortController();
  const following = followRun(facts, view, desk, quit.signal);
  following.catch(() => stops.leave(false));
  let end: DriveEnd | Refusal | undefined;
  let evidence: string | undefined;
  try {
    end = await drive(facts, { view, logs, stops, desk });
    quit.abort();
    await following;
    await hook.settled();
    logs.flush();
    if (end.status === 'finished' && (invocation.json || !setting.world)) evidence = (await evidenceOf(setting, engine, run))?.head;
  } catch (error) {
    return parkedBy(error, facts);
  } finally {
    quit.abort();
    stops.forget();
    logs.flush();
    view.close(end?.status === 'refused' ? undefined : end, evidence);
  }
  if (end.status === 'finished' && end.message !== undefined) invocation.terminal.error(end.message);
  return end.status === 'refused' ? printRefused(invocation, end.code, [end.message], exitOf(end, stops)) : exitOf(end, stops);
}

/** The state cannot be written or read any more: what is recorded stands, the rest is settled at the next open. */
function parkedBy(error: unknown, { invocation, run }: DriveFacts): ExitCode {
  if (!isFailureError(error)) throw error;
  const { code, message } = error.failure;
  return printRefused(invocation, code, [message, goOnWith(run)], EXIT.parked);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface Parts {
  readonly view: View;
  readonly logs: StepLogs;
  readonly stops: Stops;
  readonly desk: GateDesk;
}

async function drive(facts: DriveFacts, { view, logs, stops, desk }: Parts): Promise<DriveEnd | Refusal> {
  const { invocation, setting, engine, run } = facts;
  const { world } = setting;
  const terminal = invocation.terminal.canAsk ? handOver(view, stops) : undefined;
  const executor = openExecutor(invocation, setting, terminal ? { terminal } : {});
  return engine.drive(run, {
    executor: world ? usePresentConnections(executor, setting.config.connections) : executor,
    ...(world ? { reached: path => world.stepStarted(path) } : {}),
    clock: setting.clock,
    drain: stops.drain,
    abort: stops.abort,
    isAttended: gates => desk.isAttended(gates),
    takeOver: facts.takeOver ?? false,
    by: setting.actor.name,
    terminal: invocation.env['SSH_TTY'] ?? (invocation.terminal.canAsk ? 'a terminal' : 'no terminal'),
    processes,
    log: (path, key, line, stream) => {
      if (!isCommandLine(line, stream)) logs.append(run, key, { at: setting.clock.now(), stream, line });
      if (stream !== 'engine' || invocation.terminal.canRedraw) view.line(path, line);
    },
  });
}

/** `$ argv` stands in the journal already; a file for it alone would cost more than the step. */
function isCommandLine(line: string, stream: string): boolean {
  return stream === 'engine' && line.startsWith('$ ');
}

function deskOptions(
  { invocation, setting, engine, run, answers }: DriveFacts,
  view: View,
  stops: Stops,
  hook: GateHook,
): Parameters<typeof createGateDesk>[0] {
  const { options, terminal, json } = invocation;
  const hooks = !setting.world || options.flag('notify') ? { waits: hook.opened } : {};
  const yes = options.flag('yes');
  const interactive = terminal.canAsk && !json && !options.flag('non-interactive');
  return {
    engine,
    run,
    setting,
    terminal,
    view,
    interactive,
    yes,
    answers,
    leave: interrupted => stops.leave(interrupted),
    holdStops: isHeld => stops.ignore(isHeld),
    ...hooks,
  };
}

/** Leaves the terminal, and Ctrl-C, to a child. */
function handOver(view: View, stops: Stops): <T>(use: () => Promise<T>) => Promise<T> {
  return async use => {
    view.pause();
    stops.ignore(true);
    try {
      return await use();
    } finally {
      stops.ignore(false);
      view.resume();
    }
  };
}

function exitOf(end: DriveEnd | Refusal, stops: Stops): ExitCode {
  if (end.status === 'refused') return ['owned', 'undecidable', 'held', 'frozen'].includes(end.code) ? EXIT.blocked : EXIT.usage;
  if (end.status === 'lost') return EXIT.blocked;
  if (end.status === 'finished') return end.head.status === 'succeeded' ? EXIT.ok : EXIT.failed;
  if (stops.wasInterrupted()) return EXIT.interrupted;
  if (end.why === 'frozen' || end.why === 'unreachable') return EXIT.blocked;
  return end.why === 'unknown' ? EXIT.unknown : EXIT.parked;
}
