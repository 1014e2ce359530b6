import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../engine/core/events.ts';
import { type Harness, ok } from '../support/engine-harness.ts';
import { HEAD, harness, onEveryEngine } from '../support/run-it.ts';

const TARGET = 'pki/prod';
const STOP = 'pki/prod is frozen by ben: incident 7';
const WAITS = `${HEAD}steps:
  - { id: before, run: [before] }
  - { id: soak, wait: 15m }
  - { id: read, run: [read], effect: read }
  - { id: after, run: [after] }
`;

/** Ben freezes the target as soon as this step is done. */
function freezeAfter(made: () => Harness): () => Promise<Outcome> {
  return async () => {
    await freeze(made());
    return ok();
  };
}

async function freeze(h: Harness, until?: number): Promise<void> {
  const facts = { by: 'ben', reason: 'incident 7', at: h.now() };
  await h.engine.targets.change(TARGET, { type: 'freeze', freeze: { ...facts, ...(until === undefined ? {} : { until }) } }, facts);
}

async function unfreeze(h: Harness): Promise<void> {
  await h.engine.targets.change(TARGET, { type: 'unfreeze' }, { by: 'ben', reason: 'over', at: h.now() });
}

/** Starts, with a freeze once `before` is done. */
async function startFrozen(yaml: string, more: Parameters<Harness['start']>[1] = {}): Promise<Harness> {
  const h: Harness = harness({ before: freezeAfter(() => h) });
  await h.start(yaml, { targets: [TARGET], ...more });
  return h;
}

onEveryEngine('a freeze', () => {
  test('set during a wait stops the run before its next change, reads go on; unfreeze and resume go on', async () => {
    const h = await startFrozen(WAITS);
    const parked = { status: 'parked', why: 'frozen', message: STOP, head: { status: 'running' } };
    expect(await h.drive()).toMatchObject(parked);
    expect(h.calls).toEqual(['before do', 'read do']);
    expect(await h.drive()).toMatchObject(parked);
    await unfreeze(h);
    expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
    expect(h.calls).toEqual(['before do', 'read do', 'after do']);
  });

  test('that ended by itself stops nothing', async () => {
    const h: Harness = harness({ before: async () => (await freeze(h, h.now() + 60_000), ok()) });
    await h.start(WAITS, { targets: [TARGET] });
    expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
  });

  test('of another target stops nothing', async () => {
    const h = await startFrozen(WAITS, { targets: ['pki/dev'] });
    expect(await h.drive()).toMatchObject({ head: { status: 'succeeded' } });
  });

  test('does not stop what stands in a no-stop group, however deep, but what comes after it', async () => {
    const h = await startFrozen(`${HEAD}steps:
  - { id: before, run: [before] }
  - { id: swap, no-stop: half of the fleet would serve the old key, steps: [{ id: in, steps: [{ id: one, run: [x] }] }, { id: two, uses: t.change, with: {} }] }
  - { id: after, run: [after] }
`);
    expect(await h.drive()).toMatchObject({ why: 'frozen', message: STOP });
    expect(h.calls).toEqual(['before do', 'swap/in/one do', 'swap/two look', 'swap/two do']);
  });

  test('does not stop handlers, on-failure and finally', async () => {
    const h: Harness = harness({ before: async () => (await freeze(h), { status: 'failed', failure: { code: 'bad', message: 'bad' } }) });
    const lists = 'on-failure: [{ id: undo, run: [undo] }]\nfinally: [{ id: tell, run: [tell] }]\n';
    await h.start(`${HEAD}${lists}steps: [{ id: before, run: [before], on-failure: [{ id: mend, run: [mend] }] }]\n`, { targets: [TARGET] });
    expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'failed' } });
    expect(h.calls).toEqual(['before do', 'before/mend do', 'undo do', 'tell do']);
  });

  describe('and the word of the outermost runbook', () => {
    const inner = (word: string): Parameters<Harness['start']>[1] => ({
      runbooks: {
        inner: {
          file: 'inner.yml',
          hash: '',
          text: '',
          document: { version: 1, name: 'inner', title: 'Inner', ...(word ? { 'during-freeze': true } : {}), steps: [{ id: 'a', run: ['a'] }] },
        },
      },
    });
    const steps = 'steps: [{ id: before, run: [before] }, { id: nested, runbook: inner }]\n';

    test('during-freeze: true holds for what it nests', async () => {
      const h = await startFrozen(`${HEAD}during-freeze: true\n${steps}`, inner(''));
      expect(await h.drive()).toMatchObject({ head: { status: 'succeeded' } });
    });

    test('a nested runbook cannot say it for the run', async () => {
      const h = await startFrozen(HEAD + steps, inner('true'));
      expect(await h.drive()).toMatchObject({ why: 'frozen' });
    });
  });

  test('that the run set itself does not stop it; its unfreeze leaves the freeze of somebody else', async () => {
    const h = await startFrozen(`${HEAD}steps:
  - { id: own, freeze: { reason: moving, until: 2026-03-10T17:00 } }
  - { id: first, run: [first] }
  - { id: before, run: [before] }
  - { id: back, unfreeze: {} }
  - { id: after, run: [after] }
`);
    expect(await h.drive()).toMatchObject({ why: 'frozen', message: STOP });
    expect(h.calls).toEqual(['first do', 'before do']);
    expect((await h.engine.targets.read(TARGET)).freezes).toMatchObject([{ by: 'ben', reason: 'incident 7' }]);
  });

  test('by a step ends when it says', async () => {
    const h = harness();
    await h.start(`${HEAD}steps: [{ id: own, freeze: { target: pki/dev, reason: moving, until: 2026-03-10T17:00 } }]\n`, { timeZone: 'America/New_York' });
    await h.drive();
    const [entry] = (await h.engine.targets.read('pki/dev')).freezes;
    expect(entry).toEqual({ by: 'ana', reason: 'moving', run: 'r1', at: h.now(), until: Date.parse('2026-03-10T21:00:00Z') });
  });

  test('refuses a start, not that of a runbook made for it', async () => {
    const h = harness();
    await freeze(h);
    expect(await h.start(WAITS, { targets: [TARGET] })).toEqual({ status: 'refused', code: 'frozen', message: STOP });
    expect(await h.engine.listRuns()).toEqual([]);
    expect(await h.start(`${HEAD}during-freeze: true\nsteps: [{ id: a, run: [a] }]\n`, { targets: [TARGET] })).toEqual({ status: 'started' });
    expect(await h.drive()).toMatchObject({ head: { status: 'succeeded' } });
  });
});
