import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: needs
title: Needs
inputs: { shared: { type: boolean, default: true } }
steps:
  - { id: look, run: ["true"], effect: read }
  - id: group
    if: inputs.shared
    steps:
      - { id: inner, uses: gitlab.merge_request, with: { project: a/b, iid: 1 } }
  - { id: later, if: "steps.look.status == 'failed'", uses: github.ref, with: { repo: a/b, ref: heads/main } }
`;

const missing = (name: string): string =>
  `The runbook needs the connection ${name}, and runbook.config.yml has none. Add it under connections, or give the step a manual text.\n`;

test.each([
  ['true', missing('gitlab') + missing('github')],
  ['false', missing('github')],
])('with shared=%s a run asks for the connections of the steps that its inputs do not rule out', async (shared, said) => {
  const project = makeProject({ 'runbooks/needs.yml': RUNBOOK });
  const { code, stderr } = await project.cli(['run', 'needs', '--input', `shared=${shared}`]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: said });
});
