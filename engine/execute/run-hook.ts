import { spawn } from 'node:child_process';
import { hookTexts } from '../core/messages/execution.ts';
import { cleanText } from '../core/text.ts';

export interface Hook {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds; then its process group is killed. */
  readonly timeout: number;
}

/** Runs a command beside a run: without input, its output thrown away but for the last words. Resolves to what went wrong; never throws. */
export function runHook({ argv: [file = '', ...args], cwd, env, timeout }: Hook): Promise<string | undefined> {
  return new Promise(resolve => {
    let said = '';
    const end = (problem?: string): void => {
      clearTimeout(timer);
      resolve(problem);
    };
    const child = spawn(file, args, { cwd, env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    const timer = setTimeout(() => {
      killGroup(child.pid);
      end(hookTexts.timeout(timeout));
    }, timeout);
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4_096)));
    child.on('error', error => end(hookTexts.notStarted(error.message)));
    child.on('close', (code, signal) => end(code === 0 ? undefined : hookTexts.ended(signal ?? `exit code ${code}`, lastLine(said))));
  });
}

function lastLine(text: string): string {
  return (cleanText(text).trim().split('\n').at(-1) ?? '').slice(0, 300);
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}
