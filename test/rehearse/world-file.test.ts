import { expect, test } from 'vitest';
import { checkWorld, partsOf, type WorldFile } from '../../engine/rehearse/world-file.ts';
import { loadStandIns } from '../../engine/core/load-stand-ins.ts';
import { shopPlugins } from '../support/shop-plugin.ts';

const GOOD: WorldFile = {
  version: 1,
  name: 'w',
  title: 'W',
  clock: '2026-03-10T10:00:00-04:00',
  starter: 'ana',
  people: { ana: [] },
  shop: { stock: 1 },
  audit: {},
  faults: { fire: { when: { step: 'x', after: '5m' }, shop: { fire: true } } },
  programs: { till: {} },
};

test('a good world has no problems, and its parts in the written order', async () => {
  expect(checkWorld(GOOD, await loadStandIns(shopPlugins))).toEqual([]);
  expect(partsOf(GOOD)).toEqual([
    ['shop', { stock: 1 }],
    ['audit', {}],
  ]);
});

test.each<[Partial<WorldFile>, (string | number)[], string]>([
  [{ clock: 'noon' }, ['clock'], '`clock: noon` is no time; write one such as 2026-03-10T10:00:00-04:00'],
  [{ starter: 'eve' }, ['starter'], 'the starter eve is not among the people: ana'],
  [{ bare: {} }, ['bare'], 'the plugin bare has no stand-in'],
  [{ faults: { none: { when: { step: 'x' } } } }, ['faults', 'none'], 'the fault none does nothing: name a stand-in in it'],
  [{ faults: { far: { slack: {} } } }, ['faults', 'far', 'slack'], 'the fault far names slack, which this world does not have'],
  [
    { faults: { bad: { when: { step: 'x', after: 'soon' }, shop: {} } } },
    ['faults', 'bad', 'when', 'after'],
    '`after: soon` is no duration; write one such as 90s, 15m or 1h30m',
  ],
  [{ programs: { tull: {} } }, ['programs', 'tull'], 'no stand-in brings a program tull; there are till'],
])('what the schema cannot say is found: %o', async (change, path, message) => {
  expect(checkWorld({ ...GOOD, ...change }, await loadStandIns(shopPlugins))).toEqual([{ path, message }]);
});
