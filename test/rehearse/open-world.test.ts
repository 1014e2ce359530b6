import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Config } from '../../engine/core/plan.ts';
import { identityOf } from '../../engine/execute/process-identity.ts';
import { openWorld, type World, type WorldOptions } from '../../engine/rehearse/open-world.ts';
import type { WorldFile } from '../../engine/rehearse/world-file.ts';
import { shopPlugins } from '../support/shop-plugin.ts';

const HOUR = 3_600_000;
const FILE: WorldFile = {
  version: 1,
  name: 'shop-world',
  title: 'A shop',
  clock: '2026-03-10T10:00:00-04:00',
  starter: 'ana',
  people: { ana: ['sellers'], ben: ['sellers', 'owners'] },
  inputs: { repo: '{{ shop.main.path }}', count: 2 },
  shop: { stock: 3, restock: HOUR },
  audit: {},
  programs: { till: { key: "o'ne" } },
};
const never = new AbortController().signal;

let folder: string;
const worlds: World[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'world-')));
});
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(world => world.close()));
  rmSync(folder, { recursive: true });
});
const open = async (file?: WorldFile, more: Partial<WorldOptions> = {}) => {
  const world = await openWorld({ folder, plugins: shopPlugins, flows: false, ...(file && { create: { world: file } }), ...more });
  worlds.push(world);
  return world;
};

test('a world starts its stand-ins in order and points the runbook at them', async () => {
  const world = await open(FILE);
  expect(world.inputs).toEqual({ repo: join(folder, 'shop'), count: 2 });
  expect(await world.view()).toEqual({ shop: { stock: 3, burnt: 0 }, audit: { seen: 3 } });
  expect(await world.summary()).toEqual([
    { plugin: 'shop', lines: ['3 in stock'] },
    { plugin: 'audit', lines: [] },
  ]);
  expect([world.name, world.starter, world.people.length, new Date(world.clock.now()).toISOString()]).toEqual([
    'shop-world',
    { name: 'ana', groups: ['sellers'] },
    2,
    '2026-03-10T14:00:00.000Z',
  ]);
  const local = world.urls['https://shop.example.com'] ?? '';
  expect(await (await fetch(local)).json()).toBe(3);
});

test('a stand-in that starts first finds nobody to ask', async () => {
  const { shop, audit, ...rest } = FILE;
  const world = await open({ ...rest, inputs: {}, audit, shop });
  expect(await world.view()).toMatchObject({ audit: { seen: 'nothing' } });
});

test('the config keeps its calendars and loses every real connection and group', async () => {
  const real: Config = {
    'time-zone': 'America/New_York',
    connections: { shop: { plugin: 'shop', url: 'https://real.example.com' }, prod: { plugin: 'bare', url: 'https://real.example.com' } },
    groups: { owners: ['real-person'] },
    holidays: { us: ['2026-07-04'] },
    absences: [],
  };
  const world = await open(FILE);
  expect(world.configure(real)).toEqual({
    ...real,
    connections: { shop: { plugin: 'shop', url: world.urls['https://shop.example.com'], token: { env: 'SHOP_TOKEN' } } },
    groups: { sellers: ['ana', 'ben'], owners: ['ben'] },
  });
});

test('children get the world: its programs first, its dates, its secrets, nothing of ours', async () => {
  process.env['SHOP_TOKEN'] = 'the real one';
  process.env['AWS_PROFILE'] = 'real';
  const world = await open(FILE);
  await world.clock.advanceTo(world.clock.now() + HOUR);
  const env = world.environment();
  delete process.env['SHOP_TOKEN'];
  delete process.env['AWS_PROFILE'];
  expect(env).toMatchObject({ SHOP_TOKEN: 'shop-token', HOME: join(folder, 'home'), GIT_AUTHOR_DATE: `@${Date.parse('2026-03-10T15:00:00Z') / 1_000} +0000` });
  expect(env).not.toHaveProperty('AWS_PROFILE');
  const run = (...argv: string[]) => execFileSync('/bin/sh', ['-c', '"$@"', 'sh', ...argv], { env, encoding: 'utf8' }).trim();
  expect(JSON.parse(run('till', 'a b', '$HOME'))).toEqual([{ key: "o'ne" }, 'b', 'a b', '$HOME']);
  expect(run('date', '-u', '+%Y-%m-%dT%H%M%S')).toBe('2026-03-10T150000');
  utimesSync(join(folder, 'world.json'), 1_000_000_000, 1_000_000_000);
  expect(run('date', '-u', '-r', join(folder, 'world.json'), '+%Y')).toBe('2001');
});

