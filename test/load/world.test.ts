import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Plugin } from '../../engine/core/action.ts';
import type { StandInDefinition } from '../../engine/core/stand-in.ts';
import { loadWorld } from '../../engine/load/world.ts';
import { demoPlugins } from '../support/demo-plugins.ts';
import { folderWith, linesOf } from '../support/load-files.ts';

const standIn: StandInDefinition = {
  schema: { type: 'object', additionalProperties: { type: 'object', additionalProperties: false, properties: { size: { type: 'integer' } } } },
  faults: { type: 'object', additionalProperties: false, properties: { broken: { type: 'boolean' } } },
  programs: { tool: { schema: { type: 'object', additionalProperties: false, properties: { says: { type: 'string' } } }, source: '' } },
  start: async () => ({ connections: {}, inject: () => undefined, view: () => ({}), summary: () => [] }),
};
const plugins: readonly Plugin[] = demoPlugins.map(plugin => (plugin.name === 'demo' ? { ...plugin, standIn: async () => standIn } : plugin));

const load = (text: string) => loadWorld(join(folderWith({ 'x.world.yml': text }), 'x.world.yml'), { cwd: '/', plugins });
const HEAD = 'version: 1\nname: x\ntitle: X\nclock: 2026-03-10T10:00:00-04:00\nstarter: ana\npeople: { ana: [ops] }\n';

test('a world knows the parts, faults and programs of its stand-ins', async () => {
  const text = `${HEAD}demo: { house: { size: 3 } }\nfaults: { fire: { when: { step: a/b, after: 5m }, demo: { broken: true } } }\nprograms: { tool: { says: hi } }\ninputs: { a: "{{ demo.house.path }}" }\nanswers: {}\n`;
  expect(await load(text)).toMatchObject({ status: 'ok', text, document: { demo: { house: { size: 3 } } }, diagnostics: [] });
});

test('mistakes are told with their places', async () => {
  const result = await load(
    `${HEAD.replace('starter: ana', 'starter: eve').replace('2026-03-10T10', '2026-3-10 10')}demo: { house: { size: big } }\nchat: {}\nfaults: { fire: { when: { after: 5m }, demo: { borken: true } } }\nprograms: { tol: {} }\n`,
  );
  expect(linesOf(result.diagnostics).map(line => line.replace(/^.*x\.world\.yml:/, ''))).toEqual([
    '4:8 error bad-text: This must be a time such as 2026-03-10T10:00:00-04:00.',
    '5:10 error unknown-starter: `eve` is not among the people of this world. -> Add the person under `people:`.',
    '7:24 error wrong-type: This must be a whole number, but it is text.',
    '8:1 error unknown-key: The world knows no key `chat`. -> Known here: `version`, `name`, `title`, `description`, `clock`, `starter`, `people`, `inputs`, `answers`, `faults`, `programs`, `scripts` and 2 more.',
    '9:25 error missing-key: `when` needs `step`.',
    '9:48 error unknown-key: `demo` knows no key `borken`. -> Did you mean `broken`?',
    '10:13 error unknown-key: `programs` knows no key `tol`. -> Did you mean `tool`?',
  ]);
});

test('a world that is not there', async () => {
  expect(linesOf((await loadWorld('/nowhere/x.world.yml', { cwd: '/', plugins })).diagnostics)).toEqual([
    'nowhere/x.world.yml:1:1 error no-world: There is no world nowhere/x.world.yml. -> A rehearsal needs one beside the runbook: NAME.world.yml.',
  ]);
});
