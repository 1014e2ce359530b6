import type { Usuals } from '../core/usual.ts';
import type { JournalRecord } from '../core/events.ts';
import type { DriveEnd } from '../core/ports.ts';

/** Follows a run: fed with its journal and its steps' log lines, never asked by the engine. */
export interface View {
  record(record: JournalRecord): void;
  /** One line of a step's command. */
  line(path: string, text: string): void;
  /** Leaves the terminal to a prompt or an interactive command. */
  pause(): void;
  resume(): void;
  /** Prints the end: the summary of a finished or parked run; without `end` only lets the terminal go. `evidence`: the hash over all that was recorded. */
  close(end?: DriveEnd, evidence?: string): void;
}

/** What every view needs beside the records. */
export interface ViewOptions {
  readonly out: { write(text: string): unknown };
  /** The run's clock, milliseconds: virtual in a rehearsal. */
  now(): number;
  /** How long steps usually take. */
  readonly usual?: Usuals | undefined;
}
