import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const RUNBOOK = `version: 1
name: pack
title: Pack the logs
inputs: { count: { type: integer, default: 2 } }
steps:
  - { id: many, if: inputs.count > 5, confirm: That many? }
  - { id: tell, uses: slack.post, with: { channel: ops, text: "{{ inputs.count }} to pack" }, on-failure: warn }
  - { id: who, ask: { name: { type: string } } }
  - { id: sure, approve: { by: [ops], not-starter: true } }
  - { id: pack, run: ["true"], effect: change }
`;
const WORLD = `version: 1
name: pack
title: A few logs
clock: 2026-03-10T10:00:00-04:00
starter: ana
people: { ana: [ops], ben: [ops] }
slack: { channels: [ops] }
answers: { who: { name: Cho } }
faults: { slack_down: { slack: { answers: 503 } } }
`;
const FIRST = `# yaml-language-server: $schema=../schemas/test.schema.json
version: 1
runbook: pack
cases:
  - name: Two
    answers:
      who:
        name: Cho
      sure:
        approve: ben
    expect:
      status: succeeded
      steps:
        many: skipped
      effects:
        - slack.post
        - pack
`;
const SECOND = `
  - name: Seven, without Slack
    inputs:
      count: 7
    faults:
      - slack_down
    answers:
      many: yes
      who:
        name: Cho
      sure:
        approve: ben
    expect:
      status: succeeded
      steps:
        tell: failed
      effects:
        - pack
`;

test('a rehearsal is recorded as a case, which holds; a second one comes behind it', async () => {
  const project = makeProject({ 'runbooks/pack.yml': RUNBOOK, 'runbooks/pack.world.yml': WORLD });
  const { stdout } = await project.cli(['rehearse', 'pack', '--yes', '--record', 'Two']);
  expect(stdout).toContain('The case "Two" stands in runbooks/pack.test.yml now. Say there what else must hold: takes, messages, world.\n');
  expect(project.read('runbooks/pack.test.yml')).toBe(FIRST);
  await project.cli(['rehearse', 'pack', '--yes', '-i', 'count=7', '--fault', 'slack_down', '--record', 'Seven, without Slack']);
  expect(project.read('runbooks/pack.test.yml')).toBe(FIRST + SECOND);
  expect(await project.cli(['test'])).toMatchObject({ code: 0, stdout: expect.stringContaining('2 of 2 cases passed.') as string });
});

test('a rehearsal in another world says so in its case', async () => {
  const project = makeProject({ 'runbooks/pack.yml': RUNBOOK, 'runbooks/full.world.yml': WORLD.replace('A few logs', 'Many logs') });
  const { stdout } = await project.cli(['rehearse', 'pack', '--in', 'full', '--yes', '--record', 'Two']);
  expect(stdout).toContain('Rehearsal: Many logs.');
  expect(project.read('runbooks/pack.test.yml')).toBe(FIRST.replace('    answers:', '    world: full.world.yml\n    answers:'));
  expect(await project.cli(['test'])).toMatchObject({ code: 0 });
  const missing = await project.cli(['rehearse', 'pack', '--in', 'empty.world.yml', '--yes']);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('runbooks/empty.world.yml') as string });
});

test('a test whose cases do not stand last is left as it is', async () => {
  const own = 'version: 1\ncases: [{ name: x, expect: { status: succeeded } }]\nrunbook: pack\n';
  const project = makeProject({ 'runbooks/pack.yml': RUNBOOK, 'runbooks/pack.world.yml': WORLD, 'runbooks/pack.test.yml': own });
  const { code, stderr } = await project.cli(['rehearse', 'pack', '--yes', '--record', 'Two']);
  expect({ code, stderr: stderr.split('\n').slice(0, 2) }).toEqual({
    code: 2,
    stderr: [
      'The case could not be added to runbooks/pack.test.yml: `cases:` must stand last in it, as a list of its own lines. Add it by hand:',
      '  - name: Two',
    ],
  });
  expect(project.read('runbooks/pack.test.yml')).toBe(own);
});
