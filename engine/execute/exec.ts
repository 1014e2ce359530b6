import type { ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { Options } from 'execa';
import { fail } from '../core/failure.ts';
import type { Failure } from '../core/failure.ts';
import { executionFailures, executionLines } from '../core/messages/execution.ts';
import type { ProcessIdentity } from '../core/ports.ts';
import { abortFailure } from './deadline.ts';
import { createSink } from './lines.ts';
import type { OutputSink } from './lines.ts';
import { reasonOf } from './network.ts';
import { identityOf } from './process-identity.ts';
import { groupMembers, isGroupAlive } from './process-table.ts';

/** One command to run: a program and its arguments as they are, never a shell's text. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The child's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
  /** Milliseconds. Default: none. */
  readonly timeout?: number | undefined;
  readonly signal: AbortSignal;
  /** Gives the child this process's terminal; nothing is captured then. */
  readonly interactive?: boolean;
  /** A line of output, harmless for a terminal, redacted, at most 8 KiB. */
  onLine(line: string, stream: 'stdout' | 'stderr' | 'engine'): void;
  onProcess?: ((process: ProcessIdentity) => void) | undefined;
  redact?: ((text: string) => string) | undefined;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** More came than the 1 MiB kept of each. */
  readonly isCut: { readonly stdout: boolean; readonly stderr: boolean };
}

/** A command that is being ended has so long until SIGKILL, in milliseconds. */
const KILL_AFTER = 5_000;
/** How long a process that was left behind may hold the output in silence, and at most. */
const QUIET = 1_000;
const LINGER = 10_000;
const POLL = 50;
/** setTimeout counts no further. */
const LONGEST = 2_147_483_647;

/** What is needed of execa's result. */
interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut: boolean;
  readonly isCanceled: boolean;
  readonly code?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Runs a command and ends whatever it started when it is ended. An exit code is an answer. Fails with `bad-command`,
 * `no-folder`, `not-found`, `not-started`, and, lost, with `timeout`, `killed`, or the abort's reason.
 */
export async function runCommand(command: Command): Promise<CommandResult> {
  checkCommand(command);
  if (command.signal.aborted) fail(abortFailure(command.signal));
  const { execa } = await import('execa');
  const [program = '', ...args] = command.argv;
  const running = execa(program, args, spawnOptions(command));
  const child = running.nodeChildProcess;
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity) command.onProcess?.(identity);
  const [stdout, stderr] = [drain(child.stdout, command, 'stdout'), drain(child.stderr, command, 'stderr')];
  child.once('exit', () => void letGo(child, command));
  const result: Ended = await running;
  if (child.pid !== undefined && !command.interactive) await endRest(child.pid, result, command);
  stdout.end();
  stderr.end();
  const failure = failureOf(result, command);
  if (failure) fail(failure, result.cause);
  return { exitCode: result.exitCode ?? 0, stdout: stdout.text, stderr: stderr.text, isCut: { stdout: stdout.isCut, stderr: stderr.isCut } };
}

/** Data is data: nothing is turned into text, and nothing that the system cannot pass on is accepted. */
function checkCommand({ argv, env, cwd }: Command): void {
  const [program] = argv;
  if (program === undefined || program === '') fail(executionFailures.badCommand('it is empty'));
  if (argv.some(argument => typeof argument !== 'string')) fail(executionFailures.badCommand('an argument is not text'));
  if (argv.some(argument => argument.includes('\0'))) fail(executionFailures.badCommand('an argument holds a NUL'));
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== 'string') fail(executionFailures.badCommand(`the environment variable ${name} is not text`));
    if (/[=\0]/.test(name) || name === '' || value.includes('\0')) fail(executionFailures.badCommand(`the environment variable ${name} cannot be passed on`));
  }
  if (!isFolder(cwd)) fail(executionFailures.noFolder(cwd));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * A group of its own, so that the end of a command ends what it started. Not for an interactive one: it would lose the
 * controlling terminal, and with it the prompts that open /dev/tty. No cleanup at exit: an engine that leaves is settled later,
 * and execa's would set and drop listeners for every signal on every step.
 */
function spawnOptions({ cwd, env, signal, timeout, input, interactive }: Command): Options & { readonly reject: false } {
  return {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    cancelSignal: signal,
    forceKillAfterDelay: KILL_AFTER,
    killDescendants: !interactive,
    cleanup: false,
    ...(timeout === undefined ? {} : { timeout: Math.min(Math.ceil(timeout), LONGEST) }),
    ...(input === undefined || interactive ? { stdin: interactive ? 'inherit' : 'ignore' } : { input }),
    stdout: interactive ? 'inherit' : 'pipe',
    stderr: interactive ? 'inherit' : 'pipe',
  };
}

function drain(stream: Readable | null, command: Command, name: 'stdout' | 'stderr'): OutputSink {
  const sink = createSink(line => command.onLine(line, name), command.redact);
  stream?.on('data', (chunk: Uint8Array) => sink.write(chunk));
  return sink;
}

/** A process that the command left behind may hold its output for ever; the command itself has ended, and that counts. */
async function letGo(child: ChildProcess, command: Command): Promise<void> {
  const streams = [child.stdout, child.stderr].filter(stream => stream !== null);
  let last = Date.now();
  for (const stream of streams) stream.on('data', () => (last = Date.now()));
  const exited = Date.now();
  while (streams.some(stream => !stream.destroyed && !stream.readableEnded)) {
    if (Date.now() - last > QUIET || Date.now() - exited > LINGER) {
      if (child.signalCode === null) command.onLine(executionLines.heldOutput(programOf(command)), 'engine');
      for (const stream of streams) stream.destroy();
      return;
    }
    await sleep(POLL, undefined, { ref: false });
  }
}

/** Whoever a killed command left behind may still have its effect: what became of it is not known before all have ended. */
async function endRest(pid: number, { signal, timedOut, isCanceled }: Ended, command: Command): Promise<void> {
  if (timedOut || isCanceled) return endGroup(pid);
  if (signal === undefined) return;
  let shown = '';
  while (isGroupAlive(pid) && !command.signal.aborted) {
    const members = groupMembers(pid);
    const line = members.length > 0 ? executionLines.leftBehind(members) : shown;
    if (line !== shown) command.onLine(line, 'engine');
    shown = line;
    await sleep(POLL);
  }
  if (command.signal.aborted && isGroupAlive(pid)) {
    process.kill(-pid, 'SIGTERM');
    await endGroup(pid);
  }
}

/** Waits for the rest of an ended command's group, and kills it when it does not heed SIGTERM. */
async function endGroup(pid: number): Promise<void> {
  const deadline = Date.now() + KILL_AFTER;
  while (isGroupAlive(pid)) {
    if (Date.now() > deadline) {
      process.kill(-pid, 'SIGKILL');
      return;
    }
    await sleep(POLL);
  }
}

function failureOf(result: Ended, command: Command): Failure | undefined {
  const program = programOf(command);
  if (result.isCanceled) return { ...abortFailure(command.signal), lost: true };
  if (result.timedOut) return { ...executionFailures.timeout(program, command.timeout ?? 0), lost: true };
  if (result.signal !== undefined) return { ...executionFailures.killed(program, result.signal), lost: true };
  if (result.exitCode !== undefined) return undefined;
  return result.code === 'ENOENT' ? executionFailures.notFound(program) : executionFailures.notStarted(program, reasonOf(result.cause));
}

function programOf({ argv }: Command): string {
  return basename(argv[0] ?? '');
}
