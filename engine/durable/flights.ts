import type { Outcome } from '../core/events.ts';
import { toFailure } from '../core/failure.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Claim } from '../core/ports.ts';
import type { Drive } from './drive.ts';
import type { OutboxRow } from './rows.ts';

/** The execs that this process performs now, and the results that wait to be delivered. */
export interface Flights {
  begin(row: OutboxRow, claim: Claim): void;
  /** A claim of a dead owner: wait for its process, then the run asks the check. */
  settleOrphan(row: OutboxRow, claim: Claim): void;
  /** Cancelled before it began. */
  neverBegun(key: string): void;
  cancel(row: OutboxRow): void;
  abortAll(): void;
  has(key: string): boolean;
  size(): number;
  hasResult(): boolean;
  takeResult(): { readonly key: string; readonly outcome: Outcome } | undefined;
}

export function createFlights(drive: Drive, plan: FrozenPlan, wake: () => void): Flights {
  const { options, run } = drive;
  const flying = new Map<string, AbortController>();
  const results = new Map<string, Outcome>();
  const fly = (key: string, perform: (signal: AbortSignal) => Promise<Outcome>): void => {
    const stop = new AbortController();
    flying.set(key, stop);
    void perform(stop.signal)
      .catch((error: unknown): Outcome => ({ status: 'failed', failure: toFailure(error) }))
      .then(outcome => {
        flying.delete(key);
        results.set(key, outcome);
        wake();
      });
  };
  return {
    begin: (row, claim) =>
      fly(row.key, signal =>
        options.executor.perform(plan, row.spec, {
          key: row.key,
          run,
          token: claim.token,
          signal,
          now: () => options.clock.now(),
          log: (line, stream) => options.log(row.spec.path, row.key, line, stream),
          onProcess: process => row.spec.claimed && drive.recordProcess(row.key, { ...claim, process }),
        }),
      ),
    settleOrphan: (row, claim) =>
      fly(row.key, async signal => {
        await options.executor.awaitOrphan(claim, { signal, log: (line, stream) => options.log(row.spec.path, row.key, line, stream) });
        return { status: 'interrupted', failure: { code: 'crashed', message: 'The engine died while this step was being done.' } };
      }),
    neverBegun: key => {
      results.set(key, { status: 'interrupted', failure: { code: 'not-begun', message: 'Cancelled before it began.' } });
      wake();
    },
    cancel: row => flying.get(row.key)?.abort('cancelled'),
    abortAll: () => {
      for (const stop of flying.values()) stop.abort('aborted');
    },
    has: key => flying.has(key) || results.has(key),
    size: () => flying.size,
    hasResult: () => results.size > 0,
    takeResult: () => {
      const [first] = results;
      if (!first) return undefined;
      results.delete(first[0]);
      return { key: first[0], outcome: first[1] };
    },
  };
}
