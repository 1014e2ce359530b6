import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toFailure } from '../../engine/core/failure.ts';
import type { ProcessIdentity } from '../../engine/core/ports.ts';
import { type Command, runCommand } from '../../engine/execute/exec.ts';
import { groupMembers } from '../../engine/execute/process-table.ts';
import { tempFolder } from '../support/executor.ts';

const NODE = process.execPath;

function command(argv: readonly string[], more: Partial<Command> = {}) {
  const lines: string[] = [];
  const base: Command = {
    argv,
    cwd: tempFolder(),
    env: { PATH: process.env['PATH'] ?? '' },
    signal: new AbortController().signal,
    onLine: (line, stream) => void lines.push(`${stream}: ${line}`),
  };
  return { lines, run: () => runCommand({ ...base, ...more }), failure: () => runCommand({ ...base, ...more }).then(() => undefined, toFailure) };
}

const script = (source: string): readonly string[] => [NODE, '-e', source];

describe('what comes out', () => {
  it('is cut into lines at LF, CR LF and CR, the unfinished last one included', async () => {
    const { run, lines } = command(['printf', 'a\\nb\\r\\n\\n10%%\\r20%%\\rdone\\nlast']);
    expect(await run()).toMatchObject({ exitCode: 0, stdout: 'a\nb\r\n\n10%\r20%\rdone\nlast' });
    expect(lines).toEqual(['a', 'b', '', '10%', '20%', 'done', 'last'].map(line => `stdout: ${line}`));
  });

  it('is decoded with replacement, also where a chunk ends inside a character', async () => {
    const { run, lines } = command(
      script(`process.stdout.write(Buffer.from([0xe2, 0x82])); setImmediate(() => process.stdout.write(Buffer.from([0xac, 0xff, 0x0a])))`),
    );
    expect((await run()).stdout).toBe('€\ufffd');
    expect(lines).toEqual(['stdout: €\ufffd']);
  });

  it('cannot disturb a terminal', async () => {
    const { run, lines } = command(['printf', '\\033]0;evil\\007\\033[2Jhello\\033[31m red\\033[0m\\b\\n']);
    await run();
    expect(lines).toEqual(['stdout: hello red']);
  });

  it('is bounded: 100 MB without and with line breaks', async () => {
    const flood = `const part = 'x'.repeat(65536); let left = 800; const go = () => { while (left-- > 0) if (!process.stdout.write(part)) return process.stdout.once('drain', go); lines(); };
      let more = 800; const lines = () => { while (more-- > 0) if (!process.stdout.write('\\n' + part)) return process.stdout.once('drain', lines); }; go();`;
    let count = 0;
    let longest = 0;
    const { run } = command(script(flood), {
      onLine: line => {
        count += 1;
        longest = Math.max(longest, line.length);
      },
    });
    const result = await run();
    expect(result.stdout.length).toBe(1_048_576);
    expect(result.isCut).toEqual({ stdout: true, stderr: false });
    expect(count).toBe(801);
    expect(longest).toBeLessThan(8_300);
  });

  it('holds no secret, wherever a chunk ends, and not behind colours', async () => {
    const { run, lines } = command(
      script(`process.stdout.write('a longse'); setTimeout(() => process.stdout.write('cret b \\x1b[31mlong\\x1b[0msecret\\n'), 20)`),
      {
        redact: text => text.replaceAll('longsecret', '***'),
      },
    );
    await run();
    expect(lines).toEqual(['stdout: a *** b ***']);
  });

  it('shows no half of a secret where a line is cut', async () => {
    const { run, lines } = command(script(`process.stdout.write('x'.repeat(8187) + 'longsecret')`), { redact: text => text.replaceAll('longsecret', '***') });
    await run();
    expect(lines.join('')).not.toContain('long');
  });
});

describe('what goes in', () => {
  it('is data: no shell ever sees it', async () => {
    const hostile = ['$(touch pwned)', '; touch pwned', '`id`', '"\'\\', 'a\nb', '--flag', '', '*', '{{ x }}', 'ü🚀'];
    const { run } = command(script('console.log(JSON.stringify([process.argv.slice(1), process.env.HOSTILE]))').concat('--', ...hostile), {
      env: { HOSTILE: '$(id)\n;' },
    });
    expect(JSON.parse((await run()).stdout)).toEqual([hostile, '$(id)\n;']);
  });

  it('is the given environment and nothing of this process', async () => {
    const { run } = command([NODE, '-p', 'JSON.stringify(process.env)'], { env: { ONLY: 'this' } });
    expect(JSON.parse((await run()).stdout)).toEqual({ ONLY: 'this' });
  });

  it('is no standard input, unless there is some', async () => {
    expect((await command(['cat']).run()).stdout).toBe('');
    expect((await command(['cat'], { input: 'hello' }).run()).stdout).toBe('hello');
  });

  it.each([
    ['a NUL in an argument', { argv: ['echo', 'a\0b'] }, 'an argument holds a NUL'],
    ['a number as argument', { argv: ['echo', 5 as unknown as string] }, 'an argument is not text'],
    ['an absent argument', { argv: ['echo', undefined as unknown as string] }, 'an argument is not text'],
    ['no program', { argv: [] }, 'it is empty'],
    ['a NUL in a variable', { env: { A: 'a\0' } }, 'the environment variable A cannot be passed on'],
    ['a variable with =', { env: { 'A=B': 'a' } }, 'the environment variable A=B cannot be passed on'],
  ])('is refused: %s', async (_what, more, why) => {
    expect(await command(['true'], more).failure()).toEqual({ code: 'bad-command', message: `The command cannot be started: ${why}.` });
  });
});

