import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: practice
title: Practice
target: demo/practice
steps:
  - { id: go, confirm: "Go?" }
  - { id: four, approve: { by: [ops], not-starter: true } }
  - { id: soak, wait: 2h }
  - { id: well, confirm: "Well?" }
`;
const WORLD = `version: 1
name: practice
title: A world
clock: 2026-03-10T10:00:00-04:00
starter: ana
people: { ana: [ops], ben: [ops] }
`;

test('a second terminal works on a rehearsal that another drives: it looks, answers, attaches; only a second driver is refused', async () => {
  const project = makeProject({ 'runbooks/practice.yml': RUNBOOK, 'runbooks/practice.world.yml': WORLD });
  const world = ['--world', join(project.folder, 'kept')];
  const first = project.pty(['rehearse', 'practice', '--keep', 'kept']);
  await first.until(text => text.includes('Go?'));

  expect((await project.cli(['status', 'last', ...world])).stdout).toMatch(/Run practice-\S+ is driven by pid \d+/);
  const second = project.start(['attach', 'last', ...world]);
  await second.says('go waits for a yes or no: Go?');
  const refused = await project.cli(['resume', 'last', ...world]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/is in use by process \d+\nOnly one process may drive a run in it\. /)]);

  expect((await project.cli(['approve', 'last', 'go', ...world])).code).toBe(0);
  await first.until(text => text.includes('go yes by ana'));
  const notHe = await project.cli(['approve', 'last', 'four', ...world]);
  expect([notHe.code, notHe.stderr]).toEqual([2, 'ana started this run and may not approve it. Somebody else must.\n']);
  expect((await project.cli(['approve', 'last', 'four', ...world, '--as', 'ben'])).code).toBe(0);

  await first.until(text => text.includes('Well?'));
  expect((await project.cli(['runs', ...world])).stdout).toContain('2026-03-10T14:00:');
  expect((await project.cli(['reject', 'last', 'well', ...world, '--note', 'no'])).code).toBe(0);
  await second.says('well no by ana: no');
  first.signal('SIGTERM');
  await first.exited;
  second.child.kill('SIGTERM');
  await second.ended;
});
