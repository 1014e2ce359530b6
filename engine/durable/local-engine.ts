import type { JournalRecord } from '../core/events.ts';
import { storeTexts } from '../core/messages/targets.ts';
import type { DriveEnd, DriveOptions, Engine, Processes, Refusal, RunSnapshot, RunSummary, TargetStore } from '../core/ports.ts';
import { isFinished } from '../core/reduce/situation.ts';
import { beginRun } from './begin.ts';
import { openCells } from './cells.ts';
import { type Ledger, transact } from './commit.ts';
import { openDatabase, openHints, toStateFailure } from './database.ts';
import { driveRun } from './drive.ts';
import { readEvidence } from './evidence.ts';
import { usualLengths } from './usual-lengths.ts';
import { readJournal } from './journal.ts';
import { clockSince } from './real-clock.ts';
import { releaseOwnership, takeOwnership } from './ownership.ts';
import { type RunRow, openRows } from './rows.ts';
import { type Shared, isUnreachable, openShared } from './shared.ts';
import { shareTargets } from './share-targets.ts';
import { takeSignal } from './take-signal.ts';

export interface LocalEngineOptions {
  /** The state directory. */
  readonly directory: string;
  readonly processes: Processes;
  /** Milliseconds; the virtual clock of a world in a rehearsal. */
  now(): number;
  /** Where a team keeps the cells of targets; without it they are rows of the state directory. */
  readonly targets?: TargetStore;
  /** For crash tests: called right before every commit of a driven run. */
  readonly beforeCommit?: (what: string) => void;
}

/** The engine on one machine: SQLite behind the port. */
export function openLocalEngine(options: LocalEngineOptions): Engine {
  const { directory } = options;
  const database = openDatabase(directory);
  const hints = openHints(directory);
  const rows = openRows(database);
  const mirror = openCells(database);
  const shared = options.targets && openShared(database, rows, mirror, options.targets, options.processes);
  const ledger: Ledger = { database, rows, cells: shared?.cells ?? mirror };
  const readers = new Set<() => void>();
  const guarded = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toStateFailure(error, directory);
    }
  };
  const watch = (wake: () => void): (() => void) => watchDatabase(ledger, readers, wake);
  const changed = (): void => {
    for (const reader of readers) reader();
  };
  return {
    startRun: (run, plan, meta) => guarded(() => beginRun(ledger, { run, plan, meta, now: options.now() }, shared)),
    signal: (run, signal, by, id) =>
      guarded(async () => {
        if (signal.type === 'rollback') await shared?.look();
        const result = await takeSignal({ ledger, run, row: { id, by, signal }, now: options.now(), processes: options.processes }, shared);
        changed();
        const left = await pushAll(shared, [run, ledger.rows.run(run)?.head.rolledBackBy]);
        return result.status === 'accepted' && left !== undefined ? { ...result, notes: [...result.notes, left] } : result;
      }),
    getRun: run => guarded(() => snapshot(ledger, run, options.processes)),
    listRuns: () => guarded(() => ledger.rows.runs().map(toSummary)),
    usual: (runbook, target) => guarded(() => usualLengths(database, runbook, target)),
    evidence: run => guarded(() => transact(database, () => readEvidence(database, run))),
    events: (run, after, signal): AsyncIterable<JournalRecord> => readGuarded(readJournal(ledger, run, after, watch, signal), directory),
    drive: (run, driveOptions) =>
      guarded(() =>
        drive(ledger, hints, run, driveOptions, {
          watch,
          changed,
          ...(shared ? { shared } : {}),
          ...(options.beforeCommit ? { beforeCommit: options.beforeCommit } : {}),
        }),
      ),
    targets: shared ? sharedTargets(shared) : localTargets(ledger, guarded),
    close: () => {
      hints.close();
      database.close();
    },
  };
}

async function* readGuarded(records: AsyncIterable<JournalRecord>, directory: string): AsyncGenerator<JournalRecord> {
  try {
    yield* records;
  } catch (error) {
    throw toStateFailure(error, directory);
  }
}

/** The rows of this state directory as the store of cells. */
function localTargets({ database, cells }: Ledger, guarded: <T>(work: () => T | Promise<T>) => Promise<T>): TargetStore {
  return {
    read: target => guarded(() => cells.read(target)),
    list: () => guarded(() => cells.list()),
    change: (target, change, note) => guarded(() => transact(database, () => cells.change(target, change, note))),
  };
}

