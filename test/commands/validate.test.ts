import { expect, test } from 'vitest';
import { repository, runbook } from '../support/cli.ts';
import { folderWith, withSteps } from '../support/load-files.ts';

const WORLD = 'version: 1\nname: a\ntitle: A\nclock: 2026-03-10T10:00:00Z\nstarter: ana\npeople: { ana: [] }\n';
const TEST = 'version: 1\nrunbook: a\ncases: [{ name: it ends, expect: { status: succeeded } }]\n';
const GOOD = withSteps('  - { id: a, run: [ls], effect: read }').replace('name: sample', 'name: a');

test('worlds and tests are checked too, those of the folder and those that are named', async () => {
  const cwd = folderWith({ 'runbooks/a.yml': GOOD, 'runbooks/a.world.yml': WORLD, 'runbooks/a.test.yml': TEST });
  expect(await runbook(['validate'], { cwd })).toMatchObject({ code: 0, stdout: '1 runbook, 1 world, 1 test are valid.\n' });
  expect(await runbook(['validate', 'runbooks/a.world.yml'], { cwd })).toMatchObject({ code: 0, stdout: '1 world is valid.\n' });
});

test('every mistake of every file is told in one run', async () => {
  const cwd = folderWith({
    'runbooks/a.yml': GOOD.replace('effect: read', 'efect: read'),
    'runbooks/a.world.yml': WORLD.replace('starter: ana', 'starter: ben'),
    'runbooks/b.test.yml': TEST.replace('succeeded', 'done').replace('runbook: a', 'runbook: b'),
    'runbooks/b.yml': GOOD.replace('name: a', 'name: b'),
  });
  const { code, stdout, stderr } = await runbook(['validate'], { cwd });
  expect(stdout.split('\n').filter(line => !line.startsWith('  '))).toEqual([
    'runbooks/a.world.yml:5:10: error unknown-starter: `ben` is not among the people of this world.',
    'runbooks/a.yml:5:25: error unknown-key: The step `a` knows no key `efect`.',
    'runbooks/b.test.yml:3:44: error not-allowed: `done` is not one of `succeeded`, `failed`, `cancelled`.',
    '',
  ]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: '3 errors.\n' });
});

test('warnings are shown and are no failure', async () => {
  const cwd = folderWith({ 'runbooks/a.yml': withSteps('  - { id: a, run: git fetch }') });
  const said = 'runbooks/a.yml:5:19: warning needless-shell: This script is one plain command, which needs no shell.\n  Write `run: [git, fetch]`.\n';
  expect(await runbook(['validate'], { cwd })).toMatchObject({ code: 0, stdout: `${said}1 runbook is valid, 1 warning.\n` });
  const { code, stdout } = await runbook(['validate', '--json'], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    valid: true,
    diagnostics: [{ file: 'runbooks/a.yml', line: 5, col: 19, length: 9, severity: 'warning', code: 'needless-shell', hint: 'Write `run: [git, fetch]`.' }],
  });
});

test('what is shipped has no warning, except that its approvers are named by those who use it', async () => {
  const { code, stdout } = await runbook(['validate', '--json'], { cwd: repository });
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly code: string }[] };
  expect(diagnostics.filter(one => one.code !== 'unknown-group')).toEqual([]);
  expect(code).toBe(0);
});
