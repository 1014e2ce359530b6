import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecSpec } from '../../../engine/core/events.ts';
import { stateOf } from './leg.ts';

/** What a run was in: `read` is the do of a reading step, `between` means that nothing was in flight. */
export type Moment = 'look' | 'do' | 'confirm' | 'settle' | 'read' | 'between';

export interface InFlight {
  readonly path: string;
  readonly moment: Moment;
}

const ORDER: readonly Moment[] = ['do', 'settle', 'confirm', 'look', 'read', 'between'];

/** What the store says is in flight, the gravest first. */
export function inFlight(folder: string): readonly InFlight[] {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(join(stateOf(folder), 'runs.sqlite'), { timeout: 2_000 });
  try {
    const rows = database.prepare('select spec from outbox').all();
    return rows.map(row => toInFlight(JSON.parse(String(row['spec'])) as ExecSpec)).toSorted((a, b) => ORDER.indexOf(a.moment) - ORDER.indexOf(b.moment));
  } finally {
    database.close();
  }
}

/** The commands that an engine runs now: its own children that carry a claim, with the step that they belong to. */
export function commandsOf(engine: number): readonly { readonly pid: number; readonly path: string }[] {
  return readdirSync('/proc').flatMap(name => {
    const pid = Number(name);
    if (!(pid > 0) || parentOf(pid) !== engine) return [];
    const path = /(?:^|\0)RUNBOOK_STEP=([^\0]*)/.exec(readProc(pid, 'environ'))?.[1];
    return path === undefined ? [] : [{ pid, path }];
  });
}

function toInFlight({ path, phase, claimed }: ExecSpec): InFlight {
  return { path, moment: phase === 'do' && !claimed ? 'read' : phase };
}

function parentOf(pid: number): number {
  const stat = readProc(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Empty where the process has just ended. */
function readProc(pid: number, file: 'stat' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
