/** What the process tells its caller. The table in DESIGN 9 and the README say the same. */
export const EXIT = {
  /** Succeeded. */
  ok: 0,
  /** The run failed or was cancelled, or a plan could not read something. */
  failed: 1,
  /** Wrong usage, an invalid runbook or inputs, or a verb that the run's state refuses. */
  usage: 2,
  /** The plan differs from the one that was given. */
  differs: 3,
  /** A lock, a freeze, a window or a living owner is in the way. */
  blocked: 4,
  /** Parked: the run waits for a person or for time. */
  parked: 5,
  /** Nobody can tell whether a step's effect landed. */
  unknown: 6,
  /** This Node.js is too old (see bin.mjs). */
  oldNode: 69,
  /** A bug in the engine. */
  bug: 70,
  /** Interrupted by the person at the terminal; the run is parked. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
