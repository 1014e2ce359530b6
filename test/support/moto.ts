import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export const MOTO_ENV = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing', AWS_EC2_METADATA_DISABLED: 'true' };

/** Whether this machine has moto's server. */
export function hasMoto(): boolean {
  return spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
}

/** moto: somebody else's idea of AWS, with real wire formats, on a free port. */
export async function startMoto(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await addressOf(child);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await new Promise(resolve => child.once('exit', resolve));
    },
  };
}

/** The address that moto prints when it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stderr || !child.stdout) throw new Error('moto_server has no output');
  child.stdout.resume();
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error('moto_server ended before it listened');
}
