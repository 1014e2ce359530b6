import { windowTexts } from './messages/window.ts';
import type { Config } from './plan.ts';
import type { Weekday, Window } from './runbook.ts';

export type WindowState = { readonly open: true; readonly note?: string } | { readonly open: false; readonly why: string };

/** Whether a target may be changed at `now`, by the runbook's window and the config's calendars and absences. */
export function windowState(window: Window | undefined, config: Config, now: number): WindowState {
  if (!window) return { open: true };
  const today = localDay(now, config['time-zone']);
  if (window.days && !window.days.includes(today.weekday)) return { open: false, why: windowTexts.day(today.weekday, window.days) };
  if (window.hours !== undefined && !isWithin(window.hours, today.time))
    return { open: false, why: windowTexts.hours(today.time, window.hours, config['time-zone']) };
  const absence = config.absences.find(({ from, to }) => from <= today.date && today.date <= to);
  if (absence) return { open: false, why: windowTexts.absence(absence.reason, absence.to) };
  const calendar = window['not-day-before'];
  if (calendar === undefined) return { open: true };
  const days = config.holidays[calendar];
  if (!days) return { open: true, note: windowTexts.noCalendar(calendar) };
  if (!isListed(days)) throw new Error(`the days of ${calendar} were not looked up when the plan was frozen`);
  const tomorrow = dayAfter(today.date);
  return days.includes(tomorrow) ? { open: false, why: windowTexts.holiday(tomorrow, calendar) } : { open: true };
}

/** Whether a calendar's days are there, not only the rule by which they are found. */
export function isListed(calendar: Config['holidays'][string]): calendar is readonly string[] {
  return Array.isArray(calendar);
}

/** Date, time and weekday of a moment in a time zone. */
export function localDay(now: number, timeZone: string): { readonly date: string; readonly time: string; readonly weekday: Weekday } {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${part['year']}-${part['month']}-${part['day']}`,
    time: `${part['hour']}:${part['minute']}`,
    weekday: (part['weekday'] ?? 'mon').slice(0, 3).toLowerCase() as Weekday,
  };
}

/** Asked at every event of a run, and slow to make: one a time zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known) return known;
  const twoDigits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', ...twoDigits, weekday: 'short', hourCycle: 'h23' });
  FORMATS.set(timeZone, made);
  return made;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function isWithin(hours: string, time: string): boolean {
  const [from = '00:00', to = '24:00'] = hours.split('-');
  return from <= time && time < to;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
