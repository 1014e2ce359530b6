import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

/** A weekday that is neither today nor tomorrow, wherever the machine stands. */
const OTHER = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getDay() + 3) % 7];
const CLOSED = `days: [${OTHER}], override: never`;
const runbookWith = (window: string, steps: string): string => `
version: 1
name: timed
title: Timed
window: { ${window} }
steps:
${steps}`;
const STAMP = `
  - { id: made, run: ["true"], effect: read, outputs: { at: now } }
  - { id: told, run: [echo, "{{ date steps.made.outputs.at 'YYYY' 'UTC' }}"], effect: read }`;

test('outputs keep the time at which they came out; a plan does not know it', async () => {
  const project = makeProject({ 'runbooks/timed.yml': runbookWith(`${CLOSED}, start: anytime`, STAMP) });
  const ran = await project.cli(['run', 'timed', '--json']);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain(`"stdout":"${new Date().getUTCFullYear()}"`);
  const planned = await project.cli(['plan', 'timed']);
  expect(planned.stdout).toContain("echo '‹after step made›'");
});

test.each([
  [CLOSED, 4],
  [`${CLOSED}, start: anytime`, 5],
])('window {%s}: a run outside of it ends with %i', async (window, code) => {
  const project = makeProject({ 'runbooks/timed.yml': runbookWith(window, '  - { id: go, confirm: Go? }') });
  expect((await project.cli(['run', 'timed', '--non-interactive'])).code).toBe(code);
});
