import type { Clock } from '../core/ports.ts';

const LONGEST = 3_600_000;

/** The clock of real runs. A machine that slept past the deadline goes on at once: no timer is longer than an hour. */
export function createRealClock(): Clock {
  return {
    now: () => Date.now(),
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
          const left = at - Date.now();
          if (left <= 0) return done();
          timer = setTimeout(look, Math.min(left, LONGEST));
        };
        if (signal.aborted) done();
        else look();
      }),
  };
}
