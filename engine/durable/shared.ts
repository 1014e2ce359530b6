import type { DatabaseSync } from 'node:sqlite';
import type { CellChange, CellNote, NamedCell } from '../core/cell.ts';
import { isFailureError } from '../core/failure.ts';
import type { ProcessIdentity, Processes, Refusal, TargetStore } from '../core/ports.ts';
import { isFinished } from '../core/reduce/situation.ts';
import type { Stop } from './barrier.ts';
import type { Cells } from './cells.ts';
import { openCellWork } from './cell-work.ts';
import type { Rows } from './rows.ts';

/**
 * A store of cells that others share, beside our rows, which mirror it. A lock is taken there before its run exists here; what a run
 * changes is kept in the commit that decides it and pushed after it, again after a crash.
 */
export interface Shared {
  readonly store: TargetStore;
  /** The mirror; what is changed in it is kept to be pushed. */
  readonly cells: Cells;
  /** Takes all locks or none, for a run that does not exist yet. */
  lock(
    run: string,
    targets: readonly string[],
    change: CellChange,
    note: CellNote,
  ): Promise<{ readonly status: 'ok'; readonly cells: readonly NamedCell[] } | Refusal>;
  /** In the transaction in which the run comes to exist: from now on it is the run that gives the locks back. */
  keep(run: string, cells: readonly NamedCell[]): void;
  /** Before a change: pushes what is kept, takes lost locks anew, and reads what stands there. */
  sync(run: string, targets: readonly string[], change: CellChange, note: CellNote): Promise<Stop | undefined>;
  /** Pushes what this run has decided. */
  push(run: string): Promise<void>;
  /** Pushes, and reads into the mirror; nothing where the store does not answer. */
  refresh(run: string, targets: readonly string[]): void;
  /** Reads everything into the mirror; as it was where the store does not answer. */
  look(): Promise<void>;
  /** Pushes what dead processes have left: locks of runs that are finished, or that never came to exist. */
  mend(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function openShared(database: DatabaseSync, rows: Rows, mirror: Cells, store: TargetStore, processes: Processes): Shared {
  const work = openCellWork(database);
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(task: () => Promise<T>): Promise<T> => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };
  const pushNow = async (run: string): Promise<void> => {
    for (const { number, target, change, note } of work.of(run)) {
      await store.change(target, change, note);
      work.drop(number);
    }
  };
  const isLeft = (run: string, starter: ProcessIdentity | undefined): boolean => {
    const found = rows.run(run);
    return (!found || isFinished(found.head)) && (!starter || processes.isAlive(starter) === 'dead');
  };
  return {
    store,
    cells: {
      ...mirror,
      change: (target, change, note) => {
        work.add(runOf(change), target, change, note);
        return mirror.change(target, change, note);
      },
    },
    lock: (run, targets, change, note) =>
      inOrder(async () => {
        for (const target of targets) work.add(run, target, { type: 'release', run }, note, processes.self());
        const cells: NamedCell[] = [];
        for (const target of targets) {
          const changed = await store.change(target, change, note);
          if (changed.status === 'refused') {
            await pushNow(run);
            return changed;
          }
          cells.push({ target, cell: changed.cell });
        }
        return { status: 'ok', cells };
      }),
    keep: (run, cells) => {
      work.dropAll(run);
      for (const { target, cell } of cells) mirror.write(target, cell);
    },
    sync: (run, targets, change, note) =>
      inOrder(async () => {
        await pushNow(run);
        for (const target of targets) {
          const changed = await store.change(target, change, note);
          if (changed.status === 'refused') return { why: 'frozen' as const, message: changed.message };
          mirror.write(target, changed.cell);
        }
        return undefined;
      }).catch(toStop),
    push: run => inOrder(() => pushNow(run)),
    refresh: (run, targets) => {
      const read = async (): Promise<void> => {
        await pushNow(run);
        for (const target of targets) mirror.write(target, await store.read(target));
      };
      inOrder(read).catch(() => undefined);
    },
    look: () =>
      inOrder(async () => {
        for (const { target, cell } of await store.list()) mirror.write(target, cell);
      }).catch((error: unknown) => void toStop(error)),
    mend: () =>
      inOrder(async () => {
        for (const { run, starter } of work.runs()) if (isLeft(run, starter)) await pushNow(run);
      }),
    idle: async () => {
      await last;
    },
  };
}

export function isUnreachable(error: unknown): error is Error & { readonly failure: { readonly message: string } } {
  return isFailureError(error) && error.failure.code === 'targets-unreachable';
}

function toStop(error: unknown): Stop {
  if (!isUnreachable(error)) throw error;
  return { why: 'unreachable', message: error.failure.message };
}

/** The run whose effect a change is. */
function runOf(change: CellChange): string {
  switch (change.type) {
    case 'acquire':
    case 'hand-over':
      return change.holder.run;
    case 'freeze':
      return change.freeze.run ?? '';
    case 'release':
    case 'unfreeze':
      return change.run ?? '';
  }
}
