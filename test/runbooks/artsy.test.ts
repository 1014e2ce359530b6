import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runbook } from '../support/cli.ts';

/** Each of these rehearses several times; a busy machine may be slow. */
vi.setConfig({ testTimeout: 480_000 });

/** A kept world of a rehearsal, and commands that join it. */
function makeWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'artsy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const world = join(folder, 'world');
  return {
    rehearse: (name: string, ...args: readonly string[]) => runbook(['rehearse', name, '--keep', world, '--non-interactive', ...args]),
    join: (...args: readonly string[]) => runbook([...args, '--world', world]),
  };
}

const AT_ONCE = ['--input', 'rest=0s', '--input', 'warn=0s'];

test.each(['artsy-release', 'artsy-rollback'])('every case of %s holds, and every branch, gate and failure is covered', async name => {
  const { code, stdout, stderr } = await runbook(['test', name, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { files } = JSON.parse(stdout) as Tested;
  const [{ cases, coverage } = { cases: [], coverage: [] }] = files;
  expect(cases.length).toBeGreaterThan(12);
  expect(coverage.filter(({ covered }) => !covered)).toEqual([]);
});

interface Tested {
  readonly files: readonly { readonly cases: readonly unknown[]; readonly coverage: readonly { readonly covered: boolean }[] }[];
}

test('two deploys of a project cannot run at once, and a rollback takes over from a release that is under way', async () => {
  const world = makeWorld();
  expect((await world.rehearse('artsy-release', '--fault', 'webhook_missed', ...AT_ONCE)).code).toBe(5);
  const second = await world.join('run', 'artsy-rollback', '--input', 'reason=x', '--non-interactive');
  expect({ code: second.code, said: second.stderr }).toEqual({ code: 4, said: expect.stringMatching(/artsy\/force .*artsy-release-/) });
  const third = await world.join('rollback', 'last', '--reason', 'checkout fails', '--input', 'horizon=0', '--non-interactive');
  expect({ code: third.code, said: third.stdout }).toEqual({ code: 5, said: expect.stringContaining('choice waits for an answer') });
  expect((await world.join('check-freeze', 'artsy/force')).stdout).toContain('Rollback by ana: checkout fails');
});

test('a freeze stops a release before its next change, and it goes on when the freeze ends', async () => {
  const world = makeWorld();
  expect((await world.rehearse('artsy-release', '--fault', 'webhook_missed', ...AT_ONCE)).code).toBe(5);
  await world.join('freeze', 'artsy/force', '--reason', 'incident 4711');
  await world.join('approve', 'last', 'missed');
  const stopped = await world.join('resume', 'last', '--non-interactive');
  expect({ code: stopped.code, said: stopped.stdout + stopped.stderr }).toEqual({ code: 4, said: expect.stringContaining('incident 4711') });
  await world.join('unfreeze', 'artsy/force', '--reason', 'it is over');
  const done = await world.join('resume', 'last', '--non-interactive');
  expect({ code: done.code, said: done.stdout }).toEqual({
    code: 0,
    said: expect.stringContaining('ci/trigger does: start a pipeline of gh/artsy/force on release'),
  });
});

test('after a rollback the project stays frozen, so that no release brings the bad commit back', async () => {
  const world = makeWorld();
  expect((await world.rehearse('artsy-rollback', '--yes')).code).toBe(0);
  expect((await world.join('check-freeze', 'artsy/force')).code).toBe(4);
  const release = await world.join('run', 'artsy-release', '--non-interactive');
  expect({ code: release.code, said: release.stderr }).toEqual({ code: 4, said: expect.stringContaining('Rollback by ana: Checkout fails for guests') });
});

test('the plan of a release changes nothing, and tells what it would do to its end', async () => {
  const { code, stdout } = await runbook(['rehearse', 'artsy-release', '--dry-run', '--input', 'mode=native']);
  expect(code).toBe(0);
  expect(stdout).toContain('→ open pull request "Deploy" from staging to release');
  expect(stdout).toContain('changes artsy/force: locked while it runs');
  for (const step of ['merging', 'set', 'rolled', 'live', 'image_tags', 'git_tags', 'announce']) expect(stdout).toContain(`${step})`);
});
