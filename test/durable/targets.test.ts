import { describe, expect, test } from 'vitest';
import type { CellChange, CellChanged } from '../../engine/core/cell.ts';
import type { TargetStore } from '../../engine/core/ports.ts';
import { race } from '../support/race.ts';
import { STORES, makeRemote, scratch } from '../support/target-stores.ts';

const T = 'pki/prod';
const NOTE = { by: 'ana', reason: 'a reason', at: 1_000 };
const lock = (run: string, duringFreeze = false): CellChange => ({ type: 'acquire', holder: { run, starter: 'ana', since: 1_000 }, duringFreeze });
const frost = (by: string, until?: number): CellChange => ({
  type: 'freeze',
  freeze: { by, reason: 'incident', at: 500, ...(until === undefined ? {} : { until }) },
});

describe.each(Object.entries(STORES))('targets in %s', (name, open) => {
  const opened = (): { one: TargetStore; other: TargetStore; change(change: CellChange, target?: string): Promise<CellChanged> } => {
    const base = scratch();
    const one = open(base);
    return { one, other: open(base), change: (change, target = T) => one.change(target, change, NOTE) };
  };

  test('an unknown target is free, and reading leaves no trace of it', async () => {
    const { one } = opened();
    expect(await one.read(T)).toEqual({ freezes: [] });
    expect(await one.list()).toEqual([]);
  });

  test('a lock is seen by others, refused to them by name, given twice to its run, and released by its run alone', async () => {
    const { one, other, change } = opened();
    const cell = { holder: { run: 'r1', starter: 'ana', since: 1_000 }, freezes: [] };
    expect(await change(lock('r1'))).toEqual({ status: 'ok', cell });
    expect(await other.read(T)).toEqual(cell);
    expect(await other.change(T, lock('r2'), NOTE)).toEqual({
      status: 'refused',
      code: 'held',
      message: `${T} is locked by run r1, which ana started at 1970-01-01T00:00:01.000Z. See \`runbook status r1\`; it ends the lock when it finishes or is cancelled.`,
    });
    expect(await change(lock('r1'))).toEqual({ status: 'ok', cell });
    await other.change(T, { type: 'release', run: 'r2' }, NOTE);
    expect(await one.read(T)).toEqual(cell);
    await other.change(T, { type: 'release', run: 'r1' }, NOTE);
    expect(await one.read(T)).toEqual({ freezes: [], last: cell.holder });
    expect(await other.change(T, lock('r2'), NOTE)).toMatchObject({ status: 'ok' });
  });

  test('a freeze refuses a lock, not one that is made for it, and not when it is over', async () => {
    const { change } = opened();
    await change(frost('ben'));
    expect(await change(lock('r1'))).toEqual({ status: 'refused', code: 'frozen', message: `${T} is frozen by ben: incident` });
    expect(await change(lock('r1', true))).toMatchObject({ status: 'ok' });
    await change(frost('ben', 900), 'other');
    expect(await change(lock('r1'), 'other')).toMatchObject({ status: 'ok' });
  });

  test('freezes of several people add up, one told twice is one, and unfreeze takes all', async () => {
    const { one, other, change } = opened();
    await change(frost('ben'));
    await change(frost('ben'));
    await other.change(T, frost('eve', 9_000), NOTE);
    expect((await one.read(T)).freezes).toEqual([
      { by: 'ben', reason: 'incident', at: 500 },
      { by: 'eve', reason: 'incident', at: 500, until: 9_000 },
    ]);
    await change({ type: 'unfreeze' });
    expect(await other.read(T)).toEqual({ freezes: [] });
  });

  test('the names of targets are only names', async () => {
    const { one, change } = opened();
    const names = ['pki', 'pki/prod', 'pki/prod/x', 'A', 'a', '..', 'x.lock', '-f', '@{1}', 'ünï code ~^:?*[\\', '%2F', "'; drop table cells; --"];
    for (const target of names) await change(lock(`run of ${target}`), target);
    const found = await one.list();
    expect(found.map(({ target }) => target).toSorted()).toEqual(names.toSorted());
    for (const { target, cell } of found) expect(cell.holder?.run).toBe(`run of ${target}`);
  });

  test('ten processes that race for locks never hold one together', { timeout: 120_000 }, async () => {
    const base = scratch();
    if (name === 'SQLite') open(base);
    else makeRemote(base);
    const targets = Array.from({ length: 5 }, (_, index) => `race/${index}`);
    const said = (await race(name, base, targets)).flatMap(text => text.split('\n'));
    for (const target of targets) {
      expect(said.filter(line => line === `${target} ok`)).toHaveLength(1);
      expect(said.filter(line => line === `${target} refused`)).toHaveLength(9);
    }
  });
});
