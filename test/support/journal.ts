import type { JournalEntry, JournalRecord } from '../../engine/core/events.ts';
import type { RunHead } from '../../engine/core/state.ts';

/** 2026-03-10 10:00:00 UTC */
export const T0 = Date.UTC(2026, 2, 10, 10, 0, 0);

/** Journal records from entries with the seconds since T0 at which they happen. */
export function journal(...entries: readonly (readonly [second: number, entry: JournalEntry])[]): readonly JournalRecord[] {
  return entries.map(([second, entry], index) => ({ seq: index + 1, run: 'r1', at: T0 + second * 1_000, ...entry }));
}

export const runStarted: JournalEntry = { type: 'run-started', runbook: 'demo', title: 'Demo', starter: 'ana', inputs: {}, target: null };

export const started = (path: string, name: string = path, attempt = 1): JournalEntry => ({ type: 'step-started', path, attempt, name, kind: 'run' });

export const finished = (path: string, more: Partial<Extract<JournalEntry, { type: 'step-finished' }>> = {}): JournalEntry => ({
  type: 'step-finished',
  path,
  status: 'succeeded',
  took: 0,
  ...more,
});

export function headOf(more: Partial<RunHead> = {}): RunHead {
  return {
    v: 1,
    run: 'r1',
    status: 'succeeded',
    starter: { name: 'ana', groups: [] },
    startedAt: T0,
    override: '',
    now: T0,
    incomplete: [],
    gates: [],
    ...more,
  };
}
