import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const WORLD = 'version: 1\nname: pack\ntitle: A few logs\nclock: 2026-03-10T10:00:00-04:00\nstarter: ana\npeople: { ana: [ops] }\n';
const OUTER = `version: 1
name: ship
title: Pack and ship
steps:
  - { id: packed, runbook: pack }
  - { id: cool, wait: 10m }
  - { id: shipped, run: [sh, -c, "echo shipped >> done.txt"], effect: change }
`;
const INNER = `version: 1
name: pack
title: Pack
steps:
  - { id: sure, confirm: Really? }
  - { id: look, run: [date], effect: read, until: "false", every: 1m, timeout: 5m, message: It never gets ready. Ask ops. }
`;
const CASES = `version: 1
runbook: ship
cases:
  - { name: It waits for long, answers: { sure: yes }, expect: { status: failed, messages: [It never gets ready. Ask ops.] } }
`;
const files = { 'runbooks/ship.yml': OUTER, 'runbooks/pack.yml': INNER, 'runbooks/ship.world.yml': WORLD, 'runbooks/ship.test.yml': CASES };

test('an inner runbook counts for the coverage, unless it has a test of its own', async () => {
  const own = 'version: 1\nrunbook: pack\ncases:\n  - { name: No, answers: { sure: no }, expect: { status: failed } }\n';
  const together = await makeProject(files).cli(['test', 'ship']);
  expect(together.stdout).toContain('    gate: 1 of 2\n      never no: packed/sure\n');
  const apart = await makeProject({ ...files, 'runbooks/pack.world.yml': WORLD, 'runbooks/pack.test.yml': own }).cli(['test', 'ship']);
  expect(apart).toMatchObject({ code: 0, stdout: 'runbooks/ship.test.yml\n  ok      It waits for long\n1 of 1 case passed.\n' });
});

test('a terminal that is closed in every step delays nothing and repeats nothing', async () => {
  const patient = INNER.replace('"false"', "now > timestamp('2026-03-10T14:02:30Z')");
  const hung = `version: 1
runbook: ship
cases:
  - name: It is closed in every step
    hangup: every-step
    answers: { sure: yes }
    expect: { status: succeeded, takes: { at-most: 14m }, effects: { shipped: 1 }, steps: { look: succeeded, cool: succeeded } }
`;
  const { code, stdout } = await makeProject({ ...files, 'runbooks/pack.yml': patient, 'runbooks/ship.test.yml': hung }).cli(['test', 'ship']);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('  ok      It is closed in every step\n') });
});
