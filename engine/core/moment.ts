import { parseDuration } from './duration.ts';

const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/;
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds of `2h` from now, `2026-03-10`, `2026-03-10T17:00` in the time zone, or a time with its own zone; undefined where the text is none. */
export function parseMoment(text: string, timeZone: string, now: number): number | undefined {
  const length = parseDuration(text);
  if (length !== undefined) return now + length;
  if (ZONED.test(text)) return orNothing(Date.parse(text));
  const [, day, time = '00:00'] = LOCAL.exec(text) ?? [];
  if (day === undefined) return undefined;
  const asUtc = Date.parse(`${day}T${time}Z`);
  // Twice: the first guess may lie on the other side of a change of the clocks.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return orNothing(asUtc - offsetAt(guess, timeZone));
}

/** How far the zone's clocks are ahead of UTC at a moment. */
function offsetAt(moment: number, timeZone: string): number {
  if (Number.isNaN(moment)) return Number.NaN;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return (
    Date.parse(`${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}Z`) - Math.floor(moment / 1_000) * 1_000
  );
}

function orNothing(moment: number): number | undefined {
  return Number.isNaN(moment) ? undefined : moment;
}
