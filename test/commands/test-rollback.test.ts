import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const DEPLOY = `version: 1
name: deploy
title: Deploy
rollback: { runbook: undo, with: { why: "{{ run.failure.message }}" } }
steps:
  - { id: made, run: ["true"], effect: read }
  - { id: soak, wait: 1h }
  - { id: live, run: ["false"], effect: read, on-failure: rollback }
`;
const UNDO = `version: 1
name: undo
title: Undo
inputs: { why: { type: string } }
steps:
  - { id: really, confirm: "{{ inputs.why }}" }
  - { id: undone, uses: slack.post, with: { channel: ops, text: "undone at {{ run.rollback_of }}" } }
`;
const WORLD = `version: 1
name: deploy
title: A world
clock: 2026-03-10T10:00:00-04:00
starter: ana
people: { ana: [ops] }
slack: { channels: [ops] }
`;
const CASES = `version: 1
runbook: deploy
cases:
  - name: It is rolled back
    answers: { really: yes }
    expect:
      status: failed
      steps: { live: failed }
      rollback: { status: succeeded, steps: { really: succeeded }, effects: { slack.post: 1 } }
      world: ["slack.channels.ops.exists(m, m.startsWith('undone at deploy-20260310-'))"]
`;
const files = (cases: string) => ({
  'runbooks/deploy.yml': DEPLOY,
  'runbooks/undo.yml': UNDO,
  'runbooks/deploy.world.yml': WORLD,
  'runbooks/deploy.test.yml': cases,
});

test('a case deploys and rolls back in one world, at every kill too', async () => {
  const killed = CASES.replace('    answers:', '    kill: every-commit\n    answers:').replace('really: yes', 'really: yes, undone: done');
  for (const cases of [CASES, killed]) {
    const { code, stdout } = await makeProject(files(cases)).cli(['test', 'deploy']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('ok      It is rolled back')]);
  }
});

test('what the rollback does otherwise is told under its own name', async () => {
  const cases = CASES.replace('steps: { really: succeeded }, effects: { slack.post: 1 }', 'steps: { really: skipped }, effects: { slack.post: 2 }');
  const { code, stdout } = await makeProject(files(cases)).cli(['test', 'deploy']);
  expect(code).toBe(1);
  expect(stdout).toContain('rollback.steps.really');
  expect(stdout).toContain('rollback.effects.slack.post');
});

test('a rollback that is expected and does not come is a difference; steps that it does not have are errors', async () => {
  const { code, stdout } = await makeProject({ ...files(CASES), 'runbooks/deploy.yml': DEPLOY.replace(', on-failure: rollback', '') }).cli(['test', 'deploy']);
  expect(code).toBe(1);
  expect(stdout).toContain('none: no step of it wants that, or its lock is not free');
  const unknown = await makeProject(files(CASES.replace('steps: { really:', 'steps: { live:'))).cli(['test', 'deploy']);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('unknown-step: ')]);
});
