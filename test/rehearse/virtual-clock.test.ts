import { afterEach, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../engine/rehearse/virtual-clock.ts';

const START = Date.parse('2026-03-10T10:00:00-04:00');
const HOUR = 3_600_000;
const never = new AbortController().signal;
const clocks: VirtualClock[] = [];
const open = (options: { flows?: boolean; moved?: (now: number) => void } = {}) => {
  const clock = createVirtualClock({ start: START, flows: false, ...options });
  clocks.push(clock);
  return clock;
};
afterEach(() => clocks.splice(0).forEach(clock => clock.close()));

test('an idle clock jumps to the time and does on the way what was scheduled, in order', async () => {
  const clock = open();
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, clock.now() - START]);
  clock.at(START + 2 * HOUR, note('second'));
  clock.at(START + HOUR, note('first'));
  clock.at(START + HOUR, note('first, asked later'));
  clock.at(START + 9 * HOUR, note('too late'));
  await clock.until(START + 3 * HOUR, true, never);
  expect(seen).toEqual([
    ['first', HOUR],
    ['first, asked later', HOUR],
    ['second', 2 * HOUR],
  ]);
  expect(clock.now()).toBe(START + 3 * HOUR);
});

test('what an act schedules on the way is kept too, and an act is awaited before the next', async () => {
  const clock = open();
  const seen: string[] = [];
  clock.at(START + HOUR, async () => {
    clock.at(START + HOUR + 1, () => void seen.push(`nested ${clock.now() - START - HOUR}`));
    await new Promise(setImmediate);
    seen.push('outer');
  });
  await clock.until(START + 2 * HOUR, true, never);
  expect(seen).toEqual(['outer', 'nested 1']);
});

test('a clock that is not idle waits until the time comes by itself', async () => {
  const clock = open();
  let came = false;
  const waited = clock.until(START + HOUR, false, never).then(() => {
    came = true;
  });
  await clock.advanceTo(START + HOUR - 1);
  await new Promise(setImmediate);
  expect(came).toBe(false);
  await clock.advanceTo(START + HOUR);
  await waited;
  expect(came).toBe(true);
});

test('time flows as outside while somebody works, and what falls due then is done', async () => {
  const clock = open({ flows: true });
  const began = performance.now();
  const done = Promise.withResolvers<number>();
  clock.at(START + 30, () => done.resolve(clock.now()));
  expect(await done.promise).toBeGreaterThanOrEqual(START + 30);
  expect(performance.now() - began).toBeGreaterThanOrEqual(29);
  await clock.until(clock.now() + 20, false, never);
  expect(clock.now()).toBeGreaterThanOrEqual(START + 50);
});

test('a flowing clock jumps hours in no time when idle, and never goes backward', async () => {
  const clock = open({ flows: true });
  await clock.until(START + 1_000 * HOUR, true, never);
  expect(clock.now()).toBeGreaterThanOrEqual(START + 1_000 * HOUR);
  const later = clock.now();
  await clock.advanceTo(START);
  expect(clock.now()).toBeGreaterThanOrEqual(later);
});

test('an aborted wait ends at once, and a wait without a time never jumps', async () => {
  const clock = open();
  const stop = new AbortController();
  const waited = clock.until(Number.POSITIVE_INFINITY, true, stop.signal);
  stop.abort();
  await waited;
  await clock.until(START + HOUR, false, stop.signal);
  expect(clock.now()).toBe(START);
});

test('an act that fails reaches the one who waits', async () => {
  const clock = open();
  clock.at(START + 5, () => {
    throw new Error('stand-in broke');
  });
  await expect(clock.until(START + HOUR, true, never)).rejects.toThrow('stand-in broke');
});

test('an act that fails while time flows reaches the next one who waits', async () => {
  const clock = open({ flows: true });
  clock.at(START, () => {
    throw new Error('stand-in broke');
  });
  await expect(clock.until(START + HOUR, false, never)).rejects.toThrow('stand-in broke');
});

test('an act may settle the clock, as a server of the world does, without waiting for itself', async () => {
  const clock = open();
  let settled = false;
  clock.at(START + 5, async () => {
    await clock.settle();
    settled = true;
  });
  await clock.advanceTo(START + 10);
  expect(settled).toBe(true);
});

test('every jump and the end are told, so that they can be kept', async () => {
  const kept: number[] = [];
  const clock = open({ moved: now => void kept.push(now - START) });
  clock.at(START + 5, () => {});
  await clock.advanceTo(START + 10);
  clock.close();
  expect(kept).toEqual([10, 10]);
});
