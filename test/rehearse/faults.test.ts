import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseFaults, type Fault, scheduleFaults } from '../../engine/rehearse/faults.ts';
import { createVirtualClock } from '../../engine/rehearse/virtual-clock.ts';

const MINUTE = 60_000;
let folder: string;
let happened: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
  happened = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(faults: Record<string, Fault>, start = 0) {
  const clock = createVirtualClock({ start, flows: false });
  const inject = async (plugin: string, part: unknown) => void happened.push(`${clock.now() / MINUTE}m ${plugin} ${JSON.stringify(part)}`);
  return { clock, ...scheduleFaults({ faults, file: join(folder, 'faults.json'), clock, inject }) };
}

test('without a step a fault happens at once, with each stand-in it names', async () => {
  const world = open({ down: { slack: { answers: 503 }, http: { x: { status: 500 } } } });
  expect(world.pending()).toEqual(['down']);
  await world.begin();
  expect([happened, world.pending()]).toEqual([['0m slack {"answers":503}', '0m http {"x":{"status":500}}'], []]);
});

test('with a step it happens when the step begins, once', async () => {
  const world = open({ sick: { when: { step: 'recycle' }, asg: { new: 'unhealthy' } } });
  await world.begin();
  await world.stepStarted('prepare');
  expect(happened).toEqual([]);
  await world.clock.advanceTo(5 * MINUTE);
  await world.stepStarted('recycle');
  await world.stepStarted('recycle');
  expect(happened).toEqual(['5m asg {"new":"unhealthy"}']);
});

test('so long after the step began, also where the step begins again meanwhile', async () => {
  const world = open({ conflict: { when: { step: 'mergeable', after: '5m' }, git: { push: 1 } } });
  await world.stepStarted('promote/mergeable');
  await world.clock.advanceTo(3 * MINUTE);
  await world.stepStarted('promote@2/mergeable');
  expect(happened).toEqual([]);
  await world.clock.advanceTo(20 * MINUTE);
  expect(happened).toEqual(['5m git {"push":1}']);
});

test.each([
  ['recycle/recycle', 'recycle/recycle', true],
  ['recycle/recycle', 'recycle', false],
  ['mergeable', 'promote@2/mergeable', true],
  ['promote@2/mergeable', 'promote@2/mergeable', true],
  ['promote@2/mergeable', 'promote/mergeable', false],
  ['live', 'recycle/live[3]', true],
  ['able', 'promote/mergeable', false],
])('step %s, path %s: %s', async (step, path, fits) => {
  await open({ one: { when: { step }, git: {} } }).stepStarted(path);
  expect(happened).toHaveLength(fits ? 1 : 0);
});

test('told of a step by two at once, each fault still happens once', async () => {
  const world = open({ a: { when: { step: 'look' }, git: {} }, b: { when: { step: 'look' }, asg: {} } });
  await Promise.all([world.stepStarted('look'), world.stepStarted('look')]);
  expect(happened.toSorted()).toEqual(['0m asg {}', '0m git {}']);
});

test('a joined world keeps what was scheduled and does not repeat what happened', async () => {
  const faults: Record<string, Fault> = { now: { slack: {} }, later: { when: { step: 'look', after: '5m' }, git: {} } };
  const first = open(faults);
  await first.begin();
  await first.stepStarted('look');
  const second = open(faults, 2 * MINUTE);
  await second.begin();
  await second.stepStarted('look');
  await second.clock.advanceTo(9 * MINUTE);
  expect(happened).toEqual(['0m slack {}', '5m git {}']);
});

test('faults are chosen by name', () => {
  const known: Record<string, Fault> = { slack_down: { slack: {} }, merge_conflict: { git: {} } };
  expect(chooseFaults(known, ['merge_conflict'])).toEqual({ status: 'ok', faults: { merge_conflict: { git: {} } } });
  expect(chooseFaults(known, ['slack_dwon'])).toMatchObject({
    failure: { code: 'unknown-fault', message: 'this world has no fault slack_dwon; did you mean slack_down?' },
  });
  expect(chooseFaults(known, ['fire'])).toMatchObject({ failure: { message: 'this world has no fault fire; it has slack_down, merge_conflict' } });
  expect(chooseFaults({}, ['fire'])).toMatchObject({ failure: { message: 'this world has no faults, so there is no fire' } });
});
