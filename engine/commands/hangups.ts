import type { DriveEnd, Refusal } from '../core/ports.ts';

/** The terminal of a case that is closed once in every step, as SIGHUP does it: what runs is finished, then the run is parked. */
export interface Hangups {
  stepReached(path: string): void;
  /** Goes on after every hangup, as `resume` does. */
  through(drive: (drain: AbortSignal) => Promise<DriveEnd | Refusal>): Promise<DriveEnd | Refusal>;
}

/** `drain`: somebody wants the whole test to stop. */
export function watchHangups(isWanted: boolean, drain: AbortSignal): Hangups {
  const hungUp = new Set<string>();
  let terminal = new AbortController();
  return {
    stepReached(path) {
      if (!isWanted || hungUp.has(path)) return;
      hungUp.add(path);
      terminal.abort();
    },
    async through(drive) {
      for (;;) {
        terminal = new AbortController();
        const end = await drive(AbortSignal.any([drain, terminal.signal]));
        const isHungUp = end.status === 'parked' && end.why === 'drained' && terminal.signal.aborted;
        if (!isHungUp || drain.aborted) return end;
      }
    },
  };
}
