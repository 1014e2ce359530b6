import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runbook } from '../support/cli.ts';

test('blocks of Horizon become freezes that CI asks for, each with its reason, its age and its end', async () => {
  const base = mkdtempSync(join(tmpdir(), 'import-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const world = join(base, 'world');
  expect((await runbook(['rehearse', 'artsy-import-blocks', '--yes', '--keep', world])).code).toBe(0);
  const { targets } = JSON.parse((await runbook(['targets', '--json', '--world', world])).stdout) as {
    targets: { target: string; freezes: { reason: string; by: string; until: string | null }[] }[];
  };
  const since = expect.stringMatching(/\(block \d of Horizon, since 2026-03-10T14:00:00\.\d+Z\)$/);
  expect(
    targets.map(({ target, freezes }) => [target, freezes.map(({ reason, by, until }) => [reason.split(' (block')[0], by, until?.slice(0, 16) ?? null])]),
  ).toEqual([
    [
      'artsy/force',
      [
        ['QA of the new header is not done', 'ana', null],
        ["It's release day of the app", 'ana', '2026-03-10T19:00'],
      ],
    ],
    ['artsy/positron', [['Broken on staging: "500" $(see #dev)', 'ana', null]]],
  ]);
  expect(targets.flatMap(({ freezes }) => freezes.map(({ reason }) => reason))).toEqual([since, since, since]);
  expect(await runbook(['check-freeze', 'artsy/force', '--world', world])).toMatchObject({
    code: 4,
    stdout: expect.stringContaining('QA of the new header is not done'),
  });
  expect(await runbook(['check-freeze', 'artsy/rosalind', '--world', world])).toMatchObject({ code: 0 });
});
