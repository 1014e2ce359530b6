import type { Clock } from '../core/ports.ts';

/** How long a timer may be, milliseconds: a machine that slept past a deadline, or whose clock was set, goes on soon. */
const LONGEST = 60_000;

/** The clock of real runs. It never goes back: where the machine's does, time goes on from where it was. */
export function createRealClock(): Clock {
  let last = 0;
  let behind = 0;
  const now = (): number => {
    const time = Date.now() + behind;
    if (time < last) behind += last - time;
    last = Math.max(last, time);
    return last;
  };
  return {
    now,
    until: (at, _idle, signal) =>
      new Promise(resolve => {
        let timer: NodeJS.Timeout | undefined;
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        signal.addEventListener('abort', done);
        const look = (): void => {
          const left = at - now();
          if (left <= 0) return done();
          timer = setTimeout(look, Math.min(left, LONGEST));
        };
        if (signal.aborted) done();
        else look();
      }),
  };
}

/** The clock for a run that was driven until `since`, by another machine or before the clock was set back: its time goes on from there. */
export function clockSince(clock: Clock, since: number): Clock {
  const behind = since - clock.now();
  if (behind <= 0) return clock;
  return { now: () => clock.now() + behind, until: (at, idle, signal) => clock.until(at - behind, idle, signal) };
}
