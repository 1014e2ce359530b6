import { stateTexts } from '../core/messages/state.ts';
import type { DriveOptions, Owner, ProcessIdentity, Refusal } from '../core/ports.ts';
import { type Ledger, transact } from './commit.ts';

/** Becomes the run's owner: no expiry, only proof that the last owner is dead. Returns the new fence. */
export async function takeOwnership(
  ledger: Ledger,
  run: string,
  options: DriveOptions,
): Promise<{ readonly status: 'owned'; readonly fence: number; readonly tookOver: boolean } | Refusal> {
  if (options.takeOver) await endOwner(ledger, run, options);
  return transact(ledger.database, () => {
    const row = ledger.rows.run(run);
    if (!row) return refuse('not-found', stateTexts.noRun(run));
    const refusal = row.owner && refuseOwner(row.owner, options);
    if (refusal) return refusal;
    const changed = otherVersions(ledger, run, options);
    if (changed.length > 0) return refuse('version', stateTexts.otherVersions(changed));
    const fence = row.fence + 1;
    const self: Owner = { ...options.processes.self(), fence, terminal: options.terminal, since: options.clock.now() };
    ledger.rows.setOwner(run, self, fence);
    return { status: 'owned', fence, tookOver: row.owner !== undefined && (options.takeOver ?? false) };
  });
}

/** Gives the run up: it is parked, or finished. */
export function releaseOwnership(ledger: Ledger, run: string, fence: number): void {
  transact(ledger.database, () => {
    if (ledger.rows.run(run)?.fence === fence) ledger.rows.setOwner(run, undefined, fence);
  });
}

/** Ends the verified old owner before its run is taken: a process that is not certainly it is never touched. */
async function endOwner(ledger: Ledger, run: string, options: DriveOptions): Promise<void> {
  const owner = ledger.rows.run(run)?.owner;
  if (!owner || options.processes.isAlive(owner) !== 'alive') return;
  process.kill(owner.pid, 'SIGKILL');
  while (options.processes.isAlive(owner) === 'alive') await new Promise(resolve => setTimeout(resolve, 20));
}

function refuseOwner(owner: Owner, { processes, takeOver }: DriveOptions): Refusal | undefined {
  if (isSame(owner, processes.self())) return undefined;
  const state = processes.isAlive(owner);
  if (state === 'alive') return refuse('owned', stateTexts.owned(owner.pid, owner.terminal, owner.host));
  return state === 'undecidable' && !takeOver ? refuse('undecidable', stateTexts.undecidable(owner.pid, owner.host)) : undefined;
}

function isSame(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTime === b.startTime && a.bootId === b.bootId && a.host === b.host;
}

/** A resume needs the versions of the actions that the run was started with. */
function otherVersions(ledger: Ledger, run: string, options: DriveOptions): string[] {
  const plan = ledger.rows.plan(run);
  return Object.entries(plan.actions).flatMap(([name, facts]) => (options.executor.versionOf(name) === facts.version ? [] : [name]));
}

function refuse(code: Refusal['code'], message: string): Refusal {
  return { status: 'refused', code, message };
}
