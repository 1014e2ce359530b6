import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFinished } from '../../../engine/core/reduce/situation.ts';
import { type AnyRun, choices, driveAnyhow, plans } from '../../support/any-run.ts';

const RUNS = { numRuns: 300 };

test('whatever happens, a run that is not over waits for something, and its bookkeeping agrees', () => {
  const seen = { finished: 0, legs: 0, failures: 0 };
  fc.assert(
    fc.property(plans, choices, (plan, list) => {
      const problems: string[] = [];
      const { head, bytes } = driveAnyhow(plan, list, run => void problems.push(...problemsOf(run)));
      seen.finished += isFinished(head) ? 1 : 0;
      seen.legs += (head.leg ?? 1) - 1;
      seen.failures += bytes.includes('"kind":"failed"') ? 1 : 0;
      expect(problems).toEqual([]);
    }),
    RUNS,
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

test('no exec is asked for twice under one key', () => {
  fc.assert(
    fc.property(plans, choices, (plan, list) => {
      const { asked } = driveAnyhow(plan, list, () => {});
      expect(new Set(asked).size).toBe(asked.length);
    }),
    RUNS,
  );
});

test('the same events give the same bytes', () => {
  fc.assert(
    fc.property(plans, choices, (plan, list) => {
      expect(driveAnyhow(plan, list, () => {}).bytes).toBe(driveAnyhow(plan, list, () => {}).bytes);
    }),
    { numRuns: 60 },
  );
});

/** Without an exec, a timer or an open gate a run would hang for ever; what has happened and cannot be looked for is not done again. */
function problemsOf({ head, nodes, execs, timers }: AnyRun): readonly string[] {
  if (isFinished(head)) return [];
  const stuck = execs.size + timers.size + head.gates.length === 0 ? ['nothing can happen any more'] : [];
  const gates = head.gates.filter(path => !nodes.get(path)?.gate).map(path => `${path} is no gate`);
  const waits = [...nodes.values()].filter(({ exec }) => exec !== undefined && !execs.has(exec)).map(({ path, exec }) => `${path} waits for ${exec}`);
  const again = [...execs.values()].filter(({ path, phase, claimed }) => phase === 'do' && claimed && nodes.get(path)?.did).map(({ path }) => `${path} again`);
  return [...stuck, ...gates, ...waits, ...again];
}
