import type { ChangeContext, ChangeIo, Connection, Effect, ExecOptions, ExecResult } from '../core/action.ts';
import { fail, isFailureError } from '../core/failure.ts';
import type { Failure } from '../core/failure.ts';
import { executionFailures } from '../core/messages/execution.ts';
import type { ProcessIdentity } from '../core/ports.ts';
import { capLine, cleanText } from '../core/text.ts';
import { abortFailure, failureError, withDeadline } from './deadline.ts';
import { runCommand } from './exec.ts';
import type { CommandResult } from './exec.ts';
import { fetchWhole, plainUrl, routeUrl } from './fetch.ts';
import { resolveFolder } from './folder.ts';
import { networkTrouble, reasonOf } from './network.ts';
import { PATIENCE, askPatiently, untilItPasses } from './reads.ts';
import type { Patience } from './reads.ts';

export interface ContextOptions {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly folder: string;
  now(): Date;
  /** One clean, redacted, bounded line. */
  readonly log: (line: string, stream: 'stdout' | 'stderr' | 'engine') => void;
  /** The whole environment of children, before the connection's and the command's own. */
  readonly env: Readonly<Record<string, string>>;
  /** In `read`, `change` throws before anything happens. */
  readonly mode: 'read' | 'change';
  readonly idempotencyKey: string;
  /** Literal URLs of a world, to the local ones. Given: nothing but these and loopback is reached. */
  readonly urls?: Readonly<Record<string, string>> | undefined;
  /** A reading was made, or an effect was performed (an answer came and it was good). */
  record(entry: { readonly reading?: string; readonly effect?: Effect }): void;
  readonly onProcess?: ((process: ProcessIdentity) => void) | undefined;
  readonly redact?: ((text: string) => string) | undefined;
  readonly patience?: Patience;
}

const EXEC_TIMEOUT = 120_000;

/** The one way in which an action reaches the world; a reading context is the same with its doors closed. */
export function createContext(options: ContextOptions): ChangeContext {
  const { connection, signal, folder, redact = (text: string): string => text, patience = PATIENCE } = options;
  const log = (text: string): void => {
    for (const line of text.split(/\r\n|\n|\r/)) options.log(capLine(redact(cleanText(line))), 'engine');
  };
  const ask = <T>(what: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    options.record({ reading: what });
    return askPatiently(what, { signal, patience, log }, call);
  };
  return {
    connection,
    signal,
    folder,
    now: () => options.now(),
    log,
    exec: (argv, exec = {}) => {
      options.record({ reading: argv.join(' ') });
      return execRead(options, argv, exec);
    },
    fetch: async (url, { reading, patient, ...init } = {}) => {
      const method = (init.method ?? 'GET').toUpperCase();
      if (!reading && method !== 'GET' && method !== 'HEAD') fail(executionFailures.notARead(method, plainUrl(url)));
      const route = routeUrl(url, options.urls);
      const what = `${method} ${plainUrl(url)}`;
      const once = async () => ask(what, tried => fetchWhole(route, init, tried));
      return patient ? untilItPasses(what, { signal, patience, log }, once) : once();
    },
    read: ask,
    change: (effect, perform) => changeOnce(options, patience, effect, perform),
  };
}

/**
 * A read changes nothing, so a lost answer is only a failed read; one that is too long to be understood is refused.
 * What it prints is for the action, not for people: it stands in the step's log alone where lines cannot be redrawn.
 */
async function execRead(options: ContextOptions, argv: readonly string[], exec: ExecOptions): Promise<ExecResult> {
  const { isCut, ...result } = await execute({ ...options, log: line => options.log(line, 'engine') }, argv, exec).catch((error: unknown) =>
    fail(withoutLost(error, options.signal), error),
  );
  if (isCut.stdout) fail(executionFailures.tooLarge(`The output of \`${argv[0] ?? ''}\``, '1 MiB'));
  return result;
}

function withoutLost(error: unknown, signal: AbortSignal): Failure {
  if (!isFailureError(error)) throw error;
  const { lost, ...failure } = error.failure;
  return lost && signal.aborted ? error.failure : failure;
}

/** One effect, once. Whatever does not say for sure that nothing landed counts as lost. */
async function changeOnce<T>(options: ContextOptions, patience: Patience, effect: Effect, perform: (io: ChangeIo) => Promise<T>): Promise<T> {
  const { mode, signal, idempotencyKey } = options;
  if (mode === 'read') fail(executionFailures.changeInPreview(effect.says));
  if (signal.aborted) fail(abortFailure(signal));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience.change)]);
  const io: ChangeIo = {
    signal: limit,
    idempotencyKey,
    exec: async (argv, exec = {}) => {
      const { exitCode, stdout, stderr } = await execute(options, argv, exec);
      return { exitCode, stdout, stderr };
    },
    fetch: async (url, init = {}) => {
      const route = routeUrl(url, options.urls);
      const what = `${init.method ?? 'GET'} ${plainUrl(url)}`;
      return withDeadline(what, signal, patience.change, tried => fetchWhole(route, init, tried)).catch((error: unknown) => fail(lossOf(what, error), error));
    },
  };
  const result = await perform(io).catch((error: unknown) => {
    throw isFailureError(error) ? error : failureError(lossOf(effect.does, error), error);
  });
  options.record({ effect });
  return result;
}

/** What a request that was sent, or may have been, and brought no whole answer comes to. */
function lossOf(what: string, error: unknown): Failure {
  if (isFailureError(error)) return { ...error.failure, lost: true };
  const trouble = networkTrouble(error);
  if (trouble === 'unsent') return executionFailures.unreachable(what, reasonOf(error));
  return { ...(trouble === 'lost' ? executionFailures.noAnswer(what, reasonOf(error)) : executionFailures.internal(what, reasonOf(error))), lost: true };
}

async function execute(options: ContextOptions, argv: readonly string[], exec: ExecOptions): Promise<CommandResult> {
  const result = await runCommand({
    argv,
    cwd: resolveFolder(options.folder, exec.cwd),
    env: { ...options.env, ...options.connection.env, ...exec.env },
    input: exec.input,
    timeout: exec.timeout ?? EXEC_TIMEOUT,
    signal: options.signal,
    onLine: options.log,
    onProcess: options.onProcess,
    redact: options.redact,
  });
  const exitCodes = exec.exitCodes ?? [0];
  if (!exitCodes.includes(result.exitCode)) fail(executionFailures.exitCode(argv[0] ?? '', result.exitCode, lastLine(result)));
  return result;
}

/** What a command says last is mostly why it failed. */
export function lastLine({ stdout, stderr }: Pick<CommandResult, 'stdout' | 'stderr'>): string {
  const lines = cleanText(stderr.trim() || stdout.trim()).split('\n');
  return capLine(lines.at(-1) ?? '').slice(0, 300);
}
