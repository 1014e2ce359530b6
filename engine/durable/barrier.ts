import { stopAt } from '../core/cell.ts';
import type { Cells } from './cells.ts';

/** Why the next change must not begin: a freeze or another's lock, or a shared store that does not answer. */
export interface Stop {
  readonly why: 'frozen' | 'unreachable';
  readonly message: string;
}

/** Whether the cells in our rows are what everybody sees. */
export interface Barrier {
  /** True where a store elsewhere must be asked before each change; the claim's own transaction is not enough then. */
  readonly isShared: boolean;
  /** Undefined while the shared store is asked; its answer serves one pass. */
  look(): { readonly stop?: Stop | undefined } | undefined;
  isAsking(): boolean;
  /** Resolves when nothing is asked any more: only then may the database be closed. */
  settled(): Promise<void>;
}

export function createBarrier(sync: (() => Promise<Stop | undefined>) | undefined, wake: () => void): Barrier {
  let asking: Promise<void> | undefined;
  let answer: { readonly stop?: Stop | undefined; readonly bug?: unknown } | undefined;
  const ask = (from: NonNullable<typeof sync>): void => {
    asking = from()
      .then(
        stop => ({ stop }),
        (bug: unknown) => ({ bug }),
      )
      .then(said => {
        asking = undefined;
        answer = said;
        wake();
      });
  };
  return {
    isShared: sync !== undefined,
    look: () => {
      if (!sync) return {};
      const seen = answer;
      answer = undefined;
      if (seen?.bug !== undefined) throw seen.bug;
      if (!seen && !asking) ask(sync);
      return seen;
    },
    isAsking: () => asking !== undefined,
    settled: () => asking ?? Promise.resolve(),
  };
}

/** What the rows say about a change of these targets that begins now. To be asked in the claim's transaction. */
export function stopOf(cells: Cells, targets: readonly string[], run: string, now: number): Stop | undefined {
  for (const target of targets) {
    const message = stopAt(target, cells.read(target), run, now);
    if (message !== undefined) return { why: 'frozen', message };
  }
  return undefined;
}
