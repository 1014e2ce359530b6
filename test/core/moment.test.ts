import { expect, test } from 'vitest';
import { parseMoment } from '../../engine/core/moment.ts';

const NOW = Date.parse('2026-03-07T12:00:00Z');
const at = (text: string, zone = 'America/New_York'): string | undefined => {
  const moment = parseMoment(text, zone, NOW);
  return moment === undefined ? undefined : new Date(moment).toISOString();
};

test.each([
  ['2h', '2026-03-07T14:00:00.000Z'],
  ['1h30m', '2026-03-07T13:30:00.000Z'],
  ['2026-03-07', '2026-03-07T05:00:00.000Z'],
  ['2026-03-07T17:00', '2026-03-07T22:00:00.000Z'],
  ['2026-03-07 17:00:30', '2026-03-07T22:00:30.000Z'],
  // New York's clocks go forward on 8 March at 2:00, and back on 1 November at 2:00.
  ['2026-03-08T01:59', '2026-03-08T06:59:00.000Z'],
  ['2026-03-08T03:00', '2026-03-08T07:00:00.000Z'],
  ['2026-11-01T00:30', '2026-11-01T04:30:00.000Z'],
  ['2026-11-01T03:00', '2026-11-01T08:00:00.000Z'],
  ['2026-03-07T17:00Z', '2026-03-07T17:00:00.000Z'],
  ['2026-03-07T17:00:00+05:30', '2026-03-07T11:30:00.000Z'],
])('%s is %s', (text, moment) => {
  expect(at(text)).toBe(moment);
});

test.each(['', 'friday', '2026-13-01', '2026-02-30x', '17:00', '2026-03-07T25:00', '2026-3-7', '1e3', '0x10'])('%j is no moment', text => {
  expect(at(text)).toBeUndefined();
});
