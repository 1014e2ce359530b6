import { expect, test } from 'vitest';
import { loadConfig } from '../../engine/load/config.ts';
import { demoPlugins } from '../support/demo-plugins.ts';
import { folderWith, linesOf } from '../support/load-files.ts';

const load = (text: string, below = '') => {
  const folder = folderWith({ 'runbook.config.yml': text, 'a/b/x.txt': '' });
  return { folder, result: loadConfig({ cwd: `${folder}${below}`, plugins: demoPlugins }) };
};

test('without a file there are only defaults, and the current folder', () => {
  const folder = folderWith({});
  expect(loadConfig({ cwd: folder, plugins: demoPlugins })).toEqual({
    status: 'ok',
    folder,
    config: { 'time-zone': Intl.DateTimeFormat().resolvedOptions().timeZone, connections: {}, groups: {}, holidays: {}, absences: [] },
  });
});

test('the nearest file upward counts, and its folder', () => {
  const { folder, result } = load(
    'version: 1\ntime-zone: America/New_York\ngroups: { ops: [ana] }\nconnections:\n  shelf: { plugin: demo, shelf: 3, token: { env: TOKEN } }',
    '/a/b',
  );
  expect(result).toMatchObject({
    status: 'ok',
    folder,
    file: expect.stringContaining('runbook.config.yml'),
    config: { 'time-zone': 'America/New_York', groups: { ops: ['ana'] }, connections: { shelf: { plugin: 'demo', shelf: 3, token: { env: 'TOKEN' } } } },
  });
});

test('mistakes are told with their places', () => {
  const { result } = load(
    [
      'time-zone: America/Gotham',
      'connections:',
      '  one: { plugin: demo }',
      '  two: { plugin: dmeo }',
      '  Three: { plugin: chat, shelf: 1 }',
      '  four: { plugin: demo, shelf: 1, token: secret-itself }',
      'holidays: { us: [2026-13-01] }',
      'absences: [{ from: 2026-03-10, to: 2026-03-01, reason: x }]',
      'retention: 3',
    ].join('\n'),
  );
  expect(linesOf(result.status === 'invalid' ? result.diagnostics : [])).toEqual([
    'runbook.config.yml:1:12 error bad-time-zone: There is no time zone `America/Gotham`. -> Write a name such as America/New_York, Europe/Berlin or UTC.',
    'runbook.config.yml:3:8 error missing-key: The connection `one` needs `shelf`.',
    'runbook.config.yml:4:18 error not-allowed: `dmeo` is not one of `demo`, `chat`. -> Did you mean `demo`?',
    'runbook.config.yml:5:3 error bad-name: The name `Three` must be lower-case letters, digits and -, beginning with a letter. -> Write `three`.',
    'runbook.config.yml:5:26 error unknown-key: The connection `Three` knows no key `shelf`. -> Known here: `plugin`, `url`, `token`, `env`, `wrap`, `login`, `mode`.',
    'runbook.config.yml:6:42 error wrong-type: This must be a map, but it is text. -> For example: {env: GITLAB_TOKEN}',
    'runbook.config.yml:7:18 error bad-text: This must be a day such as 2026-03-10.',
    'runbook.config.yml:8:36 error reversed-limits: This absence ends before it begins.',
    'runbook.config.yml:9:1 error unknown-key: The configuration knows no key `retention`. -> Known here: `version`, `time-zone`, `connections`, `groups`, `holidays`, `on-gate`, `targets`, `projects`, `absences`.',
  ]);
});
