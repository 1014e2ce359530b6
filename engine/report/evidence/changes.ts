import type { JournalRecord, Work } from '../../core/events.ts';
import { reportWords as say } from '../../core/messages/report.ts';
import { workLines } from '../plan-lines.ts';
import { type RunReport, iso } from './run-report.ts';

type Change = RunReport['changes'][number];

/** Effects of actions as they were answered for; of a command that is no read, each time that it was begun. */
export function changesOf(records: readonly JournalRecord[]): readonly Change[] {
  const begun = new Map<string, Change>();
  const changes: Change[] = [];
  const end = (path: string, how: string): void => {
    const change = begun.get(path);
    begun.delete(path);
    if (change) changes.push({ ...change, says: say.ranCommand(change.says, how) });
  };
  for (const record of records) {
    if (record.type === 'step-doing') begin(begun, record.path, record.at, record.spec as unknown as Work);
    if (record.type === 'step-interrupted') end(record.path, say.noAnswer);
    if (record.type === 'step-waiting' && record.for === 'retry') end(record.path, say.failedOnce);
    if (record.type !== 'step-finished' || record.status === 'skipped') continue;
    end(record.path, record.status === 'succeeded' ? '' : record.status);
    changes.push(...(record.performed ?? []).map(({ does, to, says }) => ({ step: record.path, at: iso(record.at), does, to, says })));
  }
  return [...changes, ...[...begun.values()].map(change => ({ ...change, says: say.ranCommand(change.says, say.notEnded) }))];
}

function begin(begun: Map<string, Change>, step: string, at: number, work: Work): void {
  if (work.kind === 'run' && work.effect !== 'read') begun.set(step, { step, at: iso(at), does: 'run', to: '', says: workLines(work)[0] ?? '' });
}
