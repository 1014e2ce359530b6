import { join } from 'node:path';
import type { Config, HolidayRule } from '../core/plan.ts';
import type { Runbook } from '../core/runbook.ts';
import { isListed } from '../core/window.ts';
import { CONFIG_FILE } from './config.ts';
import { type Diagnostic, toDiagnostics } from './diagnostics.ts';
import { readRegularFile, shownPath } from './find-runbook.ts';
import { parseSource } from './source.ts';

export interface CalendarOptions {
  readonly config: Config;
  /** Where the configuration stands. */
  readonly folder: string;
  readonly cwd: string;
}

type Rules = readonly (readonly [name: string, rule: HolidayRule])[];

/** Calendars that are a place, not a list: the library that knows their days takes time to load, and most commands need none. */
export async function checkCalendars({ config, folder, cwd }: CalendarOptions, rules: Rules = rulesOf(config)): Promise<readonly Diagnostic[]> {
  if (rules.length === 0) return [];
  const { checkHolidayRule } = await import('./holidays.ts');
  const findings = rules.flatMap(([name, rule]) => checkHolidayRule(rule, ['holidays', name]));
  if (findings.length === 0) return [];
  const path = join(folder, CONFIG_FILE);
  const parsed = parseSource(shownPath(path, cwd), readRegularFile(path));
  return parsed.status === 'ok' ? toDiagnostics(parsed.source, [], findings) : [];
}

/** The configuration with the days of all calendars that the windows name. */
export async function lookUpCalendars(
  options: CalendarOptions,
  documents: readonly Runbook[],
  today: string,
): Promise<{ readonly status: 'ok'; readonly config: Config } | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] }> {
  const { config } = options;
  const named = documents.map(({ window }) => window?.['not-day-before']);
  const rules = rulesOf(config).filter(([name]) => named.includes(name));
  if (rules.length === 0) return { status: 'ok', config };
  const diagnostics = await checkCalendars(options, rules);
  if (diagnostics.length > 0) return { status: 'invalid', diagnostics };
  const { holidayDates } = await import('./holidays.ts');
  const days = rules.map(([name, rule]) => [name, holidayDates(rule, today)] as const);
  return { status: 'ok', config: { ...config, holidays: { ...config.holidays, ...Object.fromEntries(days) } } };
}

function rulesOf({ holidays }: Config): Rules {
  return Object.entries(holidays).flatMap(([name, calendar]) => (isListed(calendar) ? [] : [[name, calendar] as const]));
}
