import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repository } from '../cli.ts';

/** One life of the command line: from its start to its end, good or bad. It leads a process group of its own. */
export interface Leg {
  readonly pid: number;
  /** The run's id, once its first event was printed; undefined where the process ended without one. */
  readonly begun: Promise<string | undefined>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** What it said, for a test that must explain itself. */
  said(): string;
}

export function startLeg(folder: string, args: readonly string[]): Leg {
  const child = spawn(process.execPath, [join(repository, 'engine', 'main.ts'), ...args, '--json', '--non-interactive'], {
    cwd: folder,
    env: environmentOf(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  const begun = Promise.withResolvers<string | undefined>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = `${text}${chunk}`;
      const run = /"run":"([^"]+)"/.exec(text)?.[1];
      if (run !== undefined) begun.resolve(run);
    });
  }
  const ended = whenEnded(child);
  void ended.then(() => begun.resolve(undefined));
  return { pid: child.pid ?? 0, begun: begun.promise, ended, said: () => text.slice(-2_000) };
}

/** Runs a command to its end; gives what it printed. */
export async function ask(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(repository, 'engine', 'main.ts'), ...args, '--json'], {
    cwd: folder,
    env: environmentOf(folder),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(child, 'close');
  return text;
}

export function stateOf(folder: string): string {
  return join(folder, 'state');
}

function environmentOf(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, RUNBOOK_STATE_DIR: stateOf(folder), NODE_COMPILE_CACHE: join(folder, '..', 'crash-compile-cache') };
}

async function whenEnded(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}
