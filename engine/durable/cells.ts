import type { DatabaseSync } from 'node:sqlite';
import { type Cell, type CellChange, type CellChanged, type CellNote, type Freeze, type Holder, type NamedCell, changeCell } from '../core/cell.ts';

/** Reads and writes cells inside the caller's transaction. */
export interface Cells {
  read(target: string): Cell;
  list(): readonly NamedCell[];
  write(target: string, cell: Cell): void;
  change(target: string, change: CellChange, note: CellNote): CellChanged;
}

export function openCells(database: DatabaseSync): Cells {
  const select = database.prepare('select holder, freezes, last from cells where target = ?');
  const all = database.prepare('select target, holder, freezes, last from cells order by target');
  const upsert = database.prepare(
    'insert into cells (target, holder, freezes, last) values (?, ?, ?, ?) on conflict (target) do update set holder = excluded.holder, freezes = excluded.freezes, last = excluded.last',
  );
  const read = (target: string): Cell => toCell(select.get(target));
  const write = (target: string, { holder, freezes, last }: Cell): void => {
    upsert.run(target, holder ? JSON.stringify(holder) : null, JSON.stringify(freezes), last ? JSON.stringify(last) : null);
  };
  return {
    read,
    list: () => all.all().map(row => ({ target: String(row['target']), cell: toCell(row) })),
    write,
    change: (target, change) => {
      const before = read(target);
      const changed = changeCell(target, before, change);
      if (changed.status === 'ok' && changed.cell !== before) write(target, changed.cell);
      return changed;
    },
  };
}

function toCell(row: Readonly<Record<string, unknown>> | undefined): Cell {
  if (!row) return { freezes: [] };
  const freezes = JSON.parse(String(row['freezes'])) as Freeze[];
  const holderIn = (column: 'holder' | 'last'): { readonly [K in typeof column]?: Holder } =>
    typeof row[column] === 'string' ? { [column]: JSON.parse(row[column]) as Holder } : {};
  return { ...holderIn('holder'), freezes, ...holderIn('last') };
}
