import type { Signal } from '../core/events.ts';
import type { Accepted, Processes } from '../core/ports.ts';
import type { Ledger } from './commit.ts';
import type { InboxRow } from './rows.ts';

/** Something that a run is told, from whatever process. */
export interface Telling {
  readonly ledger: Ledger;
  readonly run: string;
  readonly row: InboxRow;
  readonly now: number;
  readonly processes: Processes;
}

export function accepted(step: string | undefined, notes: readonly string[] = []): Accepted {
  return { status: 'accepted', notes, ...(step === undefined ? {} : { step }) };
}

/** The whole path instead of what the person wrote: two ways to write it are one step. */
export function withPath(row: InboxRow, path: string | undefined): InboxRow {
  return path === undefined ? row : { ...row, signal: { ...row.signal, step: path } as Signal };
}
