import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchExecutor, runWork } from '../support/executor.ts';

describe('do, with a command', () => {
  it('gives what came out', async () => {
    expect(await benchExecutor().perform(runWork(['sh', '-c', 'echo \'{"a":[1]}\'; echo warn >&2']))).toEqual({
      status: 'ok',
      outputs: { exit_code: 0, stdout: '{"a":[1]}', stderr: 'warn', json: { a: [1] } },
      performed: [],
    });
  });

  it('runs a text as a script that stops at the first mistake', async () => {
    const bench = benchExecutor();
    expect(await bench.perform(runWork('false\ntouch after'))).toMatchObject({ status: 'failed', failure: { code: 'exit-code' } });
    expect(await bench.perform(runWork('echo $UNSET'))).toMatchObject({ status: 'failed' });
    expect(existsSync(join(bench.folder, 'after'))).toBe(false);
  });

  it('counts the given exit codes as success, and no others', async () => {
    const bench = benchExecutor();
    expect(await bench.perform(runWork('exit 3', { exitCodes: [0, 3] }))).toMatchObject({ status: 'ok', outputs: { exit_code: 3 } });
    expect(await bench.perform(runWork('echo no >&2; exit 4'))).toEqual({
      status: 'failed',
      failure: { code: 'exit-code', message: '`sh` ended with exit code 4: no', data: { exit_code: 4 } },
    });
  });

  it('is interrupted, not failed, when it is killed', async () => {
    expect(await benchExecutor().perform(runWork('kill -9 $$'))).toMatchObject({ status: 'interrupted', failure: { code: 'killed', lost: true } });
  });

  it('of a read that is killed has failed', async () => {
    expect(await benchExecutor().perform(runWork('kill -9 $$', { effect: 'read' }))).toMatchObject({ status: 'failed', failure: { code: 'killed' } });
  });

  it('has failed when nothing was started', async () => {
    expect(await benchExecutor().perform(runWork(['no-such-program']))).toMatchObject({ status: 'failed', failure: { code: 'not-found' } });
    expect(await benchExecutor().perform(runWork(['true'], { cwd: 'gone' }))).toMatchObject({ status: 'failed', failure: { code: 'no-folder' } });
  });

  it('carries its claim, and says which process it is', async () => {
    const bench = benchExecutor();
    const outcome = await bench.perform(runWork('echo $RUNBOOK_CLAIM $RUNBOOK_RUN $RUNBOOK_STEP $$'));
    expect(outcome).toMatchObject({ outputs: { stdout: `token-of-this-claim r1 it ${bench.processes[0]?.pid}` } });
  });

  it('goes through its connection', async () => {
    const connections = { prod: { plugin: 'aws', wrap: ['env', 'WRAPPED=yes'], env: { REGION: 'west' } } };
    expect(await benchExecutor({ connections }).perform(runWork('echo $WRAPPED $REGION', { connection: 'prod' }))).toMatchObject({
      outputs: { stdout: 'yes west' },
    });
    expect(await benchExecutor().perform(runWork('true', { connection: 'prod' }))).toMatchObject({ status: 'failed', failure: { code: 'no-connection' } });
  });

  it('leaves out a text that is too long, and says so', async () => {
    const bench = benchExecutor();
    expect(await bench.perform(runWork('head -c 300000 /dev/zero | tr "\\0" x; echo warn >&2'))).toEqual({
      status: 'ok',
      outputs: { exit_code: 0, stderr: 'warn' },
      performed: [],
    });
    expect(bench.lines).toContain('engine: stdout is not kept as an output: it is larger than 256 KiB. A step that reads it will fail.');
  });

  it('leaves out a text that holds a secret, and shows none in its log', async () => {
    const bench = benchExecutor({ secrets: { key: { env: 'KEY' } }, environment: { KEY: 'longsecret' } });
    const work = runWork('echo "key: $TOKEN"; printf %s "$TOKEN" | base64 >&2', { secrets: { TOKEN: [{ text: 'x-' }, { secret: 'key' }] } });
    expect(await bench.perform(work)).toEqual({ status: 'ok', outputs: { exit_code: 0 }, performed: [] });
    expect(bench.lines.filter(line => !line.startsWith('engine'))).toEqual(['stdout: key: x-[secret key]', expect.stringMatching(/^stderr: .*\[secret key\]/)]);
    expect(bench.lines.join('\n')).not.toContain('longsecret');
  });

  it('does not inherit the variables of declared secrets', async () => {
    const bench = benchExecutor({
      secrets: { key: { env: 'KEY' } },
      connections: { git: { plugin: 'git', token: { env: 'GIT_TOKEN' }, webhooks: { login: { env: 'HOOK' } } } },
      environment: { KEY: 'longsecret', GIT_TOKEN: 'longtoken', HOOK: 'longwebhook', OTHER: 'stays' },
    });
    expect(await bench.perform(runWork('echo "${KEY-none} ${GIT_TOKEN-none} ${HOOK-none} $OTHER"'))).toMatchObject({
      outputs: { stdout: 'none none none stays' },
    });
  });

  it('runs an interactive step without a terminal too, with its input closed', async () => {
    const outcome = await benchExecutor().perform(runWork(['sh', '-c', 'read line || echo closed'], { interactive: true }));
    expect(outcome).toMatchObject({ status: 'ok', outputs: { stdout: 'closed' } });
  });

  it('gets the terminal while it is interactive', async () => {
    const steps: string[] = [];
    const bench = benchExecutor({
      terminal: async use => {
        steps.push('given');
        const result = await use();
        steps.push('taken back');
        return result;
      },
    });
    const file = join(bench.folder, 'group');
    const outcome = await bench.perform(runWork(['sh', '-c', `ps -o pgid= -p $$ > ${file}`], { interactive: true }));
    expect(outcome).toEqual({ status: 'ok', outputs: { exit_code: 0, stdout: '', stderr: '' }, performed: [] });
    expect(steps).toEqual(['given', 'taken back']);
    expect(Number(readFileSync(file, 'utf8'))).not.toBe(bench.processes[0]?.pid);
  });

  it('does nothing where there is nothing to do', async () => {
    expect(await benchExecutor().perform(runWork([]))).toEqual({ status: 'ok', outputs: {}, performed: [] });
  });
});
