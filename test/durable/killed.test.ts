import { expect, test } from 'vitest';
import type { Outcome } from '../../engine/core/events.ts';
import { bad, ok } from '../support/engine-harness.ts';
import { HEAD, harness, runIt } from '../support/run-it.ts';

const failure = { code: 'killed', message: 'x' };
const lost: Outcome = { status: 'interrupted', failure: { ...failure, lost: true } };
const failed: Outcome = { status: 'failed', failure };
/** One answer, then another. */
const first = (one: Outcome, then: Outcome): (() => Outcome) => {
  const answers = [one];
  return () => answers.shift() ?? then;
};
const undone: Outcome = { status: 'ok', done: false, effects: [] };

test('a change whose command was killed is done again where its check finds it undone', async () => {
  const { h, status } = await runIt('steps: [{ id: c, uses: t.change }]\n', { 'c do': [lost, ok()] });
  expect({ calls: h.calls, status }).toEqual({ calls: ['c look', 'c do', 'c settle', 'c look', 'c do'], status: 'succeeded' });
});

test('a command that is killed again and again is at fault itself', async () => {
  const { h, status } = await runIt('steps: [{ id: c, uses: t.change }]\n', { 'c do': lost });
  expect({ tries: h.calls.filter(call => call === 'c do').length, status }).toEqual({ tries: 4, status: 'failed' });
});

test('a killed read, look, settlement and verification are asked again, and nobody else is', async () => {
  const yaml = 'steps: [{ id: r, uses: t.look }, { id: c, run: [c], effect: change, check: { run: [k] }, verify: { run: [v] } }]\n';
  const { h, status } = await runIt(yaml, {
    'r do': first(failed, ok()),
    'c look': first(failed, undone),
    'c do': lost,
    'c settle': first(failed, { status: 'ok', done: true }),
    'c confirm': first(failed, ok()),
  });
  expect(h.calls).toEqual(['r do', 'r do', 'c look', 'c look', 'c do', 'c settle', 'c settle', 'c confirm', 'c confirm']);
  expect(status).toBe('succeeded');
});

test('a retry after a failed verification does not repeat a change that nobody can look for', async () => {
  const yaml = 'steps: [{ id: c, run: [c], effect: change, verify: { run: [v] }, retry: { attempts: 3, delay: 1m } }]\n';
  const { h, status } = await runIt(yaml, { 'c confirm': [bad('verify'), bad('verify'), ok()] });
  expect({ calls: h.calls, status }).toEqual({ calls: ['c do', 'c confirm', 'c confirm', 'c confirm'], status: 'succeeded' });
});

test('a gate that nobody here answers does not hold up the wait beside it', async () => {
  const h = harness();
  await h.start(`${HEAD}steps: [{ id: p, parallel: [{ id: w, wait: 1h }, { id: g, confirm: Go? }] }]\n`);
  expect(await h.drive()).toMatchObject({ status: 'parked', why: 'gate', head: { gates: ['p/g'] } });
  expect(await h.ended()).toEqual(['p/w succeeded']);
});
