import { describe, expect, test } from 'vitest';
import type { CellChange } from '../../engine/core/cell.ts';
import type { Engine, TargetStore } from '../../engine/core/ports.ts';
import { openLocalEngine } from '../../engine/durable/local-engine.ts';
import { type Harness, openHarness } from '../support/engine-harness.ts';
import { HEAD } from '../support/run-it.ts';
import { openGit, scratch } from '../support/target-stores.ts';

const STEPS = `${HEAD}steps: [{ id: a, run: [a] }]\n`;
const PLAN = { targets: ['pki/dev', 'pki/prod'] };
/** Nobody holds it; who did is remembered. */
const FREE = { holder: undefined, freezes: [] };

/** A harness over a git remote; `dies` is where its process is lost: the call throws, and nothing after it happens. */
function open(base: string, alive: 'alive' | 'dead' = 'dead', dies: (change: CellChange, when: 'before' | 'after') => boolean = () => false): Harness {
  const store = openGit(base);
  const mortal: TargetStore = {
    ...store,
    change: async (target, change, note) => {
      if (dies(change, 'before')) throw new Error('killed');
      const changed = await store.change(target, change, note);
      if (dies(change, 'after')) throw new Error('killed');
      return changed;
    },
  };
  const openEngine = (options: Parameters<typeof openLocalEngine>[0]): Engine => openLocalEngine({ ...options, targets: mortal });
  return openHarness({}, { openEngine, directory: `${base}/state`, alive });
}

/** Runs with a harness and closes it, as a process that ends. */
async function using<T>(h: Harness, body: (h: Harness) => Promise<T>): Promise<T> {
  try {
    return await body(h);
  } finally {
    h.close();
  }
}

describe('a crash around a shared store', () => {
  test('a lock whose run never came to exist is given back by the next command, not while its starter lives', async () => {
    const base = scratch();
    await using(
      open(base, 'dead', (change, when) => change.type === 'acquire' && when === 'after'),
      async h => {
        await expect(h.start(STEPS, PLAN)).rejects.toThrow('killed');
      },
    );
    await using(open(base, 'alive'), async h => {
      await h.engine.targets.list();
      expect((await h.engine.targets.read('pki/dev')).holder?.run).toBe('r1');
    });
    await using(open(base), async h => {
      expect(await h.start(STEPS, PLAN, 'r2')).toEqual({ status: 'started' });
      expect((await h.engine.targets.read('pki/prod')).holder?.run).toBe('r2');
    });
  });

  test('a lock whose run has ended is given back by the next command', async () => {
    const base = scratch();
    await using(
      open(base, 'dead', change => change.type === 'release'),
      async h => {
        await h.start(STEPS, PLAN);
        await expect(h.drive()).rejects.toThrow('killed');
        expect((await h.engine.getRun('r1'))?.head.status).toBe('succeeded');
        expect((await h.engine.targets.read('pki/prod')).holder?.run).toBe('r1');
      },
    );
    await using(open(base), async h => {
      expect((await h.engine.targets.list()).map(({ cell: { holder, freezes } }) => ({ holder, freezes }))).toEqual([FREE, FREE]);
    });
  });

  test('a freeze that a step has set is told to others by the next owner', async () => {
    const base = scratch();
    const freezing = `${HEAD}steps: [{ id: f, freeze: { reason: moving } }, { id: c, confirm: Go? }]\n`;
    await using(
      open(base, 'dead', change => change.type === 'freeze'),
      async h => {
        await h.start(freezing, PLAN);
        await expect(h.drive()).rejects.toThrow('killed');
        expect((await h.engine.targets.read('pki/dev')).freezes).toEqual([]);
      },
    );
    await using(open(base), async h => {
      expect(await h.drive()).toMatchObject({ status: 'parked', why: 'gate' });
      expect((await h.engine.targets.read('pki/dev')).freezes).toMatchObject([{ reason: 'moving', by: 'ana', run: 'r1' }]);
    });
  });

  test('where one of several targets is held, none stays locked', async () => {
    const base = scratch();
    const other = openGit(base);
    const lock: CellChange = { type: 'acquire', holder: { run: 'rx', starter: 'eve', since: 1 }, duringFreeze: false };
    await other.change('pki/prod', lock, { by: 'eve', reason: '', at: 1 });
    await using(open(base), async h => {
      expect(await h.start(STEPS, PLAN)).toMatchObject({ status: 'refused', code: 'held' });
      const { holder, freezes } = await other.read('pki/dev');
      expect({ holder, freezes }).toEqual(FREE);
      expect(await h.engine.listRuns()).toEqual([]);
    });
  });
});
