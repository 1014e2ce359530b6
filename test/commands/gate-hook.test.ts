import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: gates
title: Gates
target: demo/hook
secrets: { token: { env: HOOK_SECRET } }
steps:
  - { id: go, name: Go or no go, confirm: "Ship \\"it\\" $(touch evil)?", show: ["line two"] }
  - { id: tell, run: ["true"], env: { T: "{{ secrets.token }}" }, effect: read }
  - { id: again, confirm: "Again?" }
`;

/** Appends what it was told, one line a call. */
const TELL = `printf '%s\\n' "$RUNBOOK_RUNBOOK|$RUNBOOK_TARGET|$RUNBOOK_STEP|$RUNBOOK_NAME|$RUNBOOK_GATE|$RUNBOOK_TEXT|$RUNBOOK_ANSWER|\${HOOK_SECRET:-hidden}" >> told.txt`;
const config = (script: string) => `on-gate: { command: [sh, -c, ${JSON.stringify(script)}] }\n`;
const files = (script: string) => ({ 'runbooks/gates.yml': RUNBOOK, 'runbook.config.yml': config(script) });
const env = { HOOK_SECRET: 'correct-horse-battery' };

test('the on-gate command hears of each gate once, by values and without secrets', async () => {
  const project = makeProject(files(TELL));
  const parked = await project.cli(['run', 'gates'], env);
  expect(parked.code).toBe(5);
  const [, run = ''] = /Run (\S+) is parked/.exec(parked.stdout) ?? [];
  const first = `gates|demo/hook|go|Go or no go|confirm|Ship "it" $(touch evil)?\nline two|runbook approve ${run} go or runbook reject ${run} go|hidden\n`;
  expect(project.read('told.txt')).toBe(first);
  expect((await project.cli(['resume', 'last'], env)).code).toBe(5);
  expect(project.read('told.txt')).toBe(first);
  await project.cli(['approve', 'last', 'go']);
  expect((await project.cli(['resume', 'last'], env)).code).toBe(5);
  expect(project.read('told.txt')).toBe(
    `${first}gates|demo/hook|again|again|confirm|Again?|runbook approve ${run} again or runbook reject ${run} again|hidden\n`,
  );
  expect(project.read('evil')).toBe('');
});

test('gates that --yes answers, and rehearsals, call nobody; rehearse --notify does', async () => {
  const world = 'version: 1\nname: gates\ntitle: Gates\nclock: "2026-03-10T10:00:00Z"\nstarter: ana\npeople: { ana: [] }\n';
  const runbook = RUNBOOK.replace(/secrets: .*\n/, '').replace(/ {2}- \{ id: tell.*\n/, '');
  const project = makeProject({ ...files(TELL), 'runbooks/gates.yml': runbook, 'runbooks/gates.world.yml': world });
  expect((await project.cli(['run', 'gates', '--yes'])).code).toBe(0);
  expect((await project.cli(['rehearse', 'gates', '--keep', join(project.state, '..', 'one')])).code).toBe(5);
  expect(project.read('told.txt')).toBe('');
  expect((await project.cli(['rehearse', 'gates', '--notify', '--keep', join(project.state, '..', 'two')])).code).toBe(5);
  expect(project.read('told.txt')).toContain('|go|');
});

test.each([
  ['ends badly', 'echo first >&2; echo "no network" >&2; exit 3', 'it ended with exit code 3: no network'],
  ['is not there', undefined, 'it could not be started (spawn /nowhere/tell ENOENT)'],
])('a command that %s is a note: the run goes on', async (_what, script, why) => {
  const yml = script === undefined ? 'on-gate: { command: [/nowhere/tell] }\n' : config(script);
  const project = makeProject({ ...files(''), 'runbook.config.yml': yml });
  const ended = await project.cli(['run', 'gates'], env);
  expect([ended.code, ended.stderr]).toEqual([5, `The on-gate command told nobody: ${why}. The run goes on.\n`]);
});
