import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, makeProject, ndjson } from '../support/project.ts';
import type { PtyScreen } from '../support/screen.ts';

const RUNBOOK = `
version: 1
name: two
title: Two terminals
target: demo/two
steps:
  - { id: one, confirm: "First?" }
  - { id: slow, run: ["sh", "-c", "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo did >> did.txt"], effect: change, check: { run: ["test", "-e", "did.txt"] } }
  - { id: rest, wait: 1h }
  - { id: never, run: ["touch", "never.txt"], effect: change }
finally:
  - { id: tidy, run: ["touch", "tidy.txt"], effect: change }
`;
const DOWN = '\x1b[B';

test('two terminals: run in one, approve from elsewhere, attach, kill the first, cancel, go on in the second', async () => {
  const project = makeProject({ 'runbooks/two.yml': RUNBOOK });
  const first = project.pty(['run', 'two']);
  await first.until(text => text.includes('Leave it open and answer later'));
  expect(first.raw()).toContain('\x07');
  expect((await project.cli(['approve', 'last', 'one'])).code).toBe(0);
  await first.until(text => /one yes by \S+/.test(text) && text.includes('begun'));

  const second = project.pty(['attach', 'last']);
  await second.until(text => text.includes('❯ slow'));
  writeFileSync(join(project.folder, 'go'), '');
  for (const screen of [first, second]) await screen.until(text => /◷ rest: until .* left/.test(text));

  first.signal('SIGKILL');
  await second.until(text => text.includes('No process drives this run now. To go on: runbook resume two-'));
  expect((await project.cli(['cancel', 'last', '--reason', 'enough'])).code).toBe(0);
  await second.until(text => text.includes('cancelled'));
  expect((await project.cli(['resume', 'last'])).code).toBe(1);
  expect(await second.exited).toBe(1);
  expect(second.history().join('\n')).toMatch(/Run two-\S+ was cancelled/);
  expect([project.read('did.txt'), project.read('never.txt')]).toEqual(['did\n', '']);
});

test('a gate may be answered at the attached terminal; the one that drives sees it', async () => {
  const project = makeProject({ 'runbooks/two.yml': RUNBOOK });
  const [first, second] = await runAndAttach(project);
  second.type(DOWN);
  await second.until(text => text.includes('❯ Yes'));
  second.type('\r');
  await first.until(text => /one yes by \S+/.test(text) && text.includes('❯ slow'));
  second.type('\x03');
  expect(await second.exited).toBe(130);
  expect(second.history().join('\n')).toMatch(/Left run two-\S+ to itself\. To look again: runbook attach two-/);
  expect((await project.cli(['status', 'last'])).stdout).toMatch(/Run two-\S+ is driven by pid \d+/);
  writeFileSync(join(project.folder, 'go'), '');
  await first.until(text => text.includes('◷ rest'));
  first.signal('SIGKILL');
  await first.exited;
});

test('leaving a prompt of an attached terminal leaves only the prompt, Ctrl-C in it only the terminal', async () => {
  const project = makeProject({ 'runbooks/two.yml': RUNBOOK });
  const [first, second] = await runAndAttach(project);
  second.type('\r');
  await second.until(text => text.includes('◷ one'));
  second.type('\x03');
  expect(await second.exited).toBe(130);
  expect(first.lines().join('\n')).toContain('Leave it open and answer later');
  first.type('\r');
  expect(await first.exited).toBe(5);
});

test('without a terminal attach prints lines, with --json events, to the end of the run', async () => {
  const project = makeProject({ 'runbooks/two.yml': RUNBOOK });
  expect((await project.cli(['run', 'two'])).code).toBe(5);
  const [lines, events] = [project.start(['attach', 'last']), project.start(['attach', 'last', '--json'])];
  await Promise.all([lines.says('one waits for a yes or no: First?'), events.says('"gate-opened"')]);
  await project.cli(['reject', 'last', 'one']);
  expect((await project.cli(['resume', 'last'])).code).toBe(1);
  expect([(await lines.ended).code, (await events.ended).code]).toEqual([1, 1]);
  expect(ndjson((await events.ended).stdout).at(-1)).toMatchObject({ type: 'run-finished', status: 'failed' });
  expect((await lines.ended).stdout).toContain('tidy started: tidy');
});

async function runAndAttach(project: Project): Promise<readonly [PtyScreen, PtyScreen]> {
  const first = project.pty(['run', 'two']);
  await first.until(text => text.includes('Leave it open'));
  const second = project.pty(['attach', 'last']);
  await second.until(text => text.includes('Leave it open'));
  return [first, second];
}
