import { expect, test } from 'vitest';
import type { Effect } from '../../../engine/core/action.ts';
import type { JournalRecord } from '../../../engine/core/events.ts';
import { type Prediction, fidelityOf } from '../../../engine/core/planning/fidelity.ts';
import { planOf } from '../../support/plan-of.ts';

const push = (to: string): Effect => ({ does: 'push', to, data: { to }, says: `push ${to}` });
const uses = (params: Record<string, string | number>) => ({ kind: 'uses' as const, action: 't.change', with: params, secrets: {}, connection: 't' });

/** What comes of one step that was predicted so, and then did this with these effects. */
function compare(
  prediction: Partial<Prediction>,
  done: { work?: object; effects?: readonly Effect[]; performed?: readonly Effect[]; finished?: object; asked?: string },
) {
  const saved = { hash: '', made: { at: '', by: 'ana' }, predictions: [{ path: 'a', verdict: 'runs' as const, ...prediction }] };
  const { work, effects = [], performed, finished = { status: 'succeeded' }, asked } = done;
  const entries: object[] = [
    ...(asked === undefined ? [] : [{ type: 'gate-opened', path: 'a', gate: { text: asked } }]),
    ...(work ? [{ type: 'step-doing', path: 'a', attempt: 1, spec: work, effects }] : []),
    { type: 'step-finished', path: 'a', took: 0, ...finished, ...(performed ? { performed } : {}) },
  ];
  const records = entries.map((entry, index) => ({ seq: index + 1, run: 'r', at: 0, ...entry }) as unknown as JournalRecord);
  return fidelityOf({ ...planOf([]), saved }, records);
}

test('what was fully known and is equal went as planned', () => {
  const work = uses({ to: 'main' });
  expect(compare({ work, effects: [push('main')] }, { work, effects: [push('main')], performed: [push('main')] })).toEqual({
    asPlanned: ['a'],
    resolvedLate: [],
    drift: [],
    asPreviewed: 1,
  });
});

test.each([
  ['a text with a hole', uses({ title: 'Deploy ‹after step cut› now' }), uses({ title: 'Deploy rc-1 now' })],
  ['a whole value of another type', uses({ iid: '‹after step mr›' }), uses({ iid: 7 })],
  ['holes at both ends', uses({ title: '‹after step cut› to ‹after step cut›' }), uses({ title: 'a to b' })],
])('%s was resolved late, with its cause', (_, planned, done) => {
  expect(compare({ work: planned, unknown: ['after step cut'] }, { work: done })).toMatchObject({
    asPlanned: [],
    resolvedLate: [{ path: 'a', causes: ['after step cut'] }],
    drift: [],
  });
});

test.each([
  ['the known part of a text differs', { work: uses({ title: 'Deploy ‹x› now' }), unknown: ['x'] }, { work: uses({ title: 'Remove it now' }) }, 'with.title'],
  ['a known value differs', { work: uses({ to: 'main' }) }, { work: uses({ to: 'prod' }) }, 'with.to'],
  ['a param is new', { work: uses({ to: 'main' }) }, { work: uses({ to: 'main', force: 1 }) }, 'with.force'],
  ['a hole is no licence without an unknown', { work: uses({ to: '‹x›' }) }, { work: uses({ to: 'main' }) }, 'with.to'],
  [
    'the preview that counted differs',
    { work: uses({}), effects: [push('main')] },
    { work: uses({}), effects: [push('prod')], performed: [push('prod')] },
    'effects',
  ],
  ['more was done than previewed', {}, { work: uses({}), effects: [push('main')], performed: [push('main'), push('prod')] }, 'effects'],
  ['it ran although it was to be skipped', { verdict: 'skips' as const }, { work: uses({}) }, 'runs'],
  ['it was skipped although it was to run', { condition: { text: 'x', causes: [] } }, { finished: { status: 'skipped', reason: 'only if x' } }, 'runs'],
  [
    'another question was asked',
    { gate: { kind: 'confirm', text: 'Merge !‹after step mr›?', unknown: ['after step mr'], show: [] } },
    { asked: 'Delete !7?' },
    'asks',
  ],
] as const)('drift: %s', (_, prediction, done, field) => {
  const { drift } = compare(prediction, done);
  expect(drift.map(one => one.field)).toEqual([field]);
});

test('a step that failed, and that somebody skipped in a later leg, counts once, as skipped', () => {
  const entries: object[] = [
    { type: 'step-doing', path: 'a', attempt: 1, spec: uses({}), effects: [] },
    { type: 'step-finished', path: 'a', took: 0, status: 'failed' },
    { type: 'signal', by: 'ben', signal: { type: 'skip', step: 'a', reason: 'not today' } },
    { type: 'step-finished', path: 'a', took: 0, status: 'skipped', reason: 'not today (ben)' },
  ];
  const records = entries.map((entry, index) => ({ seq: index + 1, run: 'r', at: 0, ...entry }) as unknown as JournalRecord);
  const saved = { hash: '', made: { at: '', by: 'ana' }, predictions: [{ path: 'a', verdict: 'runs' as const, work: uses({}) }] };
  expect(fidelityOf({ ...planOf([]), saved }, records)).toEqual({
    asPlanned: [],
    resolvedLate: [],
    drift: [{ path: 'a', field: 'runs', planned: 'runs', done: 'skipped: not today (ben)' }],
    asPreviewed: 0,
  });
});

test('what only looks like a place that is not known yet must be asked as it was planned', () => {
  const gate = { kind: 'confirm', text: 'Ship ‹draft›?', show: [] };
  expect(compare({ gate }, { asked: 'Ship ‹draft›?' })).toMatchObject({ asPlanned: ['a'], resolvedLate: [] });
  expect(compare({ gate }, { asked: 'Ship everything?' }).drift.map(({ field }) => field)).toEqual(['asks']);
});

test('a preview made before the changes that come first may differ; a condition that was open may fall either way', () => {
  const today = compare({ work: uses({}), effects: [push('main')], today: true }, { work: uses({}), effects: [push('prod')], performed: [push('prod')] });
  expect(today).toMatchObject({ resolvedLate: [{ path: 'a', causes: ['previewed before the changes that come first'] }], drift: [] });
  const open = { verdict: 'maybe' as const, condition: { text: 'x', causes: ['after step b'] } };
  expect(compare(open, { finished: { status: 'skipped', reason: 'only if x' } }).resolvedLate).toEqual([{ path: 'a', causes: ['after step b'] }]);
  expect(compare(open, { work: uses({}) }).resolvedLate).toEqual([{ path: 'a', causes: ['after step b'] }]);
});
