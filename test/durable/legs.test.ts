import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Signal } from '../../engine/core/events.ts';
import type { FrozenPlan } from '../../engine/core/plan.ts';
import { BEN, type Harness, type Script, bad, ok } from '../support/engine-harness.ts';
import { HEAD, harness, onEveryEngine } from '../support/run-it.ts';

const LOCKED = { targets: ['shop/prod'] };

/** Runs to a failed end, tells it something, runs on: how both ends were, and what the second leg did. */
async function twoLegs(
  h: Harness,
  yaml: string,
  signal: Signal,
  more: Partial<FrozenPlan> = {},
): Promise<{ ends: string[]; ended: string[]; calls: string[] }> {
  await h.start(HEAD + yaml, more);
  const first = statusOf(await h.drive());
  const [before, called] = [(await h.ended()).length, h.calls.length];
  expect(await h.signal(signal)).toMatchObject({ status: 'accepted' });
  const ends = [first, statusOf(await h.drive())];
  return { ends, ended: (await h.ended()).slice(before), calls: h.calls.slice(called) };
}

function statusOf(end: Awaited<ReturnType<Harness['drive']>>): string {
  return end.status === 'finished' ? end.head.status : end.status;
}

const AGAIN: Script = { b: [bad('exit-code'), ok()] };
const THREE = `steps: [{ id: a, run: [a] }, { id: b, run: [b] }, { id: c, run: [c, "{{ steps.b.status }}"] }]
on-failure: [{ id: sorry, run: [s] }]
finally: [{ id: tidy, run: [t] }]
`;