describe('a command that cannot be started', () => {
  it('names the missing program', async () => {
    expect(await command(['no-such-program']).failure()).toEqual({
      code: 'not-found',
      message: 'The program `no-such-program` was not found.',
      hint: 'Install it, or put its folder on the PATH.',
    });
  });

  it('names the missing folder', async () => {
    expect(await command(['true'], { cwd: '/no/such/folder' }).failure()).toMatchObject({
      code: 'no-folder',
      message: 'The folder `/no/such/folder` does not exist.',
    });
  });

  it('says that a file is no program', async () => {
    expect(await command(['/dev/null']).failure()).toMatchObject({ code: 'not-started' });
  });
});

/** A shell with a grandchild that holds the output and a child that does the same. Prints a line when both live. */
const LOOP = 'while :; do sleep 0.1; done';
const FAMILY = ['sh', '-c', `sh -c 'trap "$1" TERM; echo up; ${LOOP}' grandchild "$1" & echo up; ${LOOP}`, 'family'];

describe('the end of a command', () => {
  it('by timeout takes its descendants along, and is lost', async () => {
    let child: ProcessIdentity | undefined;
    const { failure } = command([...FAMILY, '-'], { timeout: 400, onProcess: identity => (child = identity) });
    expect(await failure()).toEqual({ code: 'timeout', message: 'sh took longer than 400ms and was ended.', lost: true });
    expect(groupMembers(child?.pid ?? 0)).toEqual([]);
  });

  it('by abort kills those who do not heed SIGTERM', async () => {
    const abort = new AbortController();
    let child: ProcessIdentity | undefined;
    let up = 0;
    const { failure } = command([...FAMILY, ''], {
      signal: abort.signal,
      onProcess: identity => (child = identity),
      onLine: () => (++up === 2 ? abort.abort() : undefined),
    });
    expect(await failure()).toEqual({ code: 'aborted', message: 'The step was ended before it was finished.', lost: true });
    await expect.poll(() => groupMembers(child?.pid ?? 0)).toEqual([]);
  }, 15_000);

  it('from outside is lost too', async () => {
    expect(await command(['sh', '-c', 'kill -9 $$']).failure()).toEqual({
      code: 'killed',
      message: '`sh` was ended from outside by SIGKILL.',
      data: { signal: 'SIGKILL' },
      lost: true,
    });
  });

  it('from outside is told only when all that it started have ended', async () => {
    const folder = tempFolder();
    const lines: string[] = [];
    const script = '(exec > /dev/null 2>&1; sleep 0.5; touch landed) & kill -9 $$';
    const { failure } = command(['sh', '-c', script], { cwd: folder, onLine: (line, stream) => void lines.push(`${stream}: ${line}`) });
    expect(await failure()).toMatchObject({ code: 'killed' });
    expect(lines.at(-1)).toMatch(/^engine: The command was killed, but what it started is still running \(process \d+/);
    expect(existsSync(join(folder, 'landed'))).toBe(true);
  });

  it('before it began starts nothing', async () => {
    const folder = tempFolder();
    const { failure } = command(['touch', 'began'], { cwd: folder, signal: AbortSignal.abort() });
    expect(await failure()).toEqual({ code: 'aborted', message: 'The step was ended before it was finished.' });
    expect(existsSync(join(folder, 'began'))).toBe(false);
  });

  it('does not wait for a daemon that it left behind', async () => {
    let child: ProcessIdentity | undefined;
    const { run, lines } = command(['sh', '-c', 'sleep 60 & echo started'], { onProcess: identity => (child = identity) });
    expect(await run()).toMatchObject({ exitCode: 0, stdout: 'started' });
    expect(lines).toEqual(['stdout: started', 'engine: sh has ended, but a process that it left behind still holds its output; going on without it.']);
    process.kill(-(child?.pid ?? 0), 'SIGKILL');
  });
});

it('tells who the child is while it runs', async () => {
  let seen: { readonly identity: ProcessIdentity; readonly stat: string } | undefined;
  await command(['cat'], { input: 'x', onProcess: identity => (seen = { identity, stat: readFileSync(`/proc/${identity.pid}/stat`, 'utf8') }) }).run();
  expect(seen?.stat.split(' ')).toContain(seen?.identity.startTime);
});
