import { afterEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../engine/core/events.ts';
import { ANA, BEN, type Harness, type Script, bad, ok, openHarness } from '../support/engine-harness.ts';

let open: Harness[] = [];
const harness = (...given: Parameters<typeof openHarness>): Harness => {
  const made = openHarness(...given);
  open.push(made);
  return made;
};
afterEach(() => {
  for (const made of open) made.close();
  open = [];
});

const HEAD = 'version: 1\nname: demo\ntitle: Demo\n';

/** Runs a runbook to its end and tells how its steps ended. */
async function runIt(steps: string, script: Script = {}, more: Parameters<Harness['start']>[1] = {}): Promise<{ status: string; ended: string[]; h: Harness }> {
  const h = harness(script);
  await h.start(HEAD + steps, more);
  const end = await h.drive();
  const status = end.status === 'finished' ? end.head.status : end.status;
  return { status, ended: await h.ended(), h };
}

describe('sequences', () => {
  test('steps run in order, a skipped one says why, outputs flow on', async () => {
    const { status, ended, h } = await runIt(
      `steps:
  - { id: a, run: [a], outputs: { n: "outputs.exit_code + 1" } }
  - { id: b, if: steps.a.outputs.n == 5, run: [b] }
  - { id: c, run: ["c", "{{ steps.a.outputs.n }}"] }
`,
      { a: ok({ exit_code: 0 }) },
    );
    expect({ status, ended }).toEqual({ status: 'succeeded', ended: ['a succeeded', 'b skipped', 'c succeeded'] });
    const doing = (await h.records()).find(record => record.type === 'step-doing' && record.path === 'c');
    expect(doing).toMatchObject({ spec: { run: ['c', '1'] } });
  });

  test('a failed step stops the run, finally still runs, and the failure is told', async () => {
    const { status, ended, h } = await runIt(
      `steps:
  - { id: a, run: [a] }
  - { id: b, run: [b] }
on-failure: [{ id: sorry, run: ["sorry", "{{ run.failure.step }}"] }]
finally: [{ id: last, run: ["last", "{{ run.outcome }}"] }]
`,
      { a: bad('exit-code') },
    );
    expect({ status, ended }).toEqual({ status: 'failed', ended: ['a failed', 'sorry succeeded', 'last succeeded'] });
    const specs = (await h.records()).flatMap(record => (record.type === 'step-doing' ? [record.spec] : []));
    expect(specs).toMatchObject([{ run: ['a'] }, { run: ['sorry', 'a'] }, { run: ['last', 'failed'] }]);
  });

  test('on-failure: warn goes on and lists the step as incomplete; a failed finally step never changes the outcome', async () => {
    const { h, ended } = await runIt(
      `steps:
  - { id: a, run: [a], on-failure: warn }
  - { id: b, run: [b] }
finally: [{ id: last, run: [last] }, { id: more, run: [more] }]
`,
      { a: bad('x'), last: bad('y') },
    );
    expect(ended).toEqual(['a failed', 'b succeeded', 'last failed', 'more succeeded']);
    expect((await h.engine.getRun('r1'))?.head).toMatchObject({ status: 'succeeded', incomplete: ['a', 'last'] });
  });

  test('steps under on-failure of a step run before the failure goes on', async () => {
    const { ended, status } = await runIt(
      `steps:
  - id: g
    steps:
      - { id: roll, run: [a], on-failure: [{ id: restore, run: [r] }] }
  - { id: after, run: [z] }
`,
      { 'g/roll': bad('x') },
    );
    expect({ ended, status }).toEqual({ status: 'failed', ended: ['g/roll/restore succeeded', 'g/roll failed', 'g failed'] });
  });

  test('stop ends the runbook that it stands in', async () => {
    const { ended, status } = await runIt(`steps:
  - { id: g, steps: [{ id: s, stop: { as: succeeded, reason: nothing to do } }, { id: never, run: [x] }] }
  - { id: never2, run: [x] }
finally: [{ id: last, run: [l] }]
`);
    expect({ ended, status }).toEqual({ status: 'succeeded', ended: ['g/s succeeded', 'g succeeded', 'last succeeded'] });
  });
});

describe('retry, polls, waits', () => {
  test('retry waits with a growing delay and counts all tries', async () => {
    const { h, status } = await runIt('steps: [{ id: a, run: [a], retry: { attempts: 3, delay: 10s, factor: 2 } }]\n', { a: [bad('x'), bad('x'), ok()] });
    const waits = (await h.records()).flatMap(record => (record.type === 'step-waiting' ? [record.until - record.at] : []));
    expect({ status, waits, calls: h.calls }).toEqual({ status: 'succeeded', waits: [10_000, 20_000], calls: ['a do', 'a do', 'a do'] });
  });

  test('a poll looks until it holds; what has not changed is not journaled again', async () => {
    const looks = [1, 1, 2, 3].map(n => ok({ n }));
    const { h, status } = await runIt('steps: [{ id: p, uses: t.look, until: outputs.n == 3, every: 30s, timeout: 10m }]\n', { p: looks });
    const seen = (await h.records()).flatMap(record => (record.type === 'step-looked' ? [record.looks] : []));
    expect({ status, seen, took: h.now() - Date.parse('2026-03-10T10:00:00Z') }).toEqual({ status: 'succeeded', seen: [1, 3, 4], took: 90_000 });
  });

  test('a poll that never holds fails when its time is over', async () => {
    const { h, status } = await runIt('steps: [{ id: p, uses: t.look, until: outputs.n == 3, every: 30s, timeout: 100s, message: Look at the mirror. }]\n', {
      p: ok({ n: 1 }),
    });
    expect({ status, took: h.now() - Date.parse('2026-03-10T10:00:00Z') }).toEqual({ status: 'failed', took: 100_000 });
    expect((await h.engine.getRun('r1'))?.head.failure).toMatchObject({ code: 'timeout', hint: 'Look at the mirror.' });
  });

  test('an hour passes on the clock', async () => {
    const { h, status } = await runIt('steps: [{ id: w, wait: 1h }]\n');
    expect({ status, took: h.now() - Date.parse('2026-03-10T10:00:00Z') }).toEqual({ status: 'succeeded', took: 3_600_000 });
  });
});

describe('containers', () => {
  test('repeat goes round while its condition holds, paths tell the pass', async () => {
    const { ended, status } = await runIt(
      `steps:
  - id: g
    repeat: { while: steps.x.outputs.again, at-most: 3 }
    outputs: { last: steps.x.outputs.n }
    steps: [{ id: x, uses: t.look }]
  - { id: after, run: ["echo", "{{ steps.g.outputs.last }}"] }
`,
      { 'g/x': ok({ again: true, n: 1 }), 'g@2/x': ok({ again: false, n: 2 }) },
    );
    expect({ ended, status }).toEqual({ status: 'succeeded', ended: ['g/x succeeded', 'g@2/x succeeded', 'g succeeded', 'after succeeded'] });
  });

  test('foreach expands when reached, keyed by value', async () => {
    const { h, ended } = await runIt(
      `steps:
  - { id: l, uses: t.look }
  - { id: f, foreach: steps.l.outputs.list, as: zone, run: ["x", "{{ zone }}"], outputs: { z: zone } }
  - { id: after, run: ["y"], verify: "steps.f.each.map(e, e.z) == ['a', 'b']" }
`,
      { l: ok({ list: ['a', 'b'] }) },
    );
    expect(ended).toEqual(['l succeeded', 'f[a] succeeded', 'f[b] succeeded', 'f succeeded', 'after succeeded']);
    expect(h.calls).toEqual(['l do', 'f[a] do', 'f[b] do', 'after do']);
  });

  test('parallel branches run together; when one fails the others finish their step and start no more', async () => {
    const order: string[] = [];
    let release = (): void => {};
    const slow = new Promise<void>(resolve => (release = resolve));
    const { ended, status } = await runIt(
      `steps:
  - id: p
    parallel:
      - { id: a, run: [a] }
      - { id: b, steps: [{ id: b1, run: [b1] }, { id: b2, run: [b2] }] }
`,
      {
        'p/a': () => {
          order.push('a');
          setImmediate(release);
          return bad('x');
        },
        'p/b/b1': async () => {
          order.push('b1');
          await slow;
          return ok();
        },
      },
    );
    expect(order).toEqual(['a', 'b1']);
    expect({ ended, status }).toEqual({ status: 'failed', ended: ['p/a failed', 'p/b/b1 succeeded', 'p/b/b2 cancelled', 'p/b cancelled', 'p failed'] });
  });

  test('a nested runbook has inputs, ids, finally and outputs of its own', async () => {
    const inner = {
      file: 'inner.yml',
      hash: '',
      text: '',
      document: {
        version: 1 as const,
        name: 'inner',
        title: 'Inner',
        inputs: { x: { type: 'string' as const }, y: { type: 'string' as const, default: 'y-{{ inputs.x }}' } },
        steps: [{ id: 'a', run: ['in', '{{ inputs.y }}'], outputs: { v: 'inputs.x' } }],
        finally: [{ id: 'tidy', run: ['tidy'] }],
        outputs: { v: 'steps.a.outputs.v' },
      },
    };
    const { ended, h } = await runIt(
      `steps:
  - { id: a, run: [a] }
  - { id: n, runbook: inner, with: { x: "1" } }
  - { id: after, run: ["z", "{{ steps.n.outputs.v }}"] }
`,
      {},
      { runbooks: { inner } },
    );
    expect(ended).toEqual(['a succeeded', 'n/a succeeded', 'n/tidy succeeded', 'n succeeded', 'after succeeded']);
    const specs = (await h.records()).flatMap(record => (record.type === 'step-doing' ? [record.spec] : []));
    expect(specs).toMatchObject([{ run: ['a'] }, { run: ['in', 'y-1'] }, { run: ['tidy'] }, { run: ['z', '1'] }]);
  });

  test('a timeout of a group ends what runs in it', async () => {
    const { status, ended } = await runIt('steps: [{ id: g, timeout: 5m, steps: [{ id: w, wait: 1h }, { id: x, run: [x] }] }]\n');
    expect({ status, ended }).toEqual({ status: 'failed', ended: ['g/w cancelled', 'g failed'] });
  });
});

describe('gates', () => {
  test('without a terminal a gate parks the run; the answer is taken later and the run goes on', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: c, confirm: Go on?, show: [look here] }, { id: a, run: [a] }]\n`);
    expect(await h.drive()).toMatchObject({ status: 'parked', why: 'gate', head: { status: 'waiting', gates: ['c'] } });
    expect(await h.signal({ type: 'settle', step: 'c', as: 'done' })).toMatchObject({ status: 'refused', code: 'invalid' });
    expect(await h.signal({ type: 'approve', step: 'c' })).toEqual({ status: 'accepted' });
    expect(await h.signal({ type: 'approve', step: 'c' })).toMatchObject({ status: 'refused' });
    expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
  });

  test('an approval needs the group, somebody else than the starter, and enough of them', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: g, approve: { by: [deployers], min: 1, not-starter: true } }]\n`);
    await h.drive();
    expect(await h.signal({ type: 'approve', step: 'g' }, ANA)).toMatchObject({ message: 'ana started this run and may not approve it. Somebody else must.' });
    expect(await h.signal({ type: 'approve', step: 'g' }, { name: 'eve', groups: [] })).toMatchObject({
      message: 'eve is not in deployers, so this approval does not count.',
    });
    expect(await h.signal({ type: 'approve', step: 'g' }, BEN)).toEqual({ status: 'accepted' });
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
    expect(await second.signal({ type: 'settle', step: 'a', as: 'redo' })).toEqual({ status: 'accepted' });
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
