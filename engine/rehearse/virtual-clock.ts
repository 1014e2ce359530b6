import type { Clock } from '../core/ports.ts';

/** The clock of a world: time flows as outside, and jumps where nobody would do anything but wait. */
export interface VirtualClock extends Clock {
  /** Calls `act` once when `time` has come; soon, where it has passed. */
  at(time: number, act: () => void | Promise<void>): void;
  /** Jumps to `time`, doing on the way what was scheduled, in order of time. Never goes backward. */
  advanceTo(time: number): Promise<void>;
  /** Does what is due by now. */
  settle(): Promise<void>;
  close(): void;
}

export interface VirtualClockOptions {
  readonly start: number;
  /** False: time moves only by `advanceTo` (tests). */
  readonly flows: boolean;
  /** Called after every jump and every settling. */
  readonly moved?: (now: number) => void;
}

interface Appointment {
  readonly time: number;
  readonly act: () => void | Promise<void>;
}

const LONGEST_TIMER = 2 ** 31 - 1;

export function createVirtualClock({ start, flows, moved }: VirtualClockOptions): VirtualClock {
  const real = flows ? () => performance.now() : () => 0;
  const appointments: Appointment[] = [];
  const waiting = new Set<() => void>();
  let base = start;
  let anchor = real();
  let tail: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let acting = false;
  let broken: { readonly error: unknown } | undefined;

  const now = () => Math.floor(base + (real() - anchor));
  const next = () => appointments[0]?.time ?? Number.POSITIVE_INFINITY;

  const move = (time: number) => {
    base = Math.max(time, base + (real() - anchor));
    anchor = real();
    for (const wake of waiting) wake();
  };

  const keepAppointments = async (time: number) => {
    if (broken) throw broken.error;
    while (next() <= time) {
      const due = appointments.shift();
      if (!due) break;
      move(due.time);
      await act(due);
    }
    if (time > now()) move(time);
    moved?.(now());
    arm();
  };

  const act = async (due: Appointment) => {
    acting = true;
    try {
      await due.act();
    } finally {
      acting = false;
    }
  };

  /** One at a time: two acts never run side by side. */
  const advanceTo = (time: number) => {
    const done = tail.then(() => keepAppointments(time));
    tail = done.catch(() => {});
    return done;
  };
  /** An act may call a server of the world, which settles first: it must not wait for itself. */
  const settle = () => (acting ? Promise.resolve() : advanceTo(now()));

  /** While time flows and nobody waits on this clock, a real timer keeps the appointments. */
  const arm = () => {
    clearTimeout(timer);
    if (!flows || appointments.length === 0) return;
    timer = setTimeout(() => void settle().catch(breakDown), Math.min(Math.max(0, next() - now()), LONGEST_TIMER));
    timer.unref();
  };

  /** Nobody awaits the timer: the next caller hears of it. */
  const breakDown = (error: unknown) => {
    broken = { error };
    for (const wake of waiting) wake();
  };

  const pause = (until: number, signal: AbortSignal) =>
    new Promise<void>(resolve => {
      const wake = () => {
        clearTimeout(sleeping);
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      const sleeping = flows && Number.isFinite(until) ? setTimeout(wake, Math.min(Math.max(1, until - now()), LONGEST_TIMER)) : undefined;
      signal.addEventListener('abort', wake);
      waiting.add(wake);
    });

  return {
    now,
    at(time, act) {
      const index = appointments.findIndex(other => other.time > time);
      appointments.splice(index < 0 ? appointments.length : index, 0, { time, act });
      arm();
    },
    advanceTo,
    settle,
    async until(at, idle, signal) {
      const jumps = idle && Number.isFinite(at);
      while (!signal.aborted && now() < at) {
        if (jumps) await advanceTo(Math.min(at, next()));
        else await pause(Math.min(at, next()), signal).then(settle);
      }
    },
    close() {
      clearTimeout(timer);
      moved?.(now());
      appointments.length = 0;
    },
  };
}
