import type { Signal } from '../core/events.ts';
import { stateTexts } from '../core/messages/state.ts';
import type { Accepted, Refusal } from '../core/ports.ts';
import { checkSignal } from '../core/reduce/signals.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { beginLeg } from './begin-leg.ts';
import { type Ledger, deliverWithin, transact } from './commit.ts';
import { type OpenRun, openLazily } from './open-run.ts';
import { refuseRollback } from './refuse-rollback.ts';
import type { InboxRow, RunRow } from './rows.ts';
import type { Shared } from './shared.ts';
import { type Telling, accepted, withPath } from './telling.ts';

/** Validated and stored in one transaction; applied at once where nobody owns the run, and nothing is executed. */
export async function takeSignal(telling: Telling, shared: Shared | undefined): Promise<Accepted | Refusal> {
  const { ledger, run, row } = telling;
  const found = ledger.rows.run(run);
  if (!found) return { status: 'refused', code: 'not-found', message: stateTexts.noRun(run) };
  const check = checkSignal(openLazily(ledger, run, found.head), row.signal, row.by);
  if (check.ok && check.leg) return beginLeg(telling, shared);
  return transact(ledger.database, () => tell(telling));
}

function tell({ ledger, run, row, now, processes }: Telling): Accepted | Refusal {
  const found = ledger.rows.run(run);
  if (!found) return { status: 'refused', code: 'not-found', message: stateTexts.noRun(run) };
  const open = openLazily(ledger, run, found.head);
  const check = checkSignal(open, row.signal, row.by);
  if (!check.ok) return { status: 'refused', code: isFinished(found.head) ? 'finished' : 'invalid', message: check.message };
  const refused = refuseRollback(ledger, open, row, { processes, now });
  if (refused !== undefined) return { status: 'refused', code: 'invalid', message: refused };
  const meant = withPath(row, check.path);
  if (found.owner && processes.isAlive(found.owner) !== 'dead') return post(ledger, run, meant);
  if (meant.signal.type === 'pause') return { status: 'refused', code: 'invalid', message: stateTexts.parkedAlready(run) };
  applyHere({ ledger, run, found, open, row: meant, now });
  return accepted(check.path);
}

interface Applying {
  readonly ledger: Ledger;
  readonly run: string;
  readonly found: RunRow;
  readonly open: OpenRun;
  readonly row: InboxRow;
  readonly now: number;
}

function applyHere({ ledger, run, found, open, row, now }: Applying): void {
  const { program } = open;
  if (found.head.status === 'pending') open.advance(deliverWithin(ledger, { run, program, state: open, event: { type: 'start' }, now }));
  open.advance(deliverWithin(ledger, { run, program, state: open, event: { type: 'signal', ...row, atRest: true }, now }));
  if (row.signal.type === 'cancel') endUnbegun({ ledger, run, found, open, row, now });
}

/** What was cancelled and never began ends now: nobody need resume the run for that. */
function endUnbegun({ ledger, run, open, now }: Applying): void {
  for (;;) {
    const exec = ledger.rows.outbox(run).find(({ cancelled, claim }) => cancelled && !claim);
    if (!exec) return;
    const outcome = { status: 'interrupted', failure: { code: 'not-begun', message: stateTexts.notBegun } } as const;
    open.advance(
      deliverWithin(ledger, { run, program: open.program, state: open, event: { type: 'result', key: exec.key, outcome }, now, consumed: { exec: exec.key } }),
    );
  }
}

/** Left for the owner; the first answer to a step wins. */
function post(ledger: Ledger, run: string, row: InboxRow): Accepted | Refusal {
  const step = 'step' in row.signal ? row.signal.step : undefined;
  const rival = ledger.rows
    .inbox(run)
    .find(entry => step !== undefined && 'step' in entry.signal && entry.signal.step === step && entry.id !== row.id && decides(entry.signal));
  if (rival && step !== undefined) return { status: 'refused', code: 'invalid', message: stateTexts.answered(step) };
  ledger.rows.addSignal(run, row);
  return accepted(step);
}

/** Approvals, ticks and more time add up; everything else ends what was waited for. */
function decides(signal: Signal): boolean {
  return signal.type !== 'approve' && signal.type !== 'extend' && !(signal.type === 'answer' && 'tick' in signal.values);
}