test('the clock does on the way what stand-ins scheduled, and counts what was written', async () => {
  const world = await open(FILE);
  await world.clock.until(world.clock.now() + 2 * HOUR, true, never);
  await fetch(world.urls['https://shop.example.com'] ?? '', { method: 'POST' });
  expect([await world.view(), world.writes()]).toEqual([
    { shop: { stock: 12, burnt: 0 }, audit: { seen: 3 } },
    { shop: 1, audit: 0 },
  ]);
});

test('a world that was left is joined where it was: time, state, appointments, gates, faults', async () => {
  const faults = { late: { when: { step: 'look', after: '90m' }, shop: { fire: true } } };
  const first = await open(undefined, { create: { world: { ...FILE, answers: { go: [true, false] } }, faults } });
  const gate = (openedAt: number) => ({ kind: 'confirm', text: '', show: [], openedAt, shown: '' }) as const;
  await first.stepStarted('look');
  await first.clock.advanceTo(first.clock.now() + HOUR / 2);
  await fetch(first.urls['https://shop.example.com'] ?? '', { method: 'POST' });
  expect(first.answer('go', gate(1), { yes: true })?.signal.type).toBe('approve');
  await first.close();

  const second = await open();
  expect(second.clock.now()).toBe(Date.parse(FILE.clock) + HOUR / 2);
  expect([await second.view(), second.writes(), second.inputs]).toMatchObject([{ shop: { stock: 2 } }, { shop: 1 }, { repo: join(folder, 'shop') }]);
  expect(second.answer('go', gate(2), { yes: true })?.signal.type).toBe('reject');
  expect(second.pendingFaults()).toEqual(['late']);
  await second.clock.advanceTo(second.clock.now() + HOUR);
  expect([await second.view(), second.pendingFaults()]).toMatchObject([{ shop: { stock: 12, burnt: 1 } }, []]);
});

test('a closed world answers no more', async () => {
  const world = await open(FILE);
  const url = world.urls['https://shop.example.com'] ?? '';
  await world.close();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('a world is not entered twice, not made over another one, and not joined where there is none', async () => {
  await expect(open()).rejects.toMatchObject({ failure: { code: 'no-world', message: `there is no world in ${folder}` } });
  const world = await open(FILE);
  await expect(open()).rejects.toMatchObject({ failure: { code: 'world-busy', message: `the world in ${folder} is in use by process ${process.pid}` } });
  await world.close();
  await expect(open(FILE)).rejects.toMatchObject({ failure: { code: 'world-exists' } });
});

test('the world of a process that died may be entered', async () => {
  await (await open(FILE)).close();
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ ...identityOf(process.pid), startTime: '1' }));
  expect((await open()).name).toBe('shop-world');
});

test.each<[string, WorldFile, string]>([
  ['a stand-in that cannot start', { ...FILE, audit: { breaks: true } }, 'cannot start'],
  ['two connections of one name', { ...FILE, audit: { same: true } }, 'two stand-ins of the world bring a connection shop'],
  ['an input that names nothing', { ...FILE, inputs: { repo: '{{ shop.other.path }}' } }, "the world's inputs: repo: "],
])('%s ends the opening, and lets the folder go', async (_name, file, message) => {
  await expect(open(file)).rejects.toThrow(message);
  await expect(open(FILE)).rejects.toMatchObject({ failure: { code: 'world-exists' } });
});

test('nothing is left running: a process that opens and closes worlds, good and bad, ends by itself', () => {
  const script = `
    import { openWorld } from ${JSON.stringify(new URL('../../engine/rehearse/open-world.ts', import.meta.url).href)};
    import { shopPlugins } from ${JSON.stringify(new URL('../support/shop-plugin.ts', import.meta.url).href)};
    for (const [index, audit] of [{ breaks: true }, { same: true }, {}].entries()) {
      const create = { world: { ...${JSON.stringify(FILE)}, audit } };
      const world = await openWorld({ folder: ${JSON.stringify(folder)} + '/' + index, plugins: shopPlugins, create }).catch(error => void console.log(error.message));
      if (world) console.log(await (await fetch(world.urls['https://shop.example.com'])).json());
      await world?.close();
    }`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 50_000 });
  expect(out.split('\n')).toEqual(['cannot start', 'two stand-ins of the world bring a connection shop', '3', '']);
});
