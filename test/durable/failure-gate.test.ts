import { describe, expect, test } from 'vitest';
import type { Signal } from '../../engine/core/events.ts';
import { type Harness, type Script, bad, ok } from '../support/engine-harness.ts';
import { HEAD, harness, onEveryEngine } from '../support/run-it.ts';

const STEPS = 'steps:\n  - { id: a, run: [a] }\n  - { id: b, run: [b, "{{ steps.a.status }}"] }\non-failure: [{ id: sorry, run: [s] }]\n';

/** Its owner lives, so that verbs are left to it. */
const attended = (script: Script): Harness => harness(script, { alive: 'alive' });

/** Drives with somebody there until a gate stands, answers it, and goes on. */
async function decide(h: Harness, signal: Signal): Promise<string> {
  const drained = new AbortController();
  const driving = h.drive('r1', { attended: true, drain: drained.signal });
  await h.opened('failed');
  const result = await h.signal(signal);
  if (result.status === 'refused') drained.abort();
  const end = await driving;
  return end.status === 'finished' ? end.head.status : result.status;
}

onEveryEngine('a failure that would end the run', () => {
  test.each<[string, Signal, string, readonly string[]]>([
    ['retry does it again', { type: 'retry', step: 'a' }, 'succeeded', ['a succeeded', 'b succeeded']],
    ['skip goes on without it', { type: 'skip', step: 'a', reason: 'not today' }, 'succeeded', ['a skipped', 'b succeeded']],
    ['done goes on as if it had worked', { type: 'settle', step: 'a', as: 'done', reason: 'by hand' }, 'succeeded', ['a succeeded', 'b succeeded']],
    ['fail gives up: on-failure, then the run fails', { type: 'settle', step: 'a', as: 'fail' }, 'failed', ['a failed', 'sorry succeeded']],
    ['cancel ends it', { type: 'cancel', reason: 'enough' }, 'cancelled', ['a cancelled']],
  ])('asks whoever attends: %s', async (_name, signal, status, ended) => {
    const h = attended({ a: [bad('exit-code'), ok()] });
    await h.start(HEAD + STEPS);
    expect(await decide(h, signal)).toBe(status);
    expect(await h.ended()).toEqual(ended);
  });

  test('fails at once where nobody attends, where somebody swallows it, and where it is part of cleaning up', async () => {
    const h = harness({ a: bad('x'), s: bad('y') });
    await h.start(
      `${HEAD}steps: [{ id: a, run: [a], on-failure: warn }, { id: s, run: [s], on-failure: [{ id: s2, run: [s] }] }]\nfinally: [{ id: f, run: [s] }]\n`,
    );
    expect(await h.drive('r1', { attended: true })).toMatchObject({ status: 'finished', head: { status: 'failed', failure: { step: 's' } } });
    await h.start(HEAD + STEPS, {}, 'r2');
    expect(await h.drive('r2')).toMatchObject({ status: 'finished', head: { status: 'failed', failure: { step: 'a' } } });
  });

  test('a no is a decision, not an accident: nobody is asked again', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: g, confirm: Go? }]\n`);
    await h.drive();
    await h.signal({ type: 'reject', step: 'g' });
    expect(await h.drive('r1', { attended: true })).toMatchObject({ head: { status: 'failed', failure: { code: 'declined' } } });
  });

  test('a guard that does not hold can be accepted with a reason, which is journaled, or looked at again, without doing it again', async () => {
    const guarded = `${HEAD}steps: [{ id: a, run: [a], effect: change, verify: outputs.n == 2, message: Only one. }]\n`;
    const h = attended({ a: ok({ n: 1 }) });
    await h.start(guarded);
    expect(await decide(h, { type: 'settle', step: 'a', as: 'done', reason: 'one is enough' })).toBe('succeeded');
    const finished = (await h.records()).find(record => record.type === 'step-finished');
    expect(finished).toMatchObject({ status: 'succeeded', overridden: true, reason: 'accepted by ana: one is enough' });
    const look = attended({ a: ok({ n: 2 }), 'a confirm': [bad('verify'), ok()] });
    await look.start(`${HEAD}steps: [{ id: a, run: [a], effect: change, verify: { run: [proof] } }]\n`);
    expect(await decide(look, { type: 'retry', step: 'a', look: true })).toBe('succeeded');
    expect(look.calls).toEqual(['a do', 'a confirm', 'a confirm']);
  });

  test('a step that nobody may override is retried or failed, nothing else', async () => {
    const h = attended({ a: bad('x') });
    await h.start(`${HEAD}steps: [{ id: a, run: [a], override: never }]\n`);
    expect(await decide(h, { type: 'skip', step: 'a', reason: 'x' })).toBe('refused');
    expect(await h.signal({ type: 'settle', step: 'a', as: 'done', reason: 'x' })).toEqual({
      status: 'refused',
      code: 'invalid',
      message: 'a may not be skipped or marked done: its runbook says `override: never`. Mend the cause, then retry it.',
    });
    expect(await h.signal({ type: 'settle', step: 'a', as: 'fail' })).toMatchObject({ status: 'accepted' });
  });

  test('a reason is needed to go on without it; what has changed since it was shown is not decided', async () => {
    const h = attended({ a: bad('x') });
    await h.start(HEAD + STEPS);
    expect(await decide(h, { type: 'skip', step: 'a', reason: ' ' })).toBe('refused');
    expect(await h.signal({ type: 'retry', step: 'a', shown: 'stale' })).toMatchObject({
      message: 'a has changed since it was shown. Look at it again (`runbook status`), then answer.',
    });
    const gate = (await h.engine.getRun('r1'))?.nodes.find(({ path }) => path === 'a')?.gate;
    expect(gate).toMatchObject({ kind: 'failed', text: '"a" failed: x', show: ['If you give up, the run fails after on-failure and finally.'] });
    expect(await h.signal({ type: 'retry', step: 'a', shown: gate?.shown ?? '' })).toMatchObject({ status: 'accepted', step: 'a' });
  });

  describe('credentials', () => {
    const plan = { config: { 'time-zone': 'UTC', groups: {}, holidays: {}, absences: [], connections: { t: { plugin: 't', login: ['aws', 'login'] } } } };
    const expired = bad('credentials');

    test('a login that has expired parks the run, counts as no try, and the same is done again after it', async () => {
      const h = harness({ a: [expired, bad('x'), ok()] });
      await h.start(`${HEAD}steps: [{ id: a, uses: t.post, with: { a: 1 }, retry: { attempts: 2, delay: 1s } }]\n`, plan);
      expect(await h.drive()).toMatchObject({ status: 'parked', why: 'gate', head: { gates: ['a'] } });
      expect((await h.engine.getRun('r1'))?.nodes.find(({ path }) => path === 'a')?.gate).toMatchObject({
        kind: 'login',
        text: '"a" needs a login to t: credentials',
        show: ['Log in with: aws login'],
      });
      await h.signal({ type: 'retry', step: 'a' });
      expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
    });

    test('while it is confirmed, what was done is not done again', async () => {
      const h = harness({ 'a confirm': [expired, ok()] });
      await h.start(`${HEAD}steps: [{ id: a, run: [a], effect: change, connection: t, verify: { run: [proof], connection: t } }]\n`, plan);
      await h.drive();
      await h.signal({ type: 'retry', step: 'a' });
      expect(await h.drive()).toMatchObject({ head: { status: 'succeeded' } });
      expect(h.calls).toEqual(['a do', 'a confirm', 'a confirm']);
    });

    test('without a login command it is asked about where somebody attends, else it is a failure', async () => {
      const h = harness({ a: expired });
      await h.start(`${HEAD}steps: [{ id: a, run: [a] }]\n`);
      expect(await h.drive()).toMatchObject({ head: { status: 'failed', failure: { code: 'credentials' } } });
    });
  });
});
