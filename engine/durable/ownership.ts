import type { Driver } from '../core/events.ts';
import { stateTexts } from '../core/messages/state.ts';
import type { DriveEnd, DriveOptions, Owner, ProcessIdentity, Refusal } from '../core/ports.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { type Delivery, type Ledger, deliverWithin, transact } from './commit.ts';
import { openLazily } from './open-run.ts';
import type { RunRow } from './rows.ts';

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
    const tookOver = row.owner !== undefined && (options.takeOver ?? false);
    if (row.head.status !== 'pending' && !isFinished(row.head)) {
      const event = { type: 'driven', driver: driverOf(options, tookOver) } as const;
      deliverWithin(ledger, { ...openFor(ledger, row), event, now: self.since, fence });
    }
    return { status: 'owned', fence, tookOver };
  });
}

/** Who drives the run from here on; a run that begins says it with its start. */
export function driverOf({ processes, by, terminal }: DriveOptions, tookOver: boolean): Driver {
  const { pid, host } = processes.self();
  return { by, pid, host, terminal, ...(tookOver ? { tookOver } : {}) };
}

/** Gives the run up: it is finished, or parked, which is journaled with it. */
export function releaseOwnership(ledger: Ledger, run: string, fence: number, end: DriveEnd, now: number): DriveEnd {
  return transact(ledger.database, () => {
    const row = ledger.rows.run(run);
    if (row?.fence !== fence) return end;
    ledger.rows.setOwner(run, undefined, fence);
    if (end.status !== 'parked') return end;
    const { why, message } = end;
    const event = { type: 'parked', why, ...(message === undefined ? {} : { message }) } as const;
    return { ...end, head: deliverWithin(ledger, { ...openFor(ledger, row), event, now, fence }).head };
  });
}

function openFor(ledger: Ledger, { run, head }: RunRow): Pick<Delivery, 'run' | 'program' | 'state'> {
  const state = openLazily(ledger, run, head);
  return { run, program: state.program, state };
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
