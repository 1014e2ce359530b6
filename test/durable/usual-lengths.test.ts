import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isSlow, usualOf } from '../../engine/core/usual.ts';
import { openDatabase } from '../../engine/durable/database.ts';
import { usualLengths } from '../../engine/durable/usual-lengths.ts';

/** Runs of `pack`, one a line: target, status, and how long the step `a` took. */
function database(runs: readonly (readonly [target: string | null, status: string, took: number])[]) {
  const folder = mkdtempSync(join(tmpdir(), 'usual-'));
  const opened = openDatabase(folder);
  onTestFinished(() => {
    opened.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [index, [target, status, took]] of runs.entries()) {
    const values = [`r${index}`, '{}', status, 'pack', target, 'ana', index, index + 2 * took];
    opened.prepare('insert into runs (run, head, status, runbook, target, starter, started, ended) values (?, ?, ?, ?, ?, ?, ?, ?)').run(...values);
    const node = JSON.stringify({ path: 'a', status: 'succeeded', startedAt: index, endedAt: index + took });
    opened.prepare('insert into nodes values (?, ?, ?)').run(`r${index}`, 'a', node);
  }
  return opened;
}

test('what a step usually takes is known from three runs on, of the same target, that succeeded', () => {
  const good = [10, 30, 20].map(took => ['pki/prod', 'succeeded', took] as const);
  const others = [['pki/dev', 'succeeded', 900] as const, ['pki/prod', 'failed', 900] as const, [null, 'succeeded', 900] as const];
  const opened = database([...good, ...others]);
  expect(Object.fromEntries(usualLengths(opened, 'pack', 'pki/prod'))).toEqual({
    a: { count: 3, median: 20, least: 10, most: 30 },
    '': { count: 3, median: 40, least: 20, most: 60 },
  });
  expect(usualLengths(opened, 'pack', 'pki/dev').size).toBe(0);
  expect(usualLengths(opened, 'other', 'pki/prod').size).toBe(0);
});

test('only the last twenty runs count, also those without a target', () => {
  const runs = Array.from({ length: 30 }, (_, index) => [null, 'succeeded', index < 10 ? 1_000 : 10] as const);
  expect(usualLengths(database(runs), 'pack', null).get('a')).toEqual({ count: 20, median: 10, least: 10, most: 10 });
});

test('slow is slower than ever, by half the median and by more than a moment', () => {
  const usual = usualOf([60_000, 80_000, 70_000]);
  expect(usual).toEqual({ count: 3, median: 70_000, least: 60_000, most: 80_000 });
  expect([80_000, 100_000, 105_001].map(took => isSlow(usual, took))).toEqual([false, false, true]);
  expect(isSlow(usualOf([10, 10, 10]), 4_000)).toBe(false);
  expect(isSlow(undefined, 1e9)).toBe(false);
  expect(usualOf([1, 2])).toBeUndefined();
});
