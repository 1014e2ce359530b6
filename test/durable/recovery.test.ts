import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../engine/core/events.ts';
import { ANA, BEN, ok, openHarness } from '../support/engine-harness.ts';
import { HEAD, harness, runIt, onEveryEngine } from '../support/run-it.ts';

onEveryEngine('a run is durable', () => {
  describe('gates', () => {
    test('without a terminal a gate parks the run; the answer is taken later and the run goes on', async () => {
      const h = harness();
      await h.start(`${HEAD}steps: [{ id: c, confirm: Go on?, show: [look here] }, { id: a, run: [a] }]\n`);
      expect(await h.drive()).toMatchObject({ status: 'parked', why: 'gate', head: { status: 'waiting', gates: ['c'] } });
      expect(await h.signal({ type: 'settle', step: 'c', as: 'done' })).toMatchObject({ status: 'refused', code: 'invalid' });
      expect(await h.signal({ type: 'approve', step: 'c' })).toMatchObject({ status: 'accepted' });
      expect(await h.signal({ type: 'approve', step: 'c' })).toMatchObject({ status: 'refused' });
      expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
    });

    test('an approval needs the group, somebody else than the starter, and enough of them', async () => {
      const h = harness();
      await h.start(`${HEAD}steps: [{ id: g, approve: { by: [deployers], min: 1, not-starter: true } }]\n`);
      await h.drive();
      expect(await h.signal({ type: 'approve', step: 'g' }, ANA)).toMatchObject({
        message: 'ana started this run and may not approve it. Somebody else must.',
      });
      expect(await h.signal({ type: 'approve', step: 'g' }, { name: 'eve', groups: [] })).toMatchObject({
        message: 'eve is not in deployers, so this approval does not count.',
      });
      expect(await h.signal({ type: 'approve', step: 'g' }, BEN)).toMatchObject({ status: 'accepted' });
      expect(await h.drive()).toMatchObject({ head: { status: 'succeeded' } });
    });

    test('a no is a failure "declined"; an expired gate is a timeout', async () => {
      const h = harness();
      await h.start(`${HEAD}steps: [{ id: c, confirm: Go?, on-failure: warn }, { id: d, confirm: And now?, timeout: 1h }]\n`);
      await h.drive();
      await h.signal({ type: 'reject', step: 'c', note: 'too late' });
      await h.drive();
      const declined = (await h.records()).find(record => record.type === 'step-finished' && record.path === 'c');
      expect(declined).toMatchObject({ failure: { code: 'declined', message: 'ana said no: too late.' }, outputs: { decision: 'no' } });
    });

    test('questions are typed, ticks are counted', async () => {
      const h = harness();
      await h.start(`${HEAD}steps:
  - { id: q, ask: { n: { type: string, pattern: '^[0-9]+$' }, m: { type: integer, default: 3 } } }
  - { id: m, manual: "Do\\n- [ ] one\\n- [ ] two" }
  - { id: a, run: ["x", "{{ steps.q.outputs.n }}", "{{ steps.q.outputs.m }}"] }
`);
      await h.drive();
      expect(await h.signal({ type: 'answer', step: 'q', values: { n: 'x' } })).toMatchObject({ message: 'n: must match ^[0-9]+$' });
      await h.signal({ type: 'answer', step: 'q', values: { n: '7' } });
      await h.drive();
      await h.signal({ type: 'answer', step: 'm', values: { tick: 2 } });
      expect(await h.drive()).toMatchObject({ status: 'parked' });
      await h.signal({ type: 'answer', step: 'm', values: { tick: 1 } });
      await h.drive();
      const doing = (await h.records()).find(record => record.type === 'step-doing');
      expect(doing).toMatchObject({ spec: { run: ['x', '7', '3'] } });
    });
  });

  describe('changes and crashes', () => {
    test('a change looks first, then does exactly the effects that were previewed', async () => {
      const effect = { does: 'push', to: 'origin', data: { ref: 'x' }, says: 'push x' };
      const { h } = await runIt('steps: [{ id: c, uses: t.change }]\n', { 'c look': { status: 'ok', done: false, effects: [effect] } });
      expect(h.calls).toEqual(['c look', 'c do']);
      expect((await h.records()).find(record => record.type === 'step-doing')).toMatchObject({ effects: [effect] });
    });

    test('what is already done is not done again', async () => {
      const { h, ended } = await runIt('steps: [{ id: c, uses: t.change }]\n', { 'c look': { status: 'ok', done: true, outputs: { sha: 'x' } } });
      expect({ calls: h.calls, ended }).toEqual({ calls: ['c look'], ended: ['c succeeded'] });
    });

    test('a lost answer is settled by the check, not retried blindly', async () => {
      const lost = { status: 'failed' as const, failure: { code: 'lost', message: 'no answer', lost: true as const } };
      const { h, status } = await runIt('steps: [{ id: c, uses: t.change }]\n', { 'c do': lost, 'c settle': { status: 'ok', done: true, outputs: {} } });
      expect({ calls: h.calls, status }).toEqual({ calls: ['c look', 'c do', 'c settle'], status: 'succeeded' });
    });

    test('a crash in do: the next owner asks the check; without one it asks a person', async () => {
      const never = (): Promise<never> => new Promise(() => {});
      const first = harness({ a: never });
      await first.start(`${HEAD}steps: [{ id: a, run: [a] }, { id: b, run: [b] }]\n`);
      void first.drive();
      await expect.poll(() => first.calls).toEqual(['a do']);
      const second = openHarness({}, { directory: first.directory, self: { pid: 1, startTime: '9', bootId: 'b', pidNamespace: '', host: 'here' } });
      expect(await second.drive()).toMatchObject({ status: 'parked', why: 'unknown', head: { gates: ['a'] } });
      expect(await second.signal({ type: 'settle', step: 'a', as: 'redo' })).toMatchObject({ status: 'accepted' });
      expect(await second.drive()).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
      expect(second.calls).toEqual(['a do', 'b do']);
      second.close();
    });

    test('the old owner writes nothing more after a take-over', async () => {
      let answer = (_: ReturnType<typeof ok>): void => {};
      const first = harness({ a: () => new Promise(resolve => (answer = resolve)) });
      await first.start(`${HEAD}steps: [{ id: a, uses: t.look }, { id: b, run: [b] }]\n`);
      const driving = first.drive();
      await expect.poll(() => first.calls).toEqual(['a do']);
      const second = openHarness({}, { directory: first.directory, self: { pid: 1, startTime: '9', bootId: 'b', pidNamespace: '', host: 'here' } });
      await second.drive();
      const before = (await second.records()).length;
      answer(ok({ late: true }));
      expect(await driving).toEqual({ status: 'lost' });
      expect((await second.records()).length).toBe(before);
      second.close();
    });

    test('an owner that lives is not pushed aside', async () => {
      const first = harness({ a: () => new Promise(() => {}) });
      await first.start(`${HEAD}steps: [{ id: a, run: [a] }]\n`);
      void first.drive();
      await expect.poll(() => first.calls).toEqual(['a do']);
      const second = openHarness(
        {},
        { directory: first.directory, alive: 'alive', self: { pid: 1, startTime: '9', bootId: 'b', pidNamespace: '', host: 'here' } },
      );
      expect(await second.drive()).toMatchObject({ status: 'refused', code: 'owned' });
      second.close();
    });

    test('cancel ends what runs, starts no step, runs finally', async () => {
      const ended: Outcome = { status: 'interrupted', failure: { code: 'cancelled', message: 'x' } };
      const h = harness({ a: (_spec, signal) => new Promise(resolve => signal.addEventListener('abort', () => resolve(ended))) }, { alive: 'alive' });
      await h.start(`${HEAD}steps: [{ id: a, uses: t.look }, { id: b, run: [b] }]\nfinally: [{ id: last, run: [l] }]\n`);
      const driving = h.drive();
      await expect.poll(() => h.calls).toEqual(['a do']);
      await h.signal({ type: 'cancel', reason: 'enough' });
      const end = await driving;
      expect(end).toMatchObject({ status: 'finished', head: { status: 'cancelled' } });
      expect(await h.ended()).toEqual(['a cancelled', 'last succeeded']);
    });
  });

  describe('targets', () => {
    test('a second run on a held target is refused and names the holder', async () => {
      const h = harness();
      const steps = `${HEAD}steps: [{ id: c, confirm: Go? }]\n`;
      await h.start(steps, { targets: ['pki/prod'] });
      expect(await h.start(steps, { targets: ['pki/prod'] }, 'r2')).toMatchObject({ status: 'refused', code: 'held' });
      expect(await h.engine.getRun('r2')).toBeUndefined();
      await h.signal({ type: 'cancel', reason: 'x' });
      await h.drive();
      expect(await h.start(steps, { targets: ['pki/prod'] }, 'r2')).toEqual({ status: 'started' });
    });
  });

  test('`target` shows the window and the freezes, and a wait for it goes on when it opens', async () => {
    const h = harness();
    await h.start(
      `${HEAD}target: pki/prod
window: { hours: "12:00-13:00" }
steps:
  - { id: w, wait: { until: target.open, every: 30m, timeout: 5h } }
  - { id: f, freeze: { reason: moving house } }
  - { id: g, run: [x], if: target.frozen }
`,
      { targets: ['pki/prod'] },
    );
    expect(await h.drive()).toMatchObject({ head: { status: 'succeeded' } });
    expect(h.now() - Date.parse('2026-03-10T10:00:00Z')).toBe(7_200_000);
    expect(await h.ended()).toEqual(['w succeeded', 'f succeeded', 'g succeeded']);
    expect(await h.start(`${HEAD}steps: [{ id: a, run: [x] }]\n`, { targets: ['pki/prod'] }, 'r2')).toMatchObject({
      code: 'frozen',
      message: 'pki/prod is frozen by ana: moving house',
    });
  });
});

