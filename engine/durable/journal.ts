import type { JournalRecord } from '../core/events.ts';
import { isFinished } from '../core/reduce/situation.ts';
import type { Ledger } from './commit.ts';

/** History from `after`, then live, without gaps; ends when the run is finished and read to its end, or the signal aborts. */
export async function* readJournal(
  ledger: Ledger,
  run: string,
  after: number,
  watch: (wake: () => void) => () => void,
  signal?: AbortSignal,
): AsyncGenerator<JournalRecord> {
  let last = after;
  let wake: (() => void) | undefined;
  let dirty = true;
  const onChange = (): void => {
    dirty = true;
    wake?.();
  };
  const stop = watch(onChange);
  signal?.addEventListener('abort', onChange);
  try {
    for (;;) {
      dirty = false;
      // What was written before the signal aborted is read to its end.
      const isLast = signal?.aborted ?? false;
      for (const record of ledger.rows.entries(run, last)) {
        last = record.seq;
        yield record;
      }
      const row = ledger.rows.run(run);
      if (!row || isLast || (isFinished(row.head) && row.seq <= last)) return;
      if (!dirty) await new Promise<void>(resolve => (wake = resolve));
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', onChange);
  }
}
