import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const head = 'version: 1\nname: a\ntitle: A\ninputs: { who: { type: string, default: ana } }\n';

test("a guard's message is rendered", async () => {
  const guard = '{ that: outputs.exit_code == 1, message: "Tell {{ inputs.who }}." }';
  const project = makeProject({ 'runbooks/a.yml': `${head}steps:\n  - { id: look, run: ["true"], effect: read, verify: [${guard}] }\n` });
  const { code, stdout } = await project.cli(['run', 'a', '--non-interactive']);
  expect(code).toBe(1);
  expect(stdout).toContain('Failed at look: Tell ana. [verify]');
});

test('the question of an approval is checked before anything runs', async () => {
  const config = 'groups: { ops: [ana, ben] }\n';
  const steps = 'steps:\n  - { id: go, description: "Shall {{ inputs.whom }} go?", approve: { by: [ops] } }\n';
  const project = makeProject({ 'runbook.config.yml': config, 'runbooks/a.yml': head + steps });
  const { code, stdout, stderr } = await project.cli(['validate', 'a']);
  expect({ code, said: stdout + stderr }).toEqual({ code: 2, said: expect.stringContaining('runbooks/a.yml:6:') });
});
