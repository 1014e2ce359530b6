import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { awaitOrphan } from '../../engine/execute/orphan.ts';
import { identityOf, isAlive, processes } from '../../engine/execute/process-identity.ts';
import { findByToken } from '../../engine/execute/process-table.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) if (child.pid) tryKill(-child.pid);
});

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}

/** A child in a group of its own, as the executor starts one; it ends when its standard input does. */
async function child(script: string, token = ''): Promise<{ readonly pid: number; readonly process: ChildProcess }> {
  const started = spawn('sh', ['-c', `echo up; ${script}`], {
    detached: true,
    env: { PATH: process.env['PATH'] ?? '', RUNBOOK_CLAIM: token },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(started);
  await once(started.stdout, 'data');
  return { pid: started.pid ?? 0, process: started };
}

const freshToken = (): string => `test-${process.pid}-${Math.random()}`;

function waitFor(claim: { readonly token: string; readonly pid?: number }, signal = new AbortController().signal) {
  const lines: string[] = [];
  const heard = Promise.withResolvers<void>();
  const identity = claim.pid === undefined ? undefined : identityOf(claim.pid);
  const done = awaitOrphan(
    { key: 'it#1/do', token: claim.token, at: 0, fence: 1, ...(identity ? { process: identity } : {}) },
    {
      signal,
      log: line => {
        lines.push(line);
        heard.resolve();
      },
    },
  );
  return { lines, done, heard: heard.promise };
}

describe('an orphan', () => {
  it('is found by its pid and waited for', async () => {
    const orphan = await child('read x');
    const { lines, done, heard } = waitFor({ token: freshToken(), pid: orphan.pid });
    await heard;
    orphan.process.stdin?.end();
    await done;
    expect(lines).toEqual([`An earlier attempt is still running (process ${orphan.pid}); waiting until it has ended.`, 'The earlier attempt has ended.']);
  });

  it('is found by the token in its environment', async () => {
    const token = freshToken();
    const orphan = await child('read x', token);
    expect(findByToken(token)).toEqual([orphan.pid]);
    const { lines, done, heard } = waitFor({ token });
    await heard;
    orphan.process.stdin?.end();
    await done;
    expect(lines[0]).toContain(`process ${orphan.pid}`);
    expect(findByToken(token)).toEqual([]);
  });

  it('is waited for to its last descendant of the group, after its leader has ended', async () => {
    const token = freshToken();
    const orphan = await child('sleep 60 & read x', token);
    const claim = { token, pid: orphan.pid };
    const { lines, done, heard } = waitFor(claim);
    await heard;
    process.kill(orphan.pid, 'SIGKILL');
    await expect.poll(() => lines.length).toBe(2);
    expect(lines[1]).toMatch(/^An earlier attempt is still running \(process \d+\)/);
    expect(lines[1]).not.toContain(`process ${orphan.pid})`);
    process.kill(-orphan.pid, 'SIGKILL');
    await done;
  });

  it('is none where a daemon was left in a group of its own', async () => {
    const token = freshToken();
    const leader = await child('setsid sleep 60 >/dev/null & read x', token);
    const { done, heard } = waitFor({ token, pid: leader.pid });
    await heard;
    leader.process.stdin?.end();
    await done;
    const [daemon = 0, ...more] = findByToken(token);
    expect([daemon > 0, more]).toEqual([true, []]);
    tryKill(daemon);
  });

  it('is none when nothing of the claim lives: at once and without a word', async () => {
    const { lines, done } = waitFor({ token: freshToken() });
    await done;
    expect(lines).toEqual([]);
  });

  it('is waited for no longer than the signal allows', async () => {
    const orphan = await child('read x');
    const abort = new AbortController();
    const { done, heard } = waitFor({ token: '', pid: orphan.pid }, abort.signal);
    await heard;
    abort.abort();
    await expect(done).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a process', () => {
  it('is alive while it runs and dead afterwards', async () => {
    const one = await child('read x');
    const identity = identityOf(one.pid);
    if (!identity) throw new Error('the child is there');
    expect(isAlive(identity)).toBe('alive');
    const exited = once(one.process, 'exit');
    one.process.stdin?.end();
    await exited;
    expect(isAlive(identity)).toBe('dead');
    expect(identityOf(one.pid)).toBeUndefined();
  });

  it('is another one when its pid is reused, or the machine was started anew', () => {
    const self = processes.self();
    expect(self.pid).toBe(process.pid);
    expect(isAlive(self)).toBe('alive');
    expect(isAlive({ ...self, startTime: '1' })).toBe('dead');
    expect(isAlive({ ...self, bootId: 'another' })).toBe('dead');
  });

  it('of another host or pid namespace is undecidable', () => {
    expect(isAlive({ ...processes.self(), host: 'another' })).toBe('undecidable');
    expect(isAlive({ ...processes.self(), pidNamespace: '1' })).toBe('undecidable');
  });
});
