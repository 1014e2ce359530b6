import { storeTexts } from '../core/messages/targets.ts';
import type { DriveOptions } from '../core/ports.ts';
import type { Stop } from './barrier.ts';
import { lockOf } from './begin.ts';
import type { Ledger } from './commit.ts';
import { type Shared, isUnreachable } from './shared.ts';

/** How often a driven run reads what others have set, for conditions on its target, milliseconds. */
const EVERY = 15_000;

/** What an owner does with a shared store while it drives a run. */
export interface Sharing {
  sync(targets: readonly string[]): Promise<Stop | undefined>;
  decided(): void;
  /** Pushes what the run has decided at last, and what hands its locks over to `successor`; tells where that was not possible. */
  end(successor: string | undefined): Promise<string | undefined>;
  /** Nothing more of it is under way afterwards. */
  stop(): Promise<void>;
}

export function shareTargets(shared: Shared, ledger: Ledger, run: string, { clock }: DriveOptions): Sharing {
  const plan = ledger.rows.plan(run);
  const refresh = (): void => shared.refresh(run, plan.targets);
  const timer = setInterval(refresh, EVERY);
  return {
    sync: targets => {
      const starter = ledger.rows.run(run)?.head.starter ?? { name: '', groups: [] };
      const { change, note } = lockOf({ run, plan, meta: { starter, override: '' }, now: clock.now() }, true);
      return shared.sync(run, targets, change, note);
    },
    decided: refresh,
    end: async successor => {
      try {
        await shared.push(run);
        if (successor !== undefined) await shared.push(successor);
        return undefined;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        return storeTexts.lockLeft(error.failure.message);
      }
    },
    stop: () => {
      clearInterval(timer);
      return shared.idle();
    },
  };
}
