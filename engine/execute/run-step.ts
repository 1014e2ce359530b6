import { fail } from '../core/failure.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { executionFailures, executionLines } from '../core/messages/execution.ts';
import { lastLine } from './context.ts';
import { type Command, type CommandResult, runCommand } from './exec.ts';
import { resolveFolder } from './folder.ts';
import { RESULT_LIMIT, RESULT_LIMIT_TEXT, sizeOf } from './outcome.ts';
import type { RunWork, Session } from './session.ts';

/** Runs a step's command. An exit code that is none of `exitCodes` fails with code `exit-code`. */
export async function runStep(session: Session, work: RunWork, exitCodes: readonly number[] = work.exitCodes): Promise<CommandResult> {
  const command = await toCommand(session, work);
  session.note(executionLines.runs(command.argv));
  const result = work.interactive ? await runInteractive(session, command) : await runCommand(command);
  if (!exitCodes.includes(result.exitCode)) failWrapped(session, work, result);
  if (!exitCodes.includes(result.exitCode)) fail(executionFailures.exitCode(programOf(work), result.exitCode, lastLine(result)));
  return result;
}

/** What others call `steps.<id>.outputs`. A text that is too long or holds a secret is left out, never rewritten. */
export function commandOutputs(session: Session, { stdout, stderr, exitCode, isCut }: CommandResult): JsonObject {
  const outputs: Record<string, Json> = { exit_code: exitCode };
  const keep = (name: string, value: Json | undefined, isWhole: boolean): void => {
    if (value === undefined) return;
    const secret = session.options.redactor.find(JSON.stringify(value));
    const isSmall = isWhole && sizeOf({ ...outputs, [name]: value }) <= RESULT_LIMIT;
    if (isSmall && secret === undefined) outputs[name] = value;
    else session.note(executionLines.withheld(name, secret === undefined ? executionLines.larger(RESULT_LIMIT_TEXT) : executionLines.holdsSecret(secret)));
  };
  keep('stderr', stderr, !isCut.stderr);
  keep('stdout', stdout, !isCut.stdout);
  keep('json', isCut.stdout ? undefined : parseJson(stdout), true);
  return outputs;
}

/** How a script is named in messages. */
export function programOf({ run }: RunWork): string {
  return typeof run === 'string' ? 'sh' : (run[0] ?? '');
}

async function toCommand(session: Session, work: RunWork): Promise<Command> {
  const { plan, signal } = session;
  const config = session.connectionConfig(work.connection);
  if (work.connection !== undefined && !config) fail(executionFailures.noConnection(work.connection, 'is not configured'));
  const argv = typeof work.run === 'string' ? ['sh', '-eu', '-c', work.run] : work.run;
  return {
    argv: [...(work.connection === undefined ? [] : session.connection(work.connection).wrap()), ...argv],
    cwd: resolveFolder(plan.folder, work.cwd),
    env: { ...session.environment, ...config?.env, ...work.env, ...(await session.fillIn(work.secrets)) },
    signal,
    interactive: work.interactive,
    onLine: (line, stream) => session.io.log(line, stream),
    onProcess: process => session.io.onProcess(process),
    redact: text => session.options.redactor.redact(text),
  };
}

/** Where the connection's `wrap` never started the command, that is what went wrong. */
function failWrapped(session: Session, { connection = '' }: RunWork, result: CommandResult): void {
  const wrap = session.connectionConfig(connection)?.wrap;
  const failure = wrap && session.wrapper(connection)?.explain(wrap, result, connection);
  if (failure) fail(failure);
}

async function runInteractive(session: Session, command: Command): Promise<CommandResult> {
  const { terminal } = session.options;
  if (!terminal) return runCommand({ ...command, interactive: false });
  return terminal(() => runCommand(command));
}

function parseJson(text: string): Json | undefined {
  if (!/^\s*[[{"\dtfn-]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
