import { expect, test } from 'vitest';
import type { JournalRecord } from '../../engine/core/events.ts';
import { applyRecord, createModel } from '../../engine/report/model.ts';
import { createClockText } from '../../engine/report/clock-text.ts';
import { openPlain } from '../../engine/report/plain.ts';
import { stepText } from '../../engine/report/step-text.ts';
import { planOf } from '../support/plan-of.ts';

const usual = new Map([['a', { count: 4, median: 360_000, least: 240_000, most: 540_000 }]]);
const record = (entry: object): JournalRecord => ({ seq: 1, run: 'r', at: 0, ...entry }) as JournalRecord;
const started = record({ type: 'step-started', path: 'a', attempt: 1, name: 'Boot', kind: 'run' });

test('a running step tells what is usual, and when it is slower than that', () => {
  const model = createModel(planOf([{ id: 'a', name: 'Boot', run: ['true'] }]));
  applyRecord(model, started);
  const node = model.nodes.get('a');
  const title = (now: number): string => (node ? stepText(node, 0, { now, clock: createClockText('UTC'), columns: 100, lastLines: 0, usual }).title : '');
  expect(title(60_000)).toBe('Boot (1m, usually 6m (4m to 9m))');
  expect(title(900_000)).toBe('Boot (15m, slower than usual: 6m (4m to 9m))');
});

test('plain lines say once, at its end, that a step was slower than usual', () => {
  const lines: string[] = [];
  const view = openPlain({ out: { write: text => lines.push(text) }, now: () => 0, timeZone: 'UTC', usual });
  view.record(started);
  view.record(record({ type: 'step-finished', path: 'a', status: 'succeeded', took: 900_000 }));
  expect(lines.slice(1)).toEqual(['1970-01-01 00:00:00 a succeeded (15m)\n', '1970-01-01 00:00:00 a slower than usual: 6m (4m to 9m)\n']);
});
