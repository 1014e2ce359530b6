/** The only import of date-holidays, loaded where a window names a calendar that is a rule. */
import Holidays from 'date-holidays';
import { ruleMessages as say } from '../core/messages/rules.ts';
import type { HolidayRule } from '../core/plan.ts';
import type { Finding } from './finding.ts';

/** What is wrong with the place of a rule; nothing where its holidays are known. */
export function checkHolidayRule({ country, state, region }: HolidayRule, path: Finding['path']): readonly Finding[] {
  const library = new Holidays();
  const unknown = (what: 'country' | 'state' | 'region', name: string, around: string | undefined, places: object | undefined): readonly Finding[] => [
    { code: 'unknown-place', path: [...path, what], ...say.unknownPlace(what, name, around, Object.keys(places ?? {})) },
  ];
  const countries = library.getCountries();
  if (!Object.hasOwn(countries, country)) return unknown('country', country, undefined, countries);
  if (state === undefined) return region === undefined ? [] : unknown('region', region, country, {});
  const states = placesOf(library.getStates(country));
  if (!Object.hasOwn(states, state)) return unknown('state', state, country, states);
  if (region === undefined) return [];
  const regions = placesOf(library.getRegions(country, state));
  return Object.hasOwn(regions, region) ? [] : unknown('region', region, `${country} ${state}`, regions);
}

/** The days of a rule from the year before `today` to two years after it, in order. */
export function holidayDates({ country, state = '', region = '', types = ['public'] }: HolidayRule, today: string): readonly string[] {
  const library = new Holidays(country, state, region, { types: [...types], timezone: 'UTC' });
  const year = Number(today.slice(0, 4));
  const holidays = [year - 1, year, year + 1, year + 2].flatMap(each => library.getHolidays(each));
  return [...new Set(holidays.flatMap(({ date, start, end }) => daysFrom(date.slice(0, 10), end.getTime() - start.getTime())))].toSorted();
}

/** Holidays may last several days. */
function daysFrom(first: string, lasts: number): readonly string[] {
  const count = Math.max(1, Math.round(lasts / DAY));
  return Array.from({ length: count }, (_, index) => new Date(Date.parse(`${first}T00:00:00Z`) + index * DAY).toISOString().slice(0, 10));
}

function placesOf(places: object | undefined): object {
  return places ?? {};
}

const DAY = 86_400_000;
