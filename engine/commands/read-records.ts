import type { JournalRecord } from '../core/events.ts';
import type { Engine, RunSnapshot } from '../core/ports.ts';

/** The journal of a run as far as the snapshot knows it. */
export async function readRecords(engine: Engine, { head, seq }: RunSnapshot): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  if (seq === 0) return records;
  for await (const record of engine.events(head.run, 0)) {
    records.push(record);
    if (record.seq >= seq) break;
  }
  return records;
}
