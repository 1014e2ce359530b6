import { expect, test } from 'vitest';
import { lookUpCalendars } from '../../engine/load/calendars.ts';
import { loadConfig } from '../../engine/load/config.ts';
import type { HolidayRule } from '../../engine/core/plan.ts';
import type { Runbook } from '../../engine/core/runbook.ts';
import { windowState } from '../../engine/core/window.ts';
import { demoPlugins } from '../support/demo-plugins.ts';
import { EMPTY_CONFIG, folderWith, linesOf } from '../support/load-files.ts';

/** opm.gov, the days on which US federal employees do not work. */
const FEDERAL = [
  ['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25'],
  ['2027-01-01', '2027-01-18', '2027-02-15', '2027-05-31', '2027-06-18', '2027-07-05', '2027-09-06', '2027-10-11', '2027-11-11', '2027-11-25', '2027-12-24'],
].flat();

const RUNBOOK: Runbook = { version: 1, name: 'x', title: 'X', window: { 'not-day-before': 'days' }, steps: [] };

test.each([
  ['US', { country: 'US' }, FEDERAL, ['2026-10-30']],
  ['a state', { country: 'DE', state: 'BY' }, ['2026-01-06', '2026-12-26'], ['2026-10-31']],
  ['a kind', { country: 'DE', types: ['observance'] }, ['2026-05-10'], ['2026-10-03']],
] as const)('knows the holidays of %s, observed days included', async (_what, rule, there, notThere) => {
  const days = await daysOf(rule);
  expect(there.filter(day => !days.includes(day))).toEqual([]);
  expect(notThere.filter(day => days.includes(day))).toEqual([]);
  expect(days).toEqual(days.toSorted());
});

test('a window is closed on the day before a holiday, and open on the day itself', async () => {
  const found = await lookUp({ country: 'US' });
  const config = found.status === 'ok' ? { ...found.config, 'time-zone': 'America/New_York' } : EMPTY_CONFIG;
  const at = (day: string) => windowState(RUNBOOK.window, config, Date.parse(`${day}T15:00:00-05:00`));
  expect(at('2026-11-25')).toEqual({ open: false, why: 'Tomorrow, 2026-11-26, is a holiday (days).' });
  expect(at('2026-11-26')).toEqual({ open: true });
});

test('only calendars that a window names are looked up', async () => {
  const config = { ...EMPTY_CONFIG, holidays: { days: { country: 'Nowhere' } } };
  expect(await lookUpCalendars({ config, folder: '/', cwd: '/' }, [{ ...RUNBOOK, window: { days: ['mon'] } }], '2026-03-10')).toEqual({ status: 'ok', config });
});

test.each([
  ['country: XX', /^runbook.config.yml:1:30 error unknown-place: Nobody knows the holidays of the country `XX`. -> Known: AD, AE, .*ZW\.$/],
  ['country: DE, state: XY', /^runbook.config.yml:1:41 error unknown-place: Nobody knows the holidays of the state `XY` in DE. -> Known: BB, BE, .*TH\.$/],
  ['country: AD, state: XY', /^runbook.config.yml:1:41 error unknown-place: Nobody knows the holidays of the state `XY` in AD. -> Known: .*\.$/],
  [
    'country: DE, region: A',
    /^runbook.config.yml:1:42 error unknown-place: Nobody knows the holidays of the region `A` in DE. -> DE has none: leave `region` out.$/,
  ],
])('a place that nobody knows is told with those that are known: %s', async (text, line) => {
  const folder = folderWith({ 'runbook.config.yml': `holidays: { days: { ${text} } }\n` });
  const loaded = loadConfig({ cwd: folder, plugins: demoPlugins });
  const result = loaded.status === 'ok' && (await lookUpCalendars({ ...loaded, cwd: folder }, [RUNBOOK], '2026-03-10'));
  const lines = result && result.status === 'invalid' ? linesOf(result.diagnostics) : [];
  expect(lines).toEqual([expect.stringMatching(line)]);
});

test('a calendar that is neither a list nor a place is an error', () => {
  const folder = folderWith({ 'runbook.config.yml': 'holidays: { days: { country: Germany, types: [bnak] } }\n' });
  const loaded = loadConfig({ cwd: folder, plugins: demoPlugins });
  expect(linesOf(loaded.status === 'invalid' ? loaded.diagnostics : [])).toEqual([
    'runbook.config.yml:1:30 error bad-text: This must be the two letters of a country, such as US.',
    'runbook.config.yml:1:47 error not-allowed: `bnak` is not one of `public`, `bank`, `optional`, `school`, `observance`. -> Did you mean `bank`?',
  ]);
});

function lookUp(rule: HolidayRule) {
  const config = { ...EMPTY_CONFIG, holidays: { days: rule } };
  return lookUpCalendars({ config, folder: '/', cwd: '/' }, [RUNBOOK], '2026-03-10');
}

async function daysOf(rule: HolidayRule): Promise<readonly string[]> {
  const found = await lookUp(rule);
  const days = found.status === 'ok' ? found.config.holidays['days'] : undefined;
  return Array.isArray(days) ? (days as readonly string[]) : [];
}
