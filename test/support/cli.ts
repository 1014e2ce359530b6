import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a child process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export const repository = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../engine/main.ts', import.meta.url));

/** Runs the command line from source, without a terminal. */
export function runbook(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  return execute([process.execPath, main, ...args], options);
}

export function execute([file = '', ...args]: readonly string[], { cwd = repository, env = {} }: CliOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const read = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (read[name] += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...read }));
  });
}
