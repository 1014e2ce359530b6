import { parseDuration } from '../core/duration.ts';
import { testTexts as say } from '../core/messages/testing.ts';
import type { OpenGate } from '../core/state.ts';
import { isMeant } from '../core/testing/observed.ts';
import type { Difference, Jump } from '../core/testing/test-file.ts';
import type { VirtualClock } from '../rehearse/virtual-clock.ts';

/** The jumps of a case's clock, each of which happens once. */
export interface Jumps {
  /** Told twice of a step it does nothing. */
  stepStarted(path: string): Promise<void>;
  /** Whether a jump makes one of the gates expire: nobody answers it, yet the run must not be parked. */
  willExpire(gates: readonly OpenGate[]): boolean;
  unhappened(): readonly Difference[];
}

export function watchJumps(jumps: readonly Jump[], clock: VirtualClock): Jumps {
  const happened = new Map<Jump, { readonly path: string; readonly to: number }>();
  const dueAt = (path: string): Jump | undefined => jumps.find(jump => !happened.has(jump) && isMeant(path, jump.step));
  const reach = ({ path, gate }: OpenGate): number => {
    const due = dueAt(path);
    if (due) return gate.openedAt + (parseDuration(due.by) ?? 0);
    return [...happened.values()].find(jump => jump.path === path)?.to ?? 0;
  };
  return {
    async stepStarted(path) {
      if ([...happened.values()].some(jump => jump.path === path)) return;
      const due = dueAt(path);
      if (!due) return;
      const to = clock.now() + (parseDuration(due.by) ?? 0);
      happened.set(due, { path, to });
      await clock.advanceTo(to);
    },
    willExpire: gates => gates.some(open => open.gate.expiresAt !== undefined && open.gate.expiresAt <= reach(open)),
    unhappened: () => {
      const missing = jumps.filter(jump => !happened.has(jump)).map(({ step }) => step);
      return missing.length === 0 ? [] : [{ at: 'jumps', expected: say.jumpsToHappen, got: say.didNotHappen(missing) }];
    },
  };
}
