/** What is said about targets: locks, freezes, and the store that keeps them. */
export const cellTexts = {
  held: (target: string, run: string, who: string, since: string): string =>
    `${target} is locked by run ${run}, which ${who} started at ${since}. See \`runbook status ${run}\`; it ends the lock when it finishes or is cancelled.`,
  frozen: (target: string, reason: string, by: string, until?: number): string =>
    `${target} is frozen by ${by}${until === undefined ? '' : ` until ${new Date(until).toISOString()}`}: ${reason}`,
} as const;

export const momentTexts = {
  none: (text: string): string => `${text} is no time. Write a duration (2h), a day (2026-03-10), a local time (2026-03-10T17:00), or one with its zone.`,
} as const;

export const targetTexts = {
  wantsReason: 'Say why with --reason "…": others read it when they are stopped.',
  badTarget: (target: string): string => `${JSON.stringify(target)} is no name of a target: 1 to 200 characters on one line, without control characters.`,
  past: (text: string): string => `${text} is over already. Give a later --until, or none.`,
  nowFrozen: (target: string, until?: number): string => `${target} is frozen${until === undefined ? '' : ` until ${new Date(until).toISOString()}`}.`,
  nowFree: (target: string): string => `${target} is not frozen any more.`,
  notFrozen: (target: string): string => `${target} is not frozen.`,
  notLocked: (target: string): string => `Nobody holds the lock of ${target}.`,
  unlocked: (target: string, run: string): string => `The lock of ${target} is taken from run ${run}.`,
  alive: (target: string, run: string): string =>
    `${target} is locked by run ${run}, which can go on here. End it (\`runbook cancel ${run}\`, then \`runbook resume ${run}\`): it gives the lock back.`,
  unlockReason: (run: string, reason: string): string => `broke the lock of run ${run}: ${reason}`,
  noneInUse: 'No target is locked or frozen.',
  columns: ['target', 'is', 'by', 'since', 'until', 'why'],
  locked: 'locked',
  frozen: 'frozen',
  forRun: (run: string): string => `run ${run}`,
  failsOpen: 'Nobody can tell whether it is frozen; --fail-open says to go on.',
  failsClosed: 'Nobody can tell whether it is frozen, so it counts as frozen. --fail-open goes on instead.',
  waiting: (message: string): string => `${message} Waiting for it; Ctrl-C leaves.`,
  left: 'Left the queue. No run was started.',
} as const;

/** About a store that a team shares. */
export const storeTexts = {
  unreachable: (url: string, why: string): string => `The locks and freezes in ${url} cannot be reached: ${why}`,
  refused: (why: string): string => `it refuses to be changed: ${why}`,
  busy: (tries: number): string => `others were faster ${tries} times in a row. Try again.`,
  notACell: (target: string, url: string): string =>
    `What stands for ${target} in ${url} cannot be understood. Use the newest version of this program, or put its ref back to an older commit.`,
  keptForLater: (why: string): string =>
    `${why}\nWhat this means for locks could not be told there. The next \`runbook run\` or \`runbook targets\` from here does it.`,
  lockLeft: (why: string): string =>
    `${why}\nThe run has ended, and its lock could not be given back. The next \`runbook run\` or \`runbook targets\` from here does it.`,
} as const;
