import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './cli.ts';

/** Ten processes that want the same locks, all up before the first begins; what each printed. */
export async function race(kind: string, folder: string, targets: readonly string[]): Promise<readonly string[]> {
  const program = join(repository, 'test', 'support', 'race-program.ts');
  const racers = Array.from({ length: 10 }, (_, index) => {
    const child = spawn(process.execPath, [program, kind, folder, `r${index}`], { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    const ready = new Promise<void>(resolve => child.stdout.setEncoding('utf8').on('data', (chunk: string) => ((text += chunk), resolve())));
    const ended = new Promise<string>(resolve => child.on('close', () => resolve(text)));
    return { child, ready, ended };
  });
  await Promise.all(racers.map(({ ready }) => ready));
  for (const { child } of racers) child.stdin.end(targets.join(' '));
  return Promise.all(racers.map(({ ended }) => ended));
}
