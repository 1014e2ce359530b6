import { expect, test } from 'vitest';
import type { Effect } from '../../engine/core/action.ts';
import type { Outcome } from '../../engine/core/events.ts';
import { fidelityOf } from '../../engine/core/planning/fidelity.ts';
import { runIt } from '../support/run-it.ts';

const effect = (to: string): Effect => ({ does: 'push', to, data: {}, says: `push ${to}` });
const STEPS = 'steps: [{ id: a, uses: t.change }, { id: b, uses: t.change, on-failure: warn }]\n';

/** Runs two changes whose preview says `main`; the first does what it is told here, the second pushes main and fails. */
async function fidelityAfter(performed: readonly Effect[]) {
  const look: Outcome = { status: 'ok', done: false, effects: [effect('main')] };
  const failed: Outcome = { status: 'failed', failure: { code: 'refused', message: 'no' }, performed: [effect('main')] };
  const { h } = await runIt(STEPS, { 'a look': look, a: { status: 'ok', outputs: {}, performed }, 'b look': look, b: failed });
  const snapshot = await h.engine.getRun('r1');
  if (!snapshot) throw new Error('no run');
  const records = await h.records();
  const told = records.flatMap(record => (record.type === 'step-finished' ? [[record.path, record.performed?.map(({ to }) => to)]] : []));
  return { told, fidelity: fidelityOf(snapshot.plan, records) };
}

test('what a change did is journaled, also where it failed, and compared with its preview', async () => {
  const { told, fidelity } = await fidelityAfter([effect('main')]);
  expect(told).toEqual([
    ['a', ['main']],
    ['b', ['main']],
  ]);
  expect(fidelity).toMatchObject({ drift: [], asPreviewed: 2 });
});

test('a change that does more than it previewed is drift', async () => {
  const { fidelity } = await fidelityAfter([effect('main'), effect('prod')]);
  expect(fidelity).toMatchObject({ drift: [{ path: 'a', field: 'effects', planned: 'push main', done: 'push main; push prod' }], asPreviewed: 1 });
});
