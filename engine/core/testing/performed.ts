import type { JournalRecord } from '../events.ts';
import { staticPath } from '../paths.ts';
import type { Program } from '../program.ts';
import { type Observed, isMeant } from './observed.ts';

/** A change that a run made, in the order in which they were begun. */
export interface Performed {
  readonly path: string;
  /** The action, or `run`. */
  readonly action: string;
}

/** All changes that were begun and whose attempt was not refused; one that only its confirmation refused has happened. */
export function performedIn({ program, records }: Pick<Observed, 'program' | 'records'>): readonly Performed[] {
  return records.flatMap((record, index) => {
    if (record.type !== 'step-doing') return [];
    const action = changeAt(program, record.path);
    return action === undefined || wasRefused(records.slice(index + 1), record.path) ? [] : [{ path: record.path, action }];
  });
}

/** Whether a test names it: by its action or by its step. */
export function isNamed({ path, action }: Performed, name: string): boolean {
  return action === name || isMeant(path, name);
}

function changeAt({ steps, plan }: Program, path: string): string | undefined {
  const step = steps.get(staticPath(path))?.step;
  if (step?.uses !== undefined) return plan.actions[step.uses]?.effect === 'read' ? undefined : step.uses;
  return step?.run === undefined || step.effect === 'read' ? undefined : 'run';
}

function wasRefused(later: readonly JournalRecord[], path: string): boolean {
  for (const record of later) {
    if (!('path' in record) || record.path !== path) continue;
    if (record.type === 'step-finished' || record.type === 'step-waiting')
      return record.failure !== undefined && !['verify', 'expression'].includes(record.failure.code);
    if (record.type === 'step-doing') return true;
  }
  return false;
}
