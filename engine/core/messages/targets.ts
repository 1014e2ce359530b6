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
