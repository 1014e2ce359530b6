import { expect, test } from 'vitest';
import type { JournalEntry, JournalRecord } from '../../../engine/core/events.ts';
import { compileProgram } from '../../../engine/core/program.ts';
import { coverageOf } from '../../../engine/core/testing/coverage.ts';
import { planOf } from '../../support/plan-of.ts';

const plan = planOf([{ id: 'work', run: ['x'], 'on-failure': 'rollback' }], {
  'on-failure': [{ id: 'tidy', if: 'false', run: ['y'] }],
  rollback: { runbook: 'back' },
});

const journal = (...entries: readonly JournalEntry[]): readonly JournalRecord[] =>
  entries.map((entry, index) => ({ seq: index + 1, run: 'r', at: 0, ...entry }));
const covered = (entries: readonly JournalEntry[]): readonly string[] =>
  coverageOf(compileProgram(plan), [journal(...entries)]).flatMap(({ kind, path, way, isCovered }) => (isCovered ? [`${kind} ${path} ${way}`] : []));

test('a rollback that was asked for and an on-failure whose steps were skipped were entered', () => {
  expect(covered([])).toEqual([]);
  expect(
    covered([
      { type: 'step-finished', path: 'work', status: 'failed', took: 0 },
      { type: 'step-finished', path: 'tidy', status: 'skipped', took: 0 },
      { type: 'run-finished', status: 'failed', incomplete: [], took: 0, rollback: { runbook: 'back', inputs: {} } },
    ]),
  ).toEqual(['on-failure work entered', 'if tidy false', 'on-failure demo entered', 'rollback back entered']);
});
