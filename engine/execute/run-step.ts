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
  session.log(executionLines.runs(command.argv), 'engine');
  const result = work.interactive ? await runInteractive(session, command) : await runCommand(command);
  if (!exitCodes.includes(result.exitCode)) fail(executionFailures.exitCode(programOf(work), result.exitCode, lastLine(result)));
  return result;
}

/** What others call `steps.<id>.outputs`. A text that is too long or holds a secret is left out, never rewritten. */
export function commandOutputs(session: Session, { stdout, stderr, exitCode, isCut }: CommandResult): JsonObject {
  const outputs: Record<string, Json> = { exit_code: exitCode };
  const json = isCut.stdout ? undefined : parseJson(stdout);
  for (const [name, text, cut] of [
    ['stderr', stderr, isCut.stderr],
    ['stdout', stdout, isCut.stdout],
  ] as const) {
    const secret = session.options.redactor.find(text);
    const isLarge = cut || sizeOf({ ...outputs, [name]: text }) > RESULT_LIMIT;
    if (secret === undefined && !isLarge) outputs[name] = text;
    else
      session.log(
        executionLines.withheld(name, secret === undefined ? executionLines.larger(RESULT_LIMIT_TEXT) : executionLines.holdsSecret(secret)),
        'engine',
      );
  }
  if (json === undefined || session.options.redactor.find(JSON.stringify(json)) !== undefined) return outputs;
  const withJson = { ...outputs, json };
  if (sizeOf(withJson) <= RESULT_LIMIT) return withJson;
  session.log(executionLines.withheld('json', executionLines.larger(RESULT_LIMIT_TEXT)), 'engine');
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
    argv: [...(config?.wrap ?? []), ...argv],
    cwd: resolveFolder(plan.folder, work.cwd),
    env: { ...session.environment, ...config?.env, ...work.env, ...(await session.fillIn(work.secrets)) },
    signal,
    interactive: work.interactive,
    onLine: session.log,
    onProcess: process => session.io.onProcess(process),
    redact: text => session.options.redactor.redact(text),
  };
}

async function runInteractive(session: Session, command: Command): Promise<CommandResult> {
  const { terminal } = session.options;
  if (!terminal) return fail(executionFailures.noTerminal());
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
