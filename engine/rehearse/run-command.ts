import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { ExecOptions, ExecResult } from '../core/action.ts';
import { fail } from '../core/failure.ts';
import { commandFailed, commandNotFound, commandTimedOut } from '../core/messages/rehearsal.ts';

/** Runs a command for a stand-in itself. The commands of steps go through execute/. */
export function runCommand(argv: readonly string[], options: ExecOptions, folder: string, env: Readonly<Record<string, string>>): Promise<ExecResult> {
  const [file = '', ...rest] = argv;
  const settings = {
    cwd: resolve(folder, options.cwd ?? '.'),
    env: { ...env, ...options.env },
    timeout: options.timeout ?? 120_000,
    maxBuffer: 64 * 1024 * 1024,
    killSignal: 'SIGKILL' as const,
  };
  const { promise, resolve: done, reject } = Promise.withResolvers<ExecResult>();
  const child = execFile(file, rest, settings, (error, stdout, stderr) => {
    const result = { exitCode: typeof error?.code === 'number' ? error.code : 0, stdout: withoutNewline(stdout), stderr: withoutNewline(stderr) };
    if (error && typeof error.code !== 'number') return reject(toError(error, file));
    if ((options.exitCodes ?? [0]).includes(result.exitCode)) return done(result);
    reject(toThrown(() => fail({ code: 'exit-code', message: commandFailed(argv, result), data: { exitCode: result.exitCode } }, error)));
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? '');
  return promise;
}

function toError(error: NodeJS.ErrnoException | (Error & { readonly code?: unknown }), file: string): unknown {
  if (error.code === 'ENOENT') return toThrown(() => fail({ code: 'not-found', message: commandNotFound(file) }, error));
  return toThrown(() => fail({ code: 'timeout', message: commandTimedOut(file), lost: true }, error));
}

/** What a call throws, as a value. */
function toThrown(call: () => never): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
