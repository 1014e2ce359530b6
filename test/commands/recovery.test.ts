import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, makeProject, ndjson } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: long
title: Long
steps:
  - { id: do, run: ["sh", "-c", "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo done >> done.txt"], effect: change, check: { run: ["test", "-e", "done.txt"] } }
  - { id: poll, run: ["sh", "-c", "test -e there; echo $?"], effect: read, until: outputs.json == 0, every: 1s }
  - { id: gate, confirm: "Well?" }
  - { id: rest, wait: 1h }
  - { id: last, run: ["sh", "-c", "echo last >> done.txt"], effect: change }
`;
const touch = (project: Project, file: string): void => writeFileSync(join(project.folder, file), '');
/** A machine whose clock stands elsewhere, by so many hours. */
const shifted = (hours: number): { readonly NODE_OPTIONS: string } => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`const now=Date.now;Date.now=()=>now()+${hours}*3600000`)}`,
});

test('told to stop in a do, in a poll, at a gate: it parks, and a clock that goes back or forward loses nothing', async () => {
  const project = makeProject({ 'runbooks/long.yml': RUNBOOK });
  const inDo = project.start(['run', 'long']);
  await inDo.says('begun');
  inDo.child.kill('SIGTERM');
  touch(project, 'go');
  expect((await inDo.ended).code).toBe(130);

  const inPoll = project.start(['resume', 'last']);
  await inPoll.says('poll waits');
  inPoll.child.kill('SIGHUP');
  expect((await inPoll.ended).code).toBe(130);

  touch(project, 'there');
  const atGate = project.pty(['resume', 'last'], shifted(-5));
  await atGate.until(text => text.includes('Well?'));
  atGate.signal('SIGTERM');
  expect(await atGate.exited).toBe(130);
  expect((await project.cli(['approve', 'last', 'gate'], shifted(-5))).code).toBe(0);

  const later = await project.cli(['resume', 'last', '--json'], shifted(2));
  expect(later.code).toBe(0);
  const times = ndjson(later.stdout).map(({ at }) => Date.parse(String(at)));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(ndjson(later.stdout).find(({ type }) => type === 'step-late')).toMatchObject({ path: 'rest' });
  expect(project.read('done.txt')).toBe('done\nlast\n');
});

test('an owner that is stopped, not dead, is pushed aside only when asked; continued it writes nothing more', async () => {
  const project = makeProject({ 'runbooks/long.yml': RUNBOOK.replace(/ {2}- \{ id: rest.*\n/, '') });
  touch(project, 'there');
  const first = project.start(['run', 'long']);
  await first.says('begun');
  first.child.kill('SIGSTOP');
  expect((await project.cli(['resume', 'last'])).code).toBe(4);
  const second = project.start(['resume', 'last', '--take-over', '--yes', '--json']);
  await second.says(`"pid":${second.child.pid}`);
  first.child.kill('SIGCONT');
  touch(project, 'go');
  expect((await second.ended).code).toBe(0);
  expect((await first.ended).signal).toBe('SIGKILL');
  expect(project.read('done.txt')).toBe('done\nlast\n');
  const events = ndjson((await project.cli(['attach', 'last', '--json'])).stdout);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'run-finished')).toHaveLength(1);
});
