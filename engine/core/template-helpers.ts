import type { Json } from './json.ts';
import { helperErrors as say } from './messages/language.ts';
import type { HelperName } from './template-tree.ts';

export type HelperResult = { readonly value: Json } | { readonly message: string };

/** Calls a helper with known values; their number was checked when the text was parsed. */
export function callHelper(helper: Exclude<HelperName, 'or'>, args: readonly Json[], timeZone: string): HelperResult {
  const [first = null, second, third] = args;
  switch (helper) {
    case 'join':
      return joinList(first, second ?? ', ');
    case 'json':
      return toJsonText(first);
    case 'date':
      return formatDate(first, second ?? '', third ?? timeZone);
  }
}

function joinList(list: Json, separator: Json): HelperResult {
  if (!Array.isArray(list)) return { message: say.joinNeedsList };
  if (typeof separator !== 'string') return { message: say.joinNeedsText };
  if (list.some((item: Json) => typeof item === 'object')) return { message: say.joinNeedsPlainItems };
  return { value: list.map(String).join(separator) };
}

function toJsonText(value: Json): HelperResult {
  try {
    return { value: JSON.stringify(value) };
  } catch (error) {
    if (error instanceof RangeError) return { message: say.tooDeep };
    throw error;
  }
}

/** `YYYY MM DD HH mm ss` of a moment in a time zone. A date alone has no zone: it is formatted as it is. */
function formatDate(value: Json, format: Json, zone: Json): HelperResult {
  if (typeof format !== 'string' || typeof zone !== 'string') return { message: say.dateFormat };
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const time = typeof value === 'number' ? value : typeof value === 'string' && (isDay || ISO.test(value)) ? Date.parse(value) : Number.NaN;
  if (!(Math.abs(time) <= LAST_TIME)) return { message: say.dateValue };
  const formatter = formatterOf(isDay ? 'UTC' : zone);
  if (!formatter) return { message: say.dateZone(zone) };
  const parts = Object.fromEntries(formatter.formatToParts(time).map(part => [part.type, part.value]));
  return { value: format.replaceAll(/YYYY|MM|DD|HH|mm|ss/g, token => (parts[TOKENS[token] ?? ''] ?? token).padStart(token.length, '0')) };
}

/** With an offset: a moment without one means another time on each machine. */
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** 9999-12-31, the last day that four digits can name. */
const LAST_TIME = 253_402_300_799_999;
const TOKENS: Readonly<Record<string, string>> = { YYYY: 'year', MM: 'month', DD: 'day', HH: 'hour', mm: 'minute', ss: 'second' };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(timeZone);
  if (known) return known;
  try {
    const two = '2-digit';
    const formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
      hourCycle: 'h23',
    });
    formatters.set(timeZone, formatter);
    return formatter;
  } catch {
    return undefined;
  }
}
