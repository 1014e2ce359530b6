import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject, ndjson } from '../support/project.ts';

const DEPLOY = `
version: 1
name: deploy
title: Deploy
target: demo/{{ inputs.env }}
inputs: { env: { type: string, default: test } }
rollback: { runbook: undo, with: { env: "{{ inputs.env }}", tag: "{{ steps.build.outputs.stdout }}" } }
steps:
  - { id: build, run: ["printf", "v7"], effect: change }
  - { id: go, confirm: "Well?" }
  - { id: live, run: ["sh", "-c", "test -e healthy"], effect: read, on-failure: rollback }
finally:
  - { id: tidy, run: ["touch", "tidy.txt"], effect: change }
`;
const UNDO = `
version: 1
name: undo
title: Undo
target: demo/{{ inputs.env }}
inputs:
  env: { type: string }
  tag: { type: string, pattern: "^v[0-9]+$" }
  reason: { type: string, default: nobody said why, description: Why }
steps:
  - { id: back, run: ["sh", "-c", 'echo "$TAG $REASON $OF $WHO" >> undone.txt'], effect: change, env: { TAG: "{{ inputs.tag }}", REASON: "{{ inputs.reason }}", OF: "{{ run.rollback_of }}", WHO: "{{ run.starter }}" } }
  - { id: well, confirm: "Is it well again?" }
`;
const FILES = { 'runbooks/deploy.yml': DEPLOY, 'runbooks/undo.yml': UNDO };
const runOf = (text: string): string => /Run (deploy-\S+) /.exec(text)?.[1] ?? '';

test('a failed step that wants it: the same terminal goes on with the rollback, whose end decides nothing', async () => {
  const project = makeProject(FILES);
  const ended = await project.cli(['run', 'deploy', '--yes', '--json']);
  expect(ended.code).toBe(1);
  const events = ndjson(ended.stdout);
  const [first, second] = [...new Set(events.map(({ run }) => String(run)))];
  expect([first, second]).toEqual([expect.stringMatching(/^deploy-/), expect.stringMatching(/^undo-/)]);
  expect(events.filter(({ type }) => type === 'run-finished').map(({ run, status }) => [run, status])).toEqual([
    [first, 'failed'],
    [second, 'succeeded'],
  ]);
  expect(project.read('undone.txt')).toBe(`v7 nobody said why ${first} ${userInfo().username}\n`);
  expect((await project.cli(['status', first ?? ''])).stdout).toContain(`Run ${second} rolls it back: runbook status ${second}`);
  expect((await project.cli(['status', second ?? ''])).stdout).toContain(`It rolls back run ${first}.`);
  expect((await project.cli(['runs'])).stdout).toContain('failed (rolled back)');
  expect((await project.cli(['targets'])).stdout).toBe('No target is locked or frozen.\n');
});

test('a run that waits: it ends, its lock is handed over, and the rollback is driven from here', async () => {
  const project = makeProject(FILES);
  const run = runOf((await project.cli(['run', 'deploy'])).stdout);
  const back = await project.cli(['rollback', 'last', '--reason', `it's "bad"`]);
  expect(back.code).toBe(5);
  expect(project.read('undone.txt')).toContain(`v7 it's "bad" ${run} `);
  expect(project.read('tidy.txt')).toBe('');
  const status = (await project.cli(['status', run])).stdout;
  expect(status).toMatch(new RegExp(`Failed at go: \\S+ rolled it back: it's "bad"\\. \\[rolled-back\\]`));
  expect(status).toContain('Incomplete (the run went on without them):\n  - tidy\n');
  expect((await project.cli(['targets'])).stdout).toMatch(/demo\/test\s+locked\s+\S+\s+\S+.*run undo-/);
  expect((await project.cli(['resume', run])).code).toBe(1);
});

