/** Why a target may not be changed now. */
export const windowTexts = {
  day: (today: string, days: readonly string[]): string => `Today is ${today}; deploys are on ${days.join(', ')}.`,
  hours: (time: string, hours: string, zone: string): string => `It is ${time} (${zone}); deploys are at ${hours}.`,
  absence: (reason: string, to: string): string => `Part of the team is away until ${to}: ${reason}.`,
  holiday: (day: string, calendar: string): string => `Tomorrow, ${day}, is a holiday (${calendar}).`,
  noCalendar: (calendar: string): string => `The holidays ${calendar} are not in runbook.config.yml, so nobody checked whether tomorrow is one.`,
  override: (why: string): string => `${why} If it must be now, give the reason: --override "…" (it is recorded and shown).`,
  never: (why: string): string => `${why} This window cannot be overridden.`,
} as const;