onEveryEngine('a run that had ended goes on', () => {
  test('retry: what succeeded is not done again, finally is, and every key is used once', async () => {
    const h = harness(AGAIN);
    const { ends, ended, calls } = await twoLegs(h, THREE, { type: 'retry', step: 'b' }, LOCKED);
    expect({ ends, ended, calls }).toEqual({
      ends: ['failed', 'succeeded'],
      ended: ['b succeeded', 'c succeeded', 'tidy succeeded'],
      calls: ['b do', 'c do', 'tidy do'],
    });
    const attempts = (await h.records()).flatMap(record => (record.type === 'step-doing' ? [`${record.path}#${record.attempt}`] : []));
    expect(attempts).toEqual(['a#1', 'b#1', 'sorry#1', 'tidy#1', 'b#2', 'c#1', 'tidy#2']);
    const locks = (await h.records()).flatMap(record => (record.type === 'lock' ? [record.what] : []));
    expect(locks).toEqual(['acquired', 'released', 'acquired', 'released']);
    expect((await h.engine.getRun('r1'))?.head).toMatchObject({ leg: 2, incomplete: [] });
    expect((await h.engine.getRun('r1'))?.head).not.toHaveProperty('failure');
  });

  test('on-failure gets another attempt where it fails again', async () => {
    const h = harness({ b: bad('x') });
    const { ends, ended } = await twoLegs(h, THREE, { type: 'settle', step: 'b', as: 'redo' });
    expect({ ends, ended }).toEqual({ ends: ['failed', 'failed'], ended: ['b failed', 'sorry succeeded', 'tidy succeeded'] });
  });

  test.each<[string, Signal, readonly string[]]>([
    ['skip', { type: 'skip', step: 'b', reason: 'not needed' }, ['b skipped', 'c succeeded', 'tidy succeeded']],
    ['done', { type: 'settle', step: 'b', as: 'done', reason: 'by hand' }, ['b succeeded', 'c succeeded', 'tidy succeeded']],
  ])('%s goes on behind it', async (_name, signal, ended) => {
    expect(await twoLegs(harness({ b: bad('x') }), THREE, signal)).toMatchObject({ ends: ['failed', 'succeeded'], ended });
  });

  test('the lock is taken anew: refused while another run has it or a freeze stands; who had it since is told', async () => {
    const h = harness(AGAIN);
    await h.start(HEAD + THREE, LOCKED);
    await h.drive();
    await h.start(HEAD + THREE, LOCKED, 'r2');
    expect(await h.signal({ type: 'retry', step: 'b' })).toMatchObject({ status: 'refused', code: 'held' });
    expect((await h.engine.getRun('r1'))?.head.status).toBe('failed');
    await h.drive('r2');
    await h.engine.targets.change('shop/prod', { type: 'freeze', freeze: { reason: 'x', by: 'ben', at: 1 } }, { by: 'ben', reason: 'x', at: 1 });
    expect(await h.signal({ type: 'retry', step: 'b' })).toMatchObject({ status: 'refused', code: 'frozen' });
    await h.engine.targets.change('shop/prod', { type: 'unfreeze' }, { by: 'ben', reason: 'x', at: 1 });
    expect(await h.signal({ type: 'retry', step: 'b' })).toEqual({
      status: 'accepted',
      step: 'b',
      notes: ['Since this run ended, run r2 of ana held shop/prod. What it changed, this run does not know: look before you go on.'],
    });
    expect((await h.engine.targets.read('shop/prod')).holder).toMatchObject({ run: 'r1' });
  });

  test('branches that were ended with a failed one begin again, those that were through do not, another that failed is put before a person', async () => {
    const h = harness({ 'p/x': [bad('x'), ok()], 'p/y': [bad('y'), ok()] });
    const yaml = `steps:
  - id: p
    parallel:
      - { id: x, run: [x] }
      - { id: y, run: [y] }
      - { id: z, run: [z] }
      - { id: g, steps: [{ id: one, run: [o] }, { id: two, run: [t] }] }
  - { id: after, run: [f] }
`;
    const { ends, ended, calls } = await twoLegs(h, yaml, { type: 'retry', step: 'p/x' });
    expect({ ends, ended, calls: calls.toSorted() }).toEqual({
      ends: ['failed', 'parked'],
      ended: ['p/g/two succeeded', 'p/g succeeded', 'p/x succeeded'],
      calls: ['p/g/two do', 'p/x do'],
    });
    await h.signal({ type: 'retry', step: 'p/y' });
    expect(statusOf(await h.drive())).toBe('succeeded');
  });

  test('groups, passes, items and inner runbooks are gone on with where they stopped', async () => {
    const h = harness({
      'g@2/bad': [bad('x'), ok()],
      'g@2/n': ok({ again: false }),
      'g/n': ok({ again: true }),
      'each[y]': [bad('x'), ok()],
      'in/b': [bad('x'), ok()],
    });
    const inner = `steps: [{ id: a, run: [a] }, { id: b, run: [b] }]\nfinally: [{ id: sweep, run: [s] }]\n`;
    const plan = {
      runbooks: { inner: { file: 'inner.yml', hash: '', text: '', document: { version: 1, name: 'inner', title: 'I', ...(parse(inner) as object) } } },
    } as never;
    const yaml = `steps:
  - { id: g, repeat: { while: steps.n.outputs.again, at-most: 3 }, steps: [{ id: n, uses: t.look }, { id: bad, run: [x] }] }
  - { id: each, foreach: '["x", "y", "z"]', run: [i] }
  - { id: in, runbook: inner }
`;
    const first = await twoLegs(h, yaml, { type: 'retry', step: 'g@2/bad' }, plan);
    expect(first).toMatchObject({ ends: ['failed', 'failed'], calls: ['g@2/bad do', 'each[x] do', 'each[y] do'] });
    await h.signal({ type: 'retry', step: 'each[y]' });
    expect(statusOf(await h.drive())).toBe('failed');
    await h.signal({ type: 'retry', step: 'in/b' });
    expect(statusOf(await h.drive())).toBe('succeeded');
    expect(h.calls.slice(7)).toEqual(['each[y] do', 'each[z] do', 'in/a do', 'in/b do', 'in/sweep do', 'in/b do', 'in/sweep do']);
    expect(await h.signal({ type: 'retry', step: 'g' })).toMatchObject({
      message: 'g has succeeded; `retry` does nothing there. Nothing can be told to it now.',
    });
  });

  test('a step that the run went on without is done again; what was approved after it is asked for anew', async () => {
    const h = harness({ a: [bad('x'), ok()] });
    const yaml = 'steps: [{ id: a, run: [a], on-failure: warn }, { id: go, approve: { by: [deployers] } }, { id: b, run: [b] }]\n';
    await h.start(HEAD + yaml);
    await h.drive();
    const shown = (await h.engine.getRun('r1'))?.nodes.find(({ path }) => path === 'go')?.gate?.shown ?? '';
    await h.signal({ type: 'approve', step: 'go', shown }, BEN);
    expect(await h.drive()).toMatchObject({ head: { status: 'succeeded', incomplete: ['a'] } });
    await h.signal({ type: 'retry', step: 'a' });
    expect(await h.drive()).toMatchObject({ status: 'parked', head: { gates: ['go'] } });
    expect(await h.signal({ type: 'approve', step: 'go', shown }, BEN)).toMatchObject({ status: 'refused' });
    await h.signal({ type: 'approve', step: 'go' }, BEN);
    expect(await h.drive()).toMatchObject({ head: { status: 'succeeded', incomplete: [] } });
    expect(h.calls).toEqual(['a do', 'b do', 'a do']);
  });

  describe('what cannot be gone on with says so', () => {
    test.each<[string, string, Signal, string]>([
      ['an earlier run', 'b', { type: 'retry', step: 'a' }, 'a has succeeded; `retry` does nothing there. Nothing can be told to it now.'],
      [
        'part of the clean-up',
        'sorry',
        { type: 'retry', step: 'sorry' },
        'sorry was part of dealing with a failure and is not done again by itself. Retry what failed: b.',
      ],
      ['a step that is not there', 'b', { type: 'retry', step: 'nope' }, 'There is no step nope in this run. No step waits for anybody.'],
      [
        'failing again',
        'b',
        { type: 'settle', step: 'b', as: 'fail' },
        'Run r1 has failed. All that it takes now is what goes on from a step that failed: `retry`, `skip`, `settle done`, `settle redo`.',
      ],
      ['without a reason', 'b', { type: 'skip', step: 'b', reason: '' }, 'skip needs a reason, which is recorded: --reason "…"'],
      [
        'looking where nothing came',
        'b',
        { type: 'retry', step: 'b', look: true },
        'b did not come so far that there is something to look at again. Use `retry` without --look.',
      ],
    ])('%s', async (_name, alsoBad, signal, message) => {
      const h = harness({ b: bad('x'), [alsoBad]: bad('x') });
      await h.start(HEAD + THREE);
      await h.drive();
      expect(await h.signal(signal)).toMatchObject({ status: 'refused', message });
    });

    test('a run that was cancelled', async () => {
      const h = harness();
      await h.start(`${HEAD}steps: [{ id: w, wait: 1h }]\n`);
      await h.signal({ type: 'cancel', reason: 'x' });
      expect(await h.signal({ type: 'retry', step: 'w' })).toMatchObject({ message: 'Run r1 was cancelled and stays so. Start a new one: runbook run.' });
    });
  });
});
