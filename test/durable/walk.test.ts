import { describe, expect, test } from 'vitest';
import { bad, ok } from '../support/engine-harness.ts';
import { HEAD, harness, onEveryEngine, runIt } from '../support/run-it.ts';

onEveryEngine('a run walks its steps', () => {
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
      expect((await h.engine.getRun('r1'))?.head.failure).toMatchObject({ code: 'timeout', message: 'Look at the mirror.' });
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
});

onEveryEngine('checks, retries and items', () => {
  test('a reading check of a group is asked before anything in it', async () => {
    const steps = `steps:
  - { id: g, check: { run: [is-it-done] }, steps: [{ id: a, run: [a] }] }
  - { id: m, check: { run: [is-it-done] }, manual: Do it, on-failure: warn, timeout: 1h }
`;
    const done = await runIt(steps, { 'g look': { status: 'ok', done: true, outputs: {} }, 'm look': { status: 'ok', done: true, outputs: {} } });
    expect(done.ended).toEqual(['g succeeded', 'm succeeded']);
    const open = await runIt(steps, { 'g look': { status: 'ok', done: false }, 'm look': { status: 'ok', done: false } });
    expect(open.ended).toEqual(['g/a succeeded', 'g succeeded']);
    expect(open.h.calls).toEqual(['g look', 'g/a do', 'm look']);
  });

  test('retry after a failed verify repeats the verify, and the change only where a check can tell', async () => {
    const verify = { status: 'failed' as const, failure: { code: 'verify', message: 'not yet' } };
    const steps = `steps:
  - { id: bare, run: [x], effect: change, retry: { attempts: 3, delay: 1s }, verify: { run: [v] } }
  - { id: c, uses: t.change, retry: { attempts: 3, delay: 1s }, verify: { run: [v] } }
`;
    const { h, status } = await runIt(steps, { 'bare confirm': [verify, ok()], 'c confirm': [verify, ok()] });
    expect(status).toBe('succeeded');
    expect(h.calls).toEqual(['bare do', 'bare confirm', 'bare confirm', 'c look', 'c do', 'c confirm', 'c look', 'c do', 'c confirm']);
  });

  test('an `if` about the item is asked for each item, another one once', async () => {
    const { ended } = await runIt(`steps:
  - { id: f, foreach: "[1, 2, 3]", if: item != 2, run: [x] }
  - { id: g, foreach: "[1, 2]", if: steps.f.status == 'failed', run: [x] }
`);
    expect(ended).toEqual(['f[1] succeeded', 'f[2] skipped', 'f[3] succeeded', 'f succeeded', 'g skipped']);
  });
});

onEveryEngine('a world', () => {
  test('hears of each step before it is executed and before time passes', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: w, wait: 1h }, { id: g, steps: [{ id: a, run: [a] }] }]\n`);
    const heard: string[] = [];
    const start = h.now();
    await h.drive('r1', {
      reached: async path => {
        await Promise.resolve();
        heard.push(`${path} after ${h.now() - start} ms and ${h.calls.length} execs`);
      },
    });
    expect(heard).toEqual(['w after 0 ms and 0 execs', 'g after 3600000 ms and 0 execs', 'g/a after 3600000 ms and 0 execs']);
  });
});
