import { toJsonLine } from '../core/json-line.ts';
import type { DriveEnd } from '../core/ports.ts';
import type { View, ViewOptions } from './view.ts';

/** For programs: one journal entry a line; the last line is `run-finished`, or `run-parked` with the run's `status`. */
export function openNdjson({ out, now }: ViewOptions): View {
  let seq = 0;
  const write = (entry: object): void => void out.write(`${toJsonLine(entry)}\n`);
  return {
    record: record => {
      const { type, run, at, ...rest } = record;
      seq = record.seq;
      write({ type, run, at: new Date(at).toISOString(), ...rest });
    },
    line: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    close: end => {
      if (end?.status === 'parked') write(parkedLine(end, seq, now()));
    },
  };
}

function parkedLine({ head, why }: Extract<DriveEnd, { status: 'parked' }>, seq: number, at: number): object {
  return { type: 'run-parked', run: head.run, seq, at: new Date(at).toISOString(), status: head.status, why, gates: head.gates };
}