onEveryEngine('what nobody watched', () => {
  test('a step that a check or a person found done is not asked about outputs that nobody saw', async () => {
    const steps = 'steps: [{ id: a, run: [a], effect: change, check: { run: [c] }, outputs: { n: outputs.stdout }, verify: "outputs.stdout == \'x\'" }]\n';
    const { status, ended } = await runIt(steps, { 'a look': { status: 'ok', done: true, outputs: {} } });
    expect({ status, ended }).toEqual({ status: 'succeeded', ended: ['a succeeded'] });
    const lost = { status: 'interrupted' as const, failure: { code: 'killed', message: 'gone', lost: true as const } };
    const h = harness({ b: lost });
    await h.start(`${HEAD}steps: [{ id: b, run: [b], verify: "outputs.stdout == 'x'" }]\n`);
    expect(await h.drive()).toMatchObject({ status: 'parked', why: 'unknown' });
    await h.signal({ type: 'settle', step: 'b', as: 'done' });
    expect(await h.ended()).toEqual(['b succeeded']);
  });
});

onEveryEngine('gates of several answers', () => {
  test('every approval but the last is told, and the last closes the gate', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: g, approve: { by: [deployers], min: 2 } }]\n`);
    await h.drive();
    await h.signal({ type: 'approve', step: 'g' }, ANA);
    expect(await h.signal({ type: 'approve', step: 'g' }, ANA)).toMatchObject({ message: 'ana has approved already. Another person is needed.' });
    await h.signal({ type: 'approve', step: 'g' }, BEN);
    const told = (await h.records()).flatMap(record => (record.type === 'gate-opened' ? [record.gate.approvals?.map(({ by }) => by)] : []));
    expect(told).toEqual([[], ['ana']]);
    expect(await h.ended()).toEqual(['g succeeded']);
  });
});
