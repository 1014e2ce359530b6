import { cellTexts } from './messages/targets.ts';

/** One target: its holder and its freezes. A grant must see both, so they are one. */
export interface Cell {
  readonly holder?: Holder;
  /** Who had it before, or has it: the last run that gave it back. */
  readonly last?: Holder;
  readonly freezes: readonly Freeze[];
}

export interface NamedCell {
  readonly target: string;
  readonly cell: Cell;
}

/** The run that has the lock. */
export interface Holder {
  readonly run: string;
  readonly starter: string;
  readonly since: number;
}

export interface Freeze {
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly until?: number;
  /** The run whose `freeze` step set it: that run goes on. */
  readonly run?: string;
}

/** Who changes a cell, why, and when: the history of a shared store. */
export interface CellNote {
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

export type CellChange =
  | { readonly type: 'acquire'; readonly holder: Holder; readonly duringFreeze: boolean }
  /** From one run to another, never free in between; where nobody holds it any more, it is taken. */
  | { readonly type: 'hand-over'; readonly from: string; readonly holder: Holder }
  /** Nothing where another run holds it. */
  | { readonly type: 'release'; readonly run: string }
  | { readonly type: 'freeze'; readonly freeze: Freeze }
  /** Those that `run` has set where it has set any; else all. */
  | { readonly type: 'unfreeze'; readonly run?: string };

export type CellChanged =
  /** `cell` is what stands there now; the same object where there was nothing to change. */
  { readonly status: 'ok'; readonly cell: Cell } | { readonly status: 'refused'; readonly code: 'held' | 'frozen'; readonly message: string };

/** What a change makes of a cell. Each change may be made twice: the second time it does nothing. */
export function changeCell(target: string, cell: Cell, change: CellChange): CellChanged {
  switch (change.type) {
    case 'acquire':
      return acquire(target, cell, change.holder, change.duringFreeze);
    case 'hand-over':
      return cell.holder?.run === change.from ? { status: 'ok', cell: { ...cell, holder: change.holder } } : acquire(target, cell, change.holder, true);
    case 'release':
      return { status: 'ok', cell: cell.holder?.run === change.run ? { freezes: cell.freezes, last: cell.holder } : cell };
    case 'freeze': {
      const isThere = cell.freezes.some(({ by, at, reason }) => by === change.freeze.by && at === change.freeze.at && reason === change.freeze.reason);
      return {
        status: 'ok',
        cell: isThere ? cell : { ...cell, freezes: [...cell.freezes.filter(({ until }) => until === undefined || until > change.freeze.at), change.freeze] },
      };
    }
    case 'unfreeze': {
      if (cell.freezes.length === 0) return { status: 'ok', cell };
      const others = cell.freezes.filter(({ run }) => change.run === undefined || run !== change.run);
      return { status: 'ok', cell: { ...cell, freezes: others.length === cell.freezes.length ? [] : others } };
    }
  }
}

/** Whether a text may name a target: one visible line. */
export function isTargetName(target: string): boolean {
  return target.length <= 200 && /^\S(?:.*\S)?$/u.test(target) && !/\p{C}/u.test(target);
}

/** The first freeze that holds at `now`. */
export function freezeAt({ freezes }: Cell, now: number): Freeze | undefined {
  return freezes.find(({ until }) => until === undefined || until > now);
}

/** Why a run must not begin a change of this target now: a freeze that it has not set itself, or another holder. */
export function stopAt(target: string, cell: Cell, run: string, now: number): string | undefined {
  if (cell.holder && cell.holder.run !== run) return heldText(target, cell.holder);
  const freeze = cell.freezes.find(({ until, run: setter }) => (until === undefined || until > now) && setter !== run);
  return freeze && cellTexts.frozen(target, freeze.reason, freeze.by, freeze.until);
}

export function heldText(target: string, { run, starter, since }: Holder): string {
  return cellTexts.held(target, run, starter, new Date(since).toISOString());
}

function acquire(target: string, cell: Cell, holder: Holder, duringFreeze: boolean): CellChanged {
  if (cell.holder?.run === holder.run) return { status: 'ok', cell };
  if (cell.holder) return { status: 'refused', code: 'held', message: heldText(target, cell.holder) };
  const freeze = freezeAt(cell, holder.since);
  if (!freeze || duringFreeze) return { status: 'ok', cell: { ...cell, holder } };
  return { status: 'refused', code: 'frozen', message: cellTexts.frozen(target, freeze.reason, freeze.by, freeze.until) };
}