/** The shared store; who lists it mends first what dead processes have left. */
function sharedTargets({ store, mend }: Shared): TargetStore {
  return { ...store, list: () => mend().then(() => store.list()) };
}

/** Tells the shared store what was decided. Where it does not answer, our rows keep it for later; what is left is told. */
async function pushAll(shared: Shared | undefined, runs: readonly (string | undefined)[]): Promise<string | undefined> {
  try {
    for (const run of new Set(runs)) if (run !== undefined) await shared?.push(run);
    return undefined;
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return storeTexts.keptForLater(error.failure.message);
  }
}

async function drive(
  ledger: Ledger,
  hints: Ledger['database'],
  run: string,
  given: DriveOptions,
  more: { watch(wake: () => void): () => void; changed(): void; shared?: Shared; beforeCommit?: (what: string) => void },
): Promise<DriveEnd | Refusal> {
  const found = ledger.rows.run(run);
  if (found && isFinished(found.head)) return { status: 'finished', head: found.head };
  const options = found ? { ...given, clock: clockSince(given.clock, found.head.now) } : given;
  const owned = await takeOwnership(ledger, run, options);
  if (owned.status === 'refused') return owned;
  more.changed();
  const record = hints.prepare('update outbox set claim = ? where run = ? and key = ?');
  const { shared } = more;
  const sharing = shared && shareTargets(shared, ledger, run, options);
  try {
    const end = await driveRun({
      ledger,
      run,
      fence: owned.fence,
      tookOver: owned.tookOver,
      options,
      ...more,
      ...(sharing ? { sync: sharing.sync, decided: sharing.decided } : {}),
      recordProcess: (key, claim) => tryQuietly(() => void record.run(JSON.stringify(claim), run, key)),
    });
    const left = await sharing?.end(end.status === 'finished' ? end.head.rolledBackBy : undefined);
    if (end.status === 'lost') return end;
    const ended = releaseOwnership(ledger, run, owned.fence, end, options.clock.now());
    more.changed();
    return ended.status === 'finished' && left !== undefined ? { ...ended, message: left } : ended;
  } finally {
    await sharing?.stop();
  }
}

/** The child is running already: a hint that cannot be written must not count as its failure. Its token finds it, too. */
function tryQuietly(write: () => void): void {
  try {
    write();
  } catch {
    // a full disk or a busy database; the commit that matters says so
  }
}

function snapshot(ledger: Ledger, run: string, processes: Processes): RunSnapshot | undefined {
  return transact(ledger.database, () => {
    const row = ledger.rows.run(run);
    if (!row) return undefined;
    const owner = row.owner ? { owner: { ...row.owner, alive: processes.isAlive(row.owner) !== 'dead' } } : {};
    return { plan: ledger.rows.plan(run), head: row.head, nodes: ledger.rows.nodes(run), seq: row.seq, ...owner };
  });
}

function toSummary(row: RunRow): RunSummary {
  const { run, runbook, target, head } = row;
  const ended = head.endedAt === undefined ? {} : { ended: head.endedAt };
  return {
    run,
    runbook,
    target,
    status: head.status,
    started: head.startedAt,
    starter: head.starter.name,
    parked: !isFinished(head) && row.owner === undefined,
    ...ended,
    ...(head.rolledBackBy === undefined ? {} : { rolledBackBy: head.rolledBackBy }),
    ...(head.rollbackOf === undefined ? {} : { rollbackOf: head.rollbackOf }),
  };
}

/** Calls `wake` when this or another process has written: by the database's own change counter, five times a second. */
function watchDatabase(ledger: Ledger, readers: Set<() => void>, wake: () => void): () => void {
  const version = ledger.database.prepare('pragma data_version');
  let last = version.get()?.['data_version'];
  const timer = setInterval(() => {
    if (!ledger.database.isOpen) return clearInterval(timer);
    const now = version.get()?.['data_version'];
    if (now !== last) wake();
    last = now;
  }, 200);
  readers.add(wake);
  return () => {
    clearInterval(timer);
    readers.delete(wake);
  };
}
