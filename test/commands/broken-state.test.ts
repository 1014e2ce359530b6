import { closeSync, cpSync, mkdirSync, openSync, readdirSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: demo
title: A demo
target: prod
steps:
  - { id: one, run: ["sh", "-c", "echo did >> one.txt"], effect: change }
  - { id: go, confirm: Go on? }
  - { id: two, run: ["sh", "-c", "echo did >> two.txt"], effect: change }
`;

/** A project with a run that waits at \`go\`. */
async function parked(): Promise<Project> {
  const project = makeProject({ 'runbooks/demo.yml': RUNBOOK });
  expect((await project.cli(['run', 'demo', '--non-interactive'])).code).toBe(5);
  return project;
}

describe('a state directory that cannot be used', () => {
  it.each([
    ['a file', 'work/file', (at: string) => `${at} is not a folder. Set RUNBOOK_STATE_DIR to a folder.\n`],
    ['inside a file', 'work/file/deeper', (at: string) => `${at} is not a folder. Set RUNBOOK_STATE_DIR to a folder.\n`],
    ['in a folder that takes no children', '/proc/none', (at: string) => `The state directory ${at} cannot be written (ENOENT: `],
    ['too long', 'x'.repeat(300), (at: string) => `The state directory ${at} cannot be written (ENAMETOOLONG: `],
  ])('because it is %s: says so, exit 2, nothing begins', async (_what, place, message) => {
    const project = makeProject({ 'runbooks/demo.yml': RUNBOOK, file: 'x' });
    const at = place.startsWith('/') ? place : join(project.folder, '..', place);
    for (const args of [['run', 'demo'], ['runs'], ['status', 'last']]) {
      const { code, stdout, stderr } = await project.cli(args, { RUNBOOK_STATE_DIR: at });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message(at));
    }
    const json = await project.cli(['run', 'demo', '--json'], { RUNBOOK_STATE_DIR: at });
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 'refused', code: 'state' });
    expect(project.read('one.txt')).toBe('');
  });

  it('because a newer version wrote it: left as it is', async () => {
    const project = await parked();
    const database = new DatabaseSync(join(project.state, 'runs.sqlite'));
    database.exec('pragma user_version = 99');
    database.close();
    for (const args of [['runs'], ['resume', 'last'], ['run', 'demo']]) {
      expect(await project.cli(args)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: `The state in ${project.state} was written by a newer version of this program. Use that version, or another RUNBOOK_STATE_DIR.\n`,
      });
    }
    expect(project.read('two.txt')).toBe('');
  });

  it.each([
    ['its first pages are overwritten', (file: string) => overwrite(file, 0, 8_192)],
    ['its later pages are overwritten', (file: string) => overwrite(file, 8_192, 200_000)],
    ['it is cut short', (file: string) => truncateSync(file, 5_000)],
    ['it holds something else', (file: string) => writeFileSync(file, 'not a database, but long enough to be taken for one\n'.repeat(100))],
  ])('because the journal is damaged (%s): says so, exit 2, nothing begins, a copy brings it back', async (_what, damage) => {
    const project = await parked();
    const copy = join(project.state, '..', 'copy');
    cpSync(project.state, copy, { recursive: true });
    damage(join(project.state, 'runs.sqlite'));
    for (const args of [
      ['status', 'last'],
      ['approve', 'last', 'go'],
      ['resume', 'last'],
      ['run', 'demo', '--yes'],
    ]) {
      const { code, stdout, stderr } = await project.cli(args);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
      expect(stderr).toMatch(/^The journal in .* is damaged \(.*\)\. Nothing was changed\. Restore runs\.sqlite from a backup, or move it away/);
    }
    expect(project.read('two.txt')).toBe('');
    rmSync(project.state, { recursive: true });
    cpSync(copy, project.state, { recursive: true });
    expect((await project.cli(['resume', 'last', '--yes'])).code).toBe(0);
    expect([project.read('one.txt'), project.read('two.txt')]).toEqual(['did\n', 'did\n']);
  });

  it.each(['nodes', 'journal', 'outbox', 'timers', 'cells'])('because the table %s is damaged: no effect happens', async table => {
    const project = await parked();
    const file = join(project.state, 'runs.sqlite');
    overwrite(file, (rootPage(file, table) - 1) * 4_096, 4_096);
    const { code, stderr } = await project.cli(['resume', 'last', '--yes']);
    expect([2, 5]).toContain(code);
    expect(stderr).toContain('is damaged (');
    expect(project.read('two.txt')).toBe('');
  });

  it('only for logs: the run goes on, and says once what is missing', async () => {
    const project = makeProject({ 'runbooks/demo.yml': RUNBOOK.replace('echo did', 'echo hello; echo did') });
    mkdirSync(project.state, { mode: 0o700 });
    writeFileSync(join(project.state, 'logs'), 'a file where a folder should be');
    const { code, stderr } = await project.cli(['run', 'demo', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^What the commands print cannot be kept \(E\w+: .*\)\. The run goes on without it\.\n$/);
    expect(project.read('two.txt')).toBe('did\n');
    expect(readdirSync(project.state).sort()).toContain('runs.sqlite');
  });
});

function overwrite(file: string, from: number, length: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, from);
  closeSync(handle);
}

function rootPage(file: string, table: string): number {
  const database = new DatabaseSync(file);
  const row = database.prepare('select rootpage from sqlite_master where name = ?').get(table);
  database.close();
  return Number(row?.['rootpage']);
}
