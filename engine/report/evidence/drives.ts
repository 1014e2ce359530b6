import type { JournalRecord } from '../../core/events.ts';
import { reportWords as say } from '../../core/messages/report.ts';
import { parkedBecause } from '../../core/messages/run.ts';
import { type EntryOf, iso } from './run-report.ts';

/** One process that drove a run, for as long as it did. */
export interface Drive {
  readonly at: string;
  readonly by: string;
  /** Terminal, process and machine. */
  readonly from: string;
  /** It took the run from a process that was alive, or of which nobody could tell. */
  readonly tookOver?: true;
  /** When and why it left; absent while it drives. One that died said neither when nor why: then `until` is absent. */
  readonly until?: string;
  readonly left?: string;
}

/** Who drove a run, one after the other. `isDriven`: whether the last of them still does. */
export function drivesOf(records: readonly JournalRecord[], isDriven: boolean): readonly Drive[] {
  const turns = records.filter(isTurn);
  return turns.flatMap((turn, index): readonly Drive[] => {
    if (turn.type !== 'run-driven') return [];
    const { at, by, pid, host, terminal, tookOver } = turn;
    const end = turns[index + 1];
    const left = end ? leftBy(end) : isDriven ? {} : { left: say.died };
    return [{ at: iso(at), by, from: say.from(terminal, pid, host), ...(tookOver ? { tookOver } : {}), ...left }];
  });
}

type Turn = EntryOf<'run-driven'> | EntryOf<'run-parked'> | EntryOf<'run-finished'>;

function isTurn(record: JournalRecord): record is Turn {
  const { type } = record;
  return type === 'run-driven' || type === 'run-parked' || type === 'run-finished';
}

function leftBy(turn: Turn): Pick<Drive, 'until' | 'left'> {
  switch (turn.type) {
    case 'run-driven':
      return { left: turn.tookOver ? say.takenFrom(turn.by) : say.died };
    case 'run-parked':
      return { until: iso(turn.at), left: [parkedBecause[turn.why], turn.message].filter(Boolean).join(': ') };
    case 'run-finished':
      return { until: iso(turn.at), left: say.finished(turn.status) };
  }
}
