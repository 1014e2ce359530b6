import { rollbackTexts } from '../core/messages/rollback.ts';
import type { Processes } from '../core/ports.ts';
import { checkRollback } from '../core/reduce/roll-back.ts';
import type { Ledger } from './commit.ts';
import { hasClaim } from './drive.ts';
import type { OpenRun } from './open-run.ts';
import type { InboxRow } from './rows.ts';

/** Why a run cannot be rolled back now: something is being done in it, or its rollback cannot begin. Nothing for other signals. */
export function refuseRollback(
  ledger: Ledger,
  open: OpenRun,
  { signal, by }: InboxRow,
  { processes, now }: { readonly processes: Processes; readonly now: number },
): string | undefined {
  if (signal.type !== 'rollback') return undefined;
  const { program, node, head } = open;
  const outbox = ledger.rows.outbox(head.run);
  const owner = ledger.rows.run(head.run)?.owner;
  const isDriven = owner !== undefined && processes.isAlive(owner) !== 'dead';
  if (isDriven && outbox.length > 0) return rollbackTexts.inFlight(head.run);
  if (hasClaim(outbox)) return rollbackTexts.unsettled(head.run);
  const standing = { program, node, head, targetFacts: () => open.target(now), blocked: (targets: readonly string[]) => open.blocked?.(targets, now) };
  const check = checkRollback(standing, signal, by, now);
  return check.ok ? undefined : check.message;
}
