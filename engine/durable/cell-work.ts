import type { DatabaseSync } from 'node:sqlite';
import type { CellChange, CellNote } from '../core/cell.ts';
import type { ProcessIdentity } from '../core/ports.ts';

/** Changes of shared cells that are decided and not yet pushed, in order. */
export interface CellWork {
  /** `starter`: of a run that does not exist yet, the process that is starting it. */
  add(run: string, target: string, change: CellChange, note: CellNote, starter?: ProcessIdentity): void;
  of(run: string): readonly KeptChange[];
  runs(): readonly { readonly run: string; readonly starter?: ProcessIdentity }[];
  drop(number: number): void;
  dropAll(run: string): void;
}

interface KeptChange {
  readonly number: number;
  readonly target: string;
  readonly change: CellChange;
  readonly note: CellNote;
}

/** Only state directories with a shared store have it. */
const TABLE = `
create table if not exists cell_work (
  number integer primary key autoincrement, run text not null, target text not null, change text not null, note text not null, starter text
);
`;

export function openCellWork(database: DatabaseSync): CellWork {
  database.exec(TABLE);
  const insert = database.prepare('insert into cell_work (run, target, change, note, starter) values (?, ?, ?, ?, ?)');
  const ofRun = database.prepare('select number, target, change, note from cell_work where run = ? order by number');
  const all = database.prepare('select run, max(starter) as starter from cell_work group by run');
  const remove = database.prepare('delete from cell_work where number = ?');
  const removeAll = database.prepare('delete from cell_work where run = ?');
  return {
    add: (run, target, change, note, starter) =>
      void insert.run(run, target, JSON.stringify(change), JSON.stringify(note), starter ? JSON.stringify(starter) : null),
    of: run => ofRun.all(run).map(toKept),
    runs: () =>
      all.all().map(row => ({
        run: String(row['run']),
        ...(row['starter'] === null ? {} : { starter: JSON.parse(String(row['starter'])) as ProcessIdentity }),
      })),
    drop: number => void remove.run(number),
    dropAll: run => void removeAll.run(run),
  };
}

function toKept(row: Readonly<Record<string, unknown>>): KeptChange {
  return {
    number: Number(row['number']),
    target: String(row['target']),
    change: JSON.parse(String(row['change'])) as CellChange,
    note: JSON.parse(String(row['note'])) as CellNote,
  };
}