test('a run that has ended: a new run with its values; what is missing or does not fit is refused by name', async () => {
  const project = makeProject({ ...FILES, 'runbooks/undo.yml': UNDO.replace('default: nobody said why, ', ''), healthy: '' });
  expect((await project.cli(['run', 'deploy', '--yes'])).code).toBe(0);
  const refused = await project.cli(['rollback', 'last']);
  expect([refused.code, refused.stderr]).toEqual([2, 'Input reason of the rollback is missing (Why). Give it: --input reason=…\n']);
  const wrong = await project.cli(['rollback', 'last', '--reason', 'x', '--input', 'tag=seven']);
  expect([wrong.code, wrong.stderr]).toEqual([2, '`tag` must match ^v[0-9]+$.\n']);
  expect((await project.cli(['rollback', 'last', '--reason', 'x', '--input', 'tag=v6', '--yes'])).code).toBe(0);
  expect(project.read('undone.txt')).toMatch(/^v6 x deploy-/);
  const again = await project.cli(['rollback', 'deploy', '--reason', 'y', '--yes']);
  expect(again.stderr).toMatch(/^Run deploy-\S+ was rolled back by run undo-\S+ before\.\n$/);
});

test('a run without a rollback is told so', async () => {
  const project = makeProject({ ...FILES, 'runbooks/deploy.yml': DEPLOY.replace(/rollback: .*\n/, '').replace(', on-failure: rollback', '') });
  await project.cli(['run', 'deploy']);
  const { code, stderr } = await project.cli(['rollback', 'last']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^deploy names no `rollback:`, so run deploy-\S+ cannot be rolled back by a command\.\n$/)]);
});

test('from a second terminal: the one that drives the run goes on with its rollback; while a step is done it is refused', async () => {
  const slow = DEPLOY.replace('["printf", "v7"]', '["sh", "-c", "while [ ! -e go ]; do sleep 0.05; done; printf v7"]');
  const project = makeProject({ ...FILES, 'runbooks/deploy.yml': slow });
  const screen = project.pty(['run', 'deploy']);
  await screen.until(text => text.includes('❯ build'));
  const { code, stderr } = await project.cli(['rollback', 'last', '--reason', 'x', '--input', 'tag=v1']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/^Something is being done in run deploy-\S+\. Let it come to rest first \(.*\), then roll it back\.\n$/),
  ]);
  writeFileSync(join(project.folder, 'go'), '');
  await screen.until(text => text.includes('Well?'));
  const told = await project.cli(['rollback', 'last', '--reason', 'x']);
  expect([told.code, told.stdout]).toEqual([
    0,
    expect.stringMatching(/^The process that drives it goes on with the rollback\. To follow: runbook attach undo-\S+\n$/),
  ]);
  await screen.until(text => text.includes('Is it well again?'));
  screen.type('\r');
  expect(await screen.exited).toBe(5);
});

test('from the menu of a failure: what is missing is asked, the run ends with its finally, and the rollback takes over', async () => {
  const runbooks = { 'runbooks/deploy.yml': DEPLOY.replace(', on-failure: rollback', ''), 'runbooks/undo.yml': UNDO.replace('default: nobody said why, ', '') };
  const project = makeProject(runbooks);
  const screen = project.pty(['run', 'deploy', '--yes']);
  await screen.until(text => text.includes('Give up and roll back with undo'));
  for (let moves = 0; moves < 9 && !screen.lines().some(line => line.includes('❯ Give up and roll back')); moves++) {
    const before = screen.lines().join();
    screen.type('\x1b[B');
    await screen.until(text => text.split('\n').join() !== before);
  }
  screen.type('\r');
  await screen.until(text => text.includes('Why'));
  screen.type('too slow\r');
  expect(await screen.exited).toBe(1);
  expect(project.read('undone.txt')).toMatch(/^v7 too slow deploy-/);
  expect((await project.cli(['status', 'deploy'])).stdout).toMatch(/Run undo-\S+ rolls it back/);
});
