import { type CellChange, type CellNote, type NamedCell, changeCell } from '../core/cell.ts';
import { stateTexts } from '../core/messages/state.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Refusal, StartMeta } from '../core/ports.ts';
import { type Ledger, newRun, transact } from './commit.ts';
import { type Shared, isUnreachable } from './shared.ts';

export interface Beginning {
  readonly run: string;
  readonly plan: FrozenPlan;
  readonly meta: StartMeta;
  readonly now: number;
}

/** Takes the locks of all targets and writes the run, in one transaction where the rows are the store; a shared store is asked before it. */
export async function beginRun(ledger: Ledger, beginning: Beginning, shared: Shared | undefined): Promise<{ status: 'started' } | Refusal> {
  const { run, plan } = beginning;
  if (!shared || plan.targets.length === 0) return insertRun(ledger, beginning, () => acquireAll(ledger, beginning));
  if (ledger.rows.run(run)) return { status: 'started' };
  const locked = await lockShared(shared, beginning);
  if (locked.status === 'refused') return locked;
  return insertRun(ledger, beginning, () => {
    shared.keep(run, locked.cells);
    return undefined;
  });
}

/** The lock of a run on a cell: for its start, or (`isUnderWay`) for a run that goes on, which a freeze stops elsewhere. */
export function lockOf({ run, plan, meta, now }: Beginning, isUnderWay = false): { readonly change: CellChange; readonly note: CellNote } {
  const holder = { run, starter: meta.starter.name, since: now };
  const duringFreeze = isUnderWay || (plan.runbooks[plan.runbook]?.document['during-freeze'] ?? false);
  return { change: { type: 'acquire', holder, duringFreeze }, note: { by: meta.starter.name, reason: stateTexts.runStarts(run), at: now } };
}

/** Takes all locks in a shared store, for a run that begins or goes on. */
export async function lockShared(shared: Shared, beginning: Beginning): Promise<{ readonly status: 'ok'; readonly cells: readonly NamedCell[] } | Refusal> {
  const { change, note } = lockOf(beginning);
  try {
    await shared.mend();
    return await shared.lock(beginning.run, beginning.plan.targets, change, note);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return { status: 'refused', code: 'targets-unreachable', message: error.failure.message };
  }
}

function insertRun(ledger: Ledger, { run, plan, meta, now }: Beginning, lock: () => Refusal | undefined): { status: 'started' } | Refusal {
  return transact(ledger.database, () => {
    if (ledger.rows.run(run)) return { status: 'started' as const };
    const refusal = lock();
    if (refusal) return refusal;
    ledger.rows.insertRun(newRun(run, plan, meta, now));
    return { status: 'started' as const };
  });
}

/** All of the plan's targets, or none: the caller's transaction writes nothing where one is refused. */
export function acquireAll({ cells }: Ledger, beginning: Beginning): Refusal | undefined {
  const { targets } = beginning.plan;
  const { change, note } = lockOf(beginning);
  const refused = targets.map(target => changeCell(target, cells.read(target), change)).find(changed => changed.status === 'refused');
  if (refused) return refused;
  for (const target of targets) cells.change(target, change, note);
  return undefined;
}
