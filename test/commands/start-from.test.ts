import { expect, test } from 'vitest';
import { makeProject, ndjson } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: long
title: Long
inputs: { who: { type: string, default: ana } }
steps:
  - { id: build, run: ["sh", "-c", "echo built >> did.txt; echo v1"], effect: change, outputs: { tag: outputs.stdout.trim() } }
  - { id: count, ask: { size: { type: integer } } }
  - { id: four, approve: { by: [ops] }, show: ["the tag {{ steps.build.outputs.tag }}"] }
  - id: rollout
    repeat: { while: "steps.look.outputs.exit_code > 0", at-most: 3 }
    steps:
      - { id: first, run: ["sh", "-c", "echo first >> did.txt"], effect: change }
      - { id: move, run: ["sh", "-c", 'echo "move $TAG $SIZE" >> did.txt'], effect: change, env: { TAG: "{{ steps.build.outputs.tag }}", SIZE: "{{ steps.count.outputs.size }}" } }
      - { id: look, run: ["sh", "-c", "test $(grep -c first did.txt) -ge 1"], effect: read, exit-codes: [0, 1] }
  - { id: spread, foreach: "['x']", steps: [{ id: one, run: ["true"], effect: read }] }
  - { id: both, parallel: [{ id: left, run: ["true"], effect: read }, { id: right, run: ["true"], effect: read }] }
finally: [{ id: tidy, run: ["sh", "-c", 'echo "tidy $TAG" >> did.txt'], effect: change, env: { TAG: "{{ or steps.build.outputs.tag 'none' }}" } }]
`;
const files = (runbook = RUNBOOK) => ({ 'runbooks/long.yml': runbook, 'runbook.config.yml': 'groups: { ops: [nobody] }\n' });
const NO_APPROVAL = RUNBOOK.replace(/ {2}- \{ id: four.*\n/, '');

test('a run starts at a step: those before it are skipped, what later ones read is given; later passes are whole', async () => {
  const project = makeProject(files(NO_APPROVAL));
  const { code, stdout } = await project.cli(['run', 'long', '--from', 'move', '--output', 'build.tag=v7', '--output', 'count.size=3', '--json']);
  expect(code).toBe(0);
  expect(project.read('did.txt')).toBe('move v7 3\nfirst\nmove v7 3\ntidy v7\n');
  const [started] = ndjson(stdout).filter(({ type }) => type === 'run-started');
  expect(started).toMatchObject({ from: { step: 'rollout/move', outputs: { build: { tag: 'v7' }, count: { size: 3 } } } });
  const skipped = ndjson(stdout).filter(({ status }) => status === 'skipped');
  expect(skipped.map(({ path, reason }) => [path, reason])).toEqual(
    ['build', 'count', 'rollout/first'].map(path => [path, expect.stringMatching(/^\S+ started the run from rollout\/move$/)]),
  );
});

test('what is missing, does not fit, or is not read is told, all at once', async () => {
  const project = makeProject(files());
  const { code, stderr } = await project.cli(['run', 'long', '--from', 'rollout', '--output', 'count.size=many', '--output', 'build.sha=1', '--output', 'x']);
  expect([code, stderr.split('\n')]).toEqual([
    2,
    [
      expect.stringMatching(/^--output count\.size: .*number/),
      '--output build.sha=1: no later step reads that. Needed: build.tag, count.size.',
      '--output x: write STEP.NAME=VALUE, such as --output build.tag=v7.',
      'four reads tag of build, which is skipped. Give it: --output build.tag=…',
      'rollout/move reads size of count, which is skipped. Give it: --output count.size=…',
      '',
    ],
  ]);
});

test('an approval before the step is asked for all the same', async () => {
  const project = makeProject(files());
  const parked = await project.cli(['run', 'long', '--from', 'rollout', '--output', 'build.tag=v7', '--output', 'count.size=3']);
  expect([parked.code, parked.stdout]).toEqual([5, expect.stringMatching(/four waits for approval by ops \(0 of 1\).*\n.* four the tag v7\n/)]);
  expect(project.read('did.txt')).toBe('');
});

test.each([
  ['one', 'spread/one stands inside spread, which is done for each of a list. Start from spread.'],
  ['left', 'both/left stands inside both, whose branches begin together. Start from both.'],
  ['tidy', 'tidy deals with a failure or the end of a run; no run can start there.'],
  ['nowhere', 'long has no step nowhere. `runbook plan long --offline` shows them all.'],
])('no run starts at %s', async (step, message) => {
  const { code, stderr } = await makeProject(files()).cli(['run', 'long', '--from', step]);
  expect([code, stderr]).toEqual([2, `${message}\n`]);
});

test('a plan shows what is skipped, and what it would have given as unknown', async () => {
  const { code, stdout } = await makeProject(files(NO_APPROVAL)).cli(['plan', 'long', '--from', 'rollout', '--offline']);
  expect(code).toBe(0);
  expect(stdout).toContain('\n- build [skipped: the run starts from rollout]  (build)\n- count [skipped: the run starts from rollout]  (count)\n');
});

test('at a terminal it is asked for what is missing, by its type', async () => {
  const project = makeProject(files(NO_APPROVAL));
  const screen = project.pty(['run', 'long', '--from', 'rollout', '--output', 'build.tag=v7']);
  await screen.until(text => text.includes('size of count, which is skipped'));
  screen.type('4\r');
  expect(await screen.exited).toBe(0);
  expect(project.read('did.txt')).toBe('first\nmove v7 4\ntidy v7\n');
});
