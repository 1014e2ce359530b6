import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../engine/core/events.ts';
import { type Harness, bad, ok } from '../support/engine-harness.ts';
import { HEAD, harness, onEveryEngine } from '../support/run-it.ts';

const MINUTE = 60_000;

/** A run that is parked, as Ctrl-C does, once its step `w` waits; what that step's command answers. */
async function parked(steps: string, answer: Outcome = ok()): Promise<{ h: Harness; began: number }> {
  const drain = new AbortController();
  const h = harness({
    w: () => {
      drain.abort();
      return answer;
    },
  });
  await h.start(HEAD + steps);
  const began = h.now();
  await h.drive('r1', { drain: drain.signal, reached: path => Promise.resolve(path.endsWith('w') && !/run|uses/.test(steps) ? drain.abort() : undefined) });
  return { h, began };
}

onEveryEngine('time and a run', () => {
  test.each<[string, string, string, number]>([
    ['a wait ends later', '{ id: w, wait: 1h }', 'w', 70],
    ['a poll gives up later', '{ id: w, uses: t.look, until: outputs.n == 1, every: 1m, timeout: 30m }', 'w', 40],
    ['a group is given more time', '{ id: g, timeout: 30m, steps: [{ id: w, wait: 2h }] }', 'g', 40],
  ])('extend: %s', async (_name, step, path, minutes) => {
    const { h, began } = await parked(`steps: [${step}]\n`, ok({ n: 0 }));
    expect(await h.signal({ type: 'extend', step: path, by: 10 * MINUTE })).toMatchObject({ status: 'accepted', step: path });
    await h.drive();
    expect((h.now() - began) / MINUTE).toBe(minutes);
    expect((await h.records()).find(({ type }) => type === 'step-extended')).toMatchObject({ path, by: 'ana' });
  });

  test('extend: a gate expires later', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: g, confirm: Go?, timeout: 30m }]\n`);
    await h.drive();
    await h.signal({ type: 'extend', step: 'g', by: 10 * MINUTE });
    h.sleep(35 * MINUTE);
    expect(await h.drive()).toMatchObject({ status: 'parked' });
    h.sleep(10 * MINUTE);
    expect(await h.drive()).toMatchObject({ head: { failure: { code: 'timeout' } } });
  });

  test.each([
    ['a wait', '{ id: w, wait: 1h }'],
    ['a poll between two looks', '{ id: w, uses: t.look, until: outputs.n == 1, every: 1m, timeout: 2h }'],
    ['a step that is done by hand', '{ id: w, manual: Turn the key }'],
    ['a step that waits for its next try', '{ id: w, run: [x], retry: { attempts: 3, delay: 1h } }'],
  ])('skip ends %s, with a reason', async (_name, step) => {
    const { h } = await parked(
      `steps: [${step}, { id: z, ask: { n: { type: string, default: "{{ steps.w.status }}" } } }]\n`,
      step.includes('run') ? bad('x') : ok({ n: 0 }),
    );
    expect(await h.signal({ type: 'skip', step: 'w', reason: 'no time' })).toMatchObject({ status: 'accepted' });
    expect(await h.drive()).toMatchObject({ status: 'parked', head: { gates: ['z'] } });
    expect((await h.records()).findLast(record => record.type === 'step-finished' && record.path === 'w')).toMatchObject({
      status: 'skipped',
      reason: 'no time (ana)',
      outputs: {},
    });
  });

  test.each([
    ['skip', { type: 'skip', step: 'w', reason: 'x' }, 'w waits for a yes or no; `skip` does nothing there. What it takes: `approve`, `reject`, `extend`.'],
    ['extend', { type: 'extend', step: 'w', by: 1 }, 'w has no time limit that could be extended.'],
  ] as const)('%s of a gate without a limit is refused', async (_name, signal, message) => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: w, confirm: Go? }]\n`);
    await h.drive();
    expect(await h.signal(signal)).toMatchObject({ status: 'refused', message });
  });

  test('pause lets what runs come to its end and starts nothing more; the next owner goes on', async () => {
    const h = harness(
      {
        a: async () => {
          await h.signal({ type: 'pause', reason: 'lunch' });
          return ok();
        },
      },
      { alive: 'alive' },
    );
    await h.start(`${HEAD}steps: [{ id: a, run: [a] }, { id: b, run: [b] }]\n`);
    expect(await h.drive()).toMatchObject({ status: 'parked', why: 'paused', head: { pause: { by: 'ana', reason: 'lunch' } } });
    expect([h.calls, await h.ended()]).toEqual([['a do'], ['a succeeded']]);
    expect(await h.signal({ type: 'pause', reason: 'again' })).toMatchObject({ status: 'refused' });
    expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
    const journal = (await h.records()).flatMap(({ type, ...more }) => (type.startsWith('run-') ? [type, ...('why' in more ? [more.why] : [])] : []));
    expect(journal).toEqual(['run-started', 'run-driven', 'run-parked', 'paused', 'run-driven', 'run-finished']);
  });

  test('what comes too late because nobody drove the run says by how much', async () => {
    const { h } = await parked('steps: [{ id: w, wait: 1h }]\n');
    h.sleep(3 * 60 * MINUTE);
    expect(await h.drive()).toMatchObject({ head: { status: 'succeeded' } });
    expect((await h.records()).find(({ type }) => type === 'step-late')).toMatchObject({ path: 'w', late: 2 * 60 * MINUTE });
  });

  describe('cancel of a parked run', () => {
    test('ends it at once where nothing has begun', async () => {
      const h = harness();
      await h.start(`${HEAD}steps: [{ id: g, confirm: Go? }, { id: a, run: [a], effect: change }]\n`);
      await h.drive();
      await h.signal({ type: 'approve', step: 'g' });
      expect((await h.engine.getRun('r1'))?.head.status).toBe('running');
      await h.signal({ type: 'cancel', reason: 'x' });
      expect((await h.engine.getRun('r1'))?.head.status).toBe('cancelled');
    });

    test('leaves finally to be resumed', async () => {
      const h = harness();
      await h.start(`${HEAD}steps: [{ id: g, confirm: Go? }]\nfinally: [{ id: t, run: [t] }]\n`);
      await h.drive();
      await h.signal({ type: 'cancel', reason: 'x' });
      expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'cancelled' } });
      expect(h.calls).toEqual(['t do']);
    });
  });

  test('an answer to what was shown before is refused: another attempt shows something else', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: g, confirm: Go? }]\n`);
    await h.drive();
    const gate = (await h.engine.getRun('r1'))?.nodes.find(({ path }) => path === 'g')?.gate;
    expect(gate?.shown).toMatch(/^[0-9a-f]{64}$/);
    expect(await h.signal({ type: 'approve', step: 'g', shown: 'f'.repeat(64) })).toMatchObject({
      status: 'refused',
      message: expect.stringContaining('has changed'),
    });
    expect(await h.signal({ type: 'approve', step: 'g', shown: gate?.shown ?? '' })).toMatchObject({ status: 'accepted' });
  });
});
