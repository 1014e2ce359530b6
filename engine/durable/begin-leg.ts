import { stateTexts } from '../core/messages/state.ts';
import type { Accepted, Refusal } from '../core/ports.ts';
import { checkSignal } from '../core/reduce/signals.ts';
import { acquireAll, lockShared } from './begin.ts';
import { type Ledger, deliverWithin, transact } from './commit.ts';
import { openLazily } from './open-run.ts';
import type { Shared } from './shared.ts';
import { type Telling, accepted, withPath } from './telling.ts';

/** A run that had ended goes on: its locks are taken anew in the transaction that opens it; in a shared store right before. */
export async function beginLeg(telling: Telling, shared: Shared | undefined): Promise<Accepted | Refusal> {
  const { ledger, run, row, now } = telling;
  const plan = ledger.rows.plan(run);
  const beginning = { run, plan, meta: { starter: row.by, override: '' }, now };
  const locked = shared && plan.targets.length > 0 ? await lockShared(shared, beginning) : undefined;
  if (locked?.status === 'refused') return locked;
  const result = transact(ledger.database, () => {
    const head = ledger.rows.run(run)?.head;
    if (!head) return refuse('not-found', stateTexts.noRun(run));
    const open = openLazily(ledger, run, head);
    const check = checkSignal(open, row.signal, row.by);
    if (!check.ok || !check.leg) return refuse('invalid', check.ok ? stateTexts.goesOn(run) : check.message);
    if (locked) shared?.keep(run, locked.cells);
    const refusal = locked ? undefined : acquireAll(ledger, beginning);
    if (refusal) return refusal;
    const event = { type: 'signal', ...withPath(row, check.path) } as const;
    deliverWithin(ledger, { run, program: open.program, state: open, event, now });
    return accepted(check.path, heldSince(ledger, run, plan.targets));
  });
  if (locked && result.status === 'refused') await shared?.push(run);
  return result;
}

/** Others that had the lock since this run gave it back: what they changed, this run does not know. */
function heldSince({ cells }: Ledger, run: string, targets: readonly string[]): readonly string[] {
  return targets.flatMap(target => {
    const { last } = cells.read(target);
    return last && last.run !== run ? [stateTexts.heldSince(target, last.run, last.starter)] : [];
  });
}

function refuse(code: Refusal['code'], message: string): Refusal {
  return { status: 'refused', code, message };
}
