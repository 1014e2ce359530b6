import type { DatabaseSync } from 'node:sqlite';
import type { Cell, Freeze, Holder, Refusal } from '../core/ports.ts';
import { stateTexts } from '../core/messages/state.ts';

/** Reads and writes cells inside the caller's transaction. */
export interface Cells {
  read(target: string): Cell;
  /** All targets or none. */
  acquire(targets: readonly string[], holder: Holder, duringFreeze: boolean): Refusal | undefined;
  release(target: string, run: string): void;
  freeze(target: string, freeze: Freeze): void;
  unfreeze(target: string): void;
}

export function openCells(database: DatabaseSync): Cells {
  const select = database.prepare('select holder, freezes from cells where target = ?');
  const upsert = database.prepare('insert into cells values (?, ?, ?) on conflict (target) do update set holder = excluded.holder, freezes = excluded.freezes');
  const read = (target: string): Cell => toCell(select.get(target));
  const write = (target: string, { holder, freezes }: Cell): void => {
    upsert.run(target, holder ? JSON.stringify(holder) : null, JSON.stringify(freezes));
  };
  return {
    read,
    acquire: (targets, holder, duringFreeze) => {
      for (const target of targets) {
        const refusal = refuse(target, read(target), holder, duringFreeze);
        if (refusal) return refusal;
      }
      for (const target of targets) write(target, { ...read(target), holder });
      return undefined;
    },
    release: (target, run) => {
      const cell = read(target);
      if (cell.holder?.run === run) write(target, { freezes: cell.freezes });
    },
    freeze: (target, freeze) => write(target, { ...read(target), freezes: [...read(target).freezes, freeze] }),
    unfreeze: target => write(target, { ...read(target), freezes: [] }),
  };
}

export function isFrozen(cell: Cell, now: number): boolean {
  return freezeAt(cell, now) !== undefined;
}

function freezeAt({ freezes }: Cell, now: number): Freeze | undefined {
  return freezes.find(entry => entry.until === undefined || entry.until > now);
}

function refuse(target: string, cell: Cell, holder: Holder, duringFreeze: boolean): Refusal | undefined {
  if (cell.holder && cell.holder.run !== holder.run) {
    const { run, starter, since } = cell.holder;
    return { status: 'refused', code: 'held', message: stateTexts.held(target, run, starter, new Date(since).toISOString()) };
  }
  const freeze = freezeAt(cell, holder.since);
  if (!freeze || duringFreeze) return undefined;
  return { status: 'refused', code: 'frozen', message: stateTexts.frozen(target, freeze.reason, freeze.by) };
}

function toCell(row: Readonly<Record<string, unknown>> | undefined): Cell {
  if (!row) return { freezes: [] };
  const freezes = JSON.parse(String(row['freezes'])) as Freeze[];
  return typeof row['holder'] === 'string' ? { holder: JSON.parse(row['holder']) as Holder, freezes } : { freezes };
}
