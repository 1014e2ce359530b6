import { toJsonLine } from '../core/json-line.ts';
import type { View, ViewOptions } from './view.ts';

/** For programs: one journal entry a line; the last line is `run-finished`, `run-parked` with the run's `status`, or `run-lost`. */
export function openNdjson({ out, now }: ViewOptions): View {
  let seq = 0;
  let of = '';
  // A `run-finished`, held back until the hash over all that was recorded is known.
  let last: object | undefined;
  const write = (entry: object): void => void out.write(`${toJsonLine(entry)}\n`);
  return {
    record: record => {
      const { type, run, at, ...rest } = record;
      seq = record.seq;
      of = run;
      const entry = { type, run, at: new Date(at).toISOString(), ...rest };
      if (last) write(last);
      last = type === 'run-finished' ? entry : undefined;
      if (!last) write(entry);
    },
    line: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    close: (end, evidence) => {
      if (last) write({ ...last, ...(evidence === undefined ? {} : { evidence }) });
      if (end?.status === 'lost') write({ type: 'run-lost', run: of, seq, at: new Date(now()).toISOString() });
    },
  };
}
