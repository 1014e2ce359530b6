import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const RUNBOOK = `version: 1
name: ship
title: Ship
target: shop/prod
inputs: { note: { type: string, default: '' } }
steps:
  - { id: look, run: [cat, version.txt], effect: read }
  - { id: go, confirm: "Ship {{ steps.look.outputs.stdout }}?" }
  - { id: ship, run: [touch, shipped.txt], effect: change }
`;
const OTHER = 'version: 1\nname: other\ntitle: Other\nsteps: [{ id: a, run: ["true"], effect: read }]\n';

async function planned(...args: readonly string[]): Promise<Project> {
  const project = makeProject({ 'runbooks/ship.yml': RUNBOOK, 'runbooks/other.yml': OTHER, 'version.txt': '7' });
  expect((await project.cli(['plan', 'ship', '-o', 'plan.json', ...args])).code).toBe(0);
  return project;
}

const put = (project: Project, file: string, text: string): void => writeFileSync(join(project.folder, file), text);

test('what is no plan of this runbook and this version is refused with what to do', async () => {
  const project = await planned();
  put(project, 'newer.json', readFileSync(join(project.folder, 'plan.json'), 'utf8').replace('"v": 1', '"v": 2'));
  const said = async (...args: readonly string[]) => {
    const { code, stderr } = await project.cli(['run', ...args, '--non-interactive']);
    return [code, stderr.trim()];
  };
  expect(await said('--plan', 'newer.json')).toEqual([
    2,
    'newer.json was made by another version of runbook (its format is 2, this one reads 1). Make a new one with `runbook plan NAME -o FILE`.',
  ]);
  expect(await said('--plan', 'none.json')).toEqual([2, 'none.json is no saved plan: there is no such file. Make one: runbook plan NAME -o none.json']);
  expect(await said('--plan', 'runbooks')).toEqual([2, 'runbooks is no saved plan: it is not a file. Make one: runbook plan NAME -o runbooks']);
  expect(await said('other', '--plan', 'plan.json')).toEqual([2, 'The plan is one of ship, not of other.']);
});

test('a plan larger than a runbook may be is read again, and --dry-run only says whether it still holds', async () => {
  const project = await planned();
  const notes = Array.from({ length: 5_000 }, (_, index) => `  - { id: s${index}, run: ["true", "${'x'.repeat(100)}"], effect: change }`);
  put(project, 'runbooks/many.yml', `version: 1\nname: many\ntitle: Many\nsteps:\n${notes.join('\n')}\n`);
  expect((await project.cli(['plan', 'many', '--offline', '-o', 'many.json'])).code).toBe(0);
  const many = await project.cli(['run', '--plan', 'many.json', '--dry-run', '--json']);
  expect([many.code, JSON.parse(many.stdout)]).toEqual([0, { status: 'as-planned', hash: expect.any(String), differences: [] }]);
  put(project, 'version.txt', '8');
  expect((await project.cli(['run', '--plan', 'plan.json', '--dry-run'])).code).toBe(3);
  expect(project.read('shipped.txt')).toBe('');
  expect((await project.cli(['runs', '--json'])).stdout.trim()).toBe('{"runs":[]}');
});

test('a run that waited for its target is compared with its plan again before it starts', async () => {
  const project = await planned();
  expect((await project.cli(['run', 'ship', '--non-interactive'])).code).toBe(5);
  const waiting = project.start(['run', '--plan', 'plan.json', '--wait', '--yes', '--non-interactive']);
  await waiting.says('Waiting');
  put(project, 'version.txt', '8');
  expect((await project.cli(['cancel', 'last', '--reason', 'not now'])).code).toBe(0);
  const { code, stderr } = await waiting.ended;
  expect(stderr).toContain('look outputs.stdout\n  planned: 7\n  now: 8');
  expect(code).toBe(3);
  expect(project.read('shipped.txt')).toBe('');
});
