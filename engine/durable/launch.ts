import type { Claim } from '../core/ports.ts';
import { type Barrier, type Stop, stopOf } from './barrier.ts';
import { LOST, newClaim, transact } from './commit.ts';
import type { Self } from './drive.ts';
import type { Flights } from './flights.ts';
import type { OutboxRow } from './rows.ts';

/**
 * Begins what the outbox holds: claims first, in a commit of its own where the last one could not. Returns what stopped a change.
 * A process that is to park begins only what it has claimed already: the next owner could not tell that it never began.
 */
export function launch(self: Self, flights: Flights, isStopping: boolean): Stop | undefined {
  const { fence, options } = self.drive;
  const gate: Gate = { look: once(() => self.barrier.look()), stop: undefined };
  for (const row of self.work.outbox.values()) {
    if (isStopping && row.claim?.fence !== fence) continue;
    if (row.cancelled) flights.cancel(row);
    if (flights.has(row.key)) continue;
    if (row.claim && row.claim.fence !== fence) flights.settleOrphan(row, row.claim);
    else if (row.cancelled) flights.neverBegun(row.key);
    else {
      const claim = row.spec.claimed ? (row.claim ?? claimNow(self, row, gate)) : newClaim(row.key, fence, options.clock.now());
      if (claim) flights.begin(row, claim);
    }
  }
  return gate.stop;
}

/** What one pass over the outbox knows about freezes. */
interface Gate {
  readonly look: Barrier['look'];
  stop: Stop | undefined;
}

function claimNow({ drive, work, open }: Self, row: OutboxRow, gate: Gate): Claim | undefined {
  const { ledger, run, fence, options } = drive;
  const made = newClaim(row.key, fence, options.clock.now());
  const seen = row.spec.stoppable ? gate.look() : {};
  gate.stop ??= seen?.stop;
  if (!seen || seen.stop) return undefined;
  const stop = transact(ledger.database, () => {
    if (ledger.rows.cursor(run)?.fence !== fence) throw LOST;
    const found = row.spec.stoppable ? stopOf(ledger.cells, open.program.plan.targets, run, made.at) : undefined;
    if (!found) ledger.rows.setClaim(run, row.key, made);
    return found;
  });
  gate.stop ??= stop;
  if (stop) return undefined;
  work.setClaim(row.key, made);
  return made;
}

function once<T>(ask: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: ask() }).value;
}
