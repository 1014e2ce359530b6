import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../engine/commands/index.ts';
import { execute, runbook } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  writeFileSync(join(folder, 'good.yml'), 'version: 1\nname: good\ntitle: A good one\nsteps:\n  - { id: one, run: ["true"] }\n');
  writeFileSync(join(folder, 'bad.yml'), 'version: 1\nname: bad\ntitle: A bad one\nsteps:\n  - id: one\n    rnu: ["true"]\n');
});

describe('the command line', () => {
  it('shows help where no command is named', async () => {
    const { code, stdout, stderr } = await runbook([]);
    expect([code, stderr]).toEqual([0, '']);
    for (const { name, summary } of commands) expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`${name} ${summary}`);
    expect(stdout).toContain('runbook plan pki-prod-deploy      # what a run would do, without doing it');
  });

  it.each(commands.map(({ name }) => name))('%s --help shows examples, --json and --no-color', async name => {
    const { code, stdout } = await runbook([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:\n  runbook ');
    expect(stdout).toContain('--json');
    expect(stdout).toContain('--no-color');
  });

  it.each([
    [['lsit'], "error: unknown command 'lsit'\n(Did you mean list?)\n(more: runbook --help)\n"],
    [['list', '--jsno'], "error: unknown option '--jsno'\n(Did you mean --json?)\n(more: runbook list --help)\n"],
    [['list', 'x'], "error: too many arguments for 'list'. Expected 0 arguments but got 1: x.\n(more: runbook list --help)\n"],
    [['list', '--dir'], "error: option '--dir <folder>' argument missing\n(more: runbook list --help)\n"],
  ])('%j is a mistake of usage', async (args, message) => {
    expect(await runbook(args)).toEqual({ code: 2, signal: null, stdout: '', stderr: message });
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await runbook(['--version'])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });

  it('does not mind a reader that goes away', async () => {
    const ended = await execute(['sh', '-c', '"$0" "$1" schema runbook | head -c 10; true', process.execPath, 'engine/main.ts']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toHaveLength(10);
  });
});

describe('list', () => {
  it('shows names and titles', async () => {
    expect((await runbook(['list', '--dir', '.'], { cwd: folder })).stdout).toBe('bad   A bad one\ngood  A good one\n');
    const { stdout } = await runbook(['list', '--dir', folder, '--json'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({
      runbooks: [expect.objectContaining({ name: 'bad', file: 'bad.yml' }), expect.objectContaining({ name: 'good', title: 'A good one' })],
    });
  });

  it('says where it looked in vain', async () => {
    const { code, stdout } = await runbook(['list', '--dir', 'nowhere'], { cwd: folder });
    expect([code, stdout]).toEqual([0, 'No runbooks in nowhere. A runbook is a YAML file with `version: 1`; --dir names another folder.\n']);
  });
});

describe('validate', () => {
  it('accepts what is right', async () => {
    expect(await runbook(['validate', 'good', '--dir', '.'], { cwd: folder })).toEqual({ code: 0, signal: null, stdout: '1 runbook is valid.\n', stderr: '' });
  });

  it('prints each mistake with its place, for people and for programs', async () => {
    const { code, stdout, stderr } = await runbook(['validate', '--dir', '.'], { cwd: folder });
    expect([code, stderr]).toEqual([2, '1 error.\n']);
    expect(stdout).toMatch(/^bad\.yml:6:5: error unknown-key: .*rnu/);
    const json = await runbook(['validate', '--dir', '.', '--json'], { cwd: folder });
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({
      valid: false,
      runbooks: ['bad.yml', 'good.yml'],
      diagnostics: [{ file: 'bad.yml', line: 6, col: 5, severity: 'error' }],
    });
  });

  it('tells of files of the folder that are too broken to be listed, and leaves out what is no runbook', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'broken-'));
    writeFileSync(join(broken, 'a.yml'), 'version: 1\nname: a\ntitle: {{ x }}\n');
    writeFileSync(join(broken, 'b.yml'), '');
    writeFileSync(join(broken, 'compose.yml'), 'services: {}\n');
    const { code, stdout, stderr } = await runbook(['validate', '--dir', '.'], { cwd: broken });
    rmSync(broken, { recursive: true });
    expect(stdout.match(/^\w+\.yml:\d+:\d+: error [a-z-]+/gm)).toEqual(['a.yml:3:8: error unquoted-template', 'b.yml:1:1: error empty']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '2 errors.\n' });
  });

  it('names the runbook that was probably meant', async () => {
    const { code, stdout } = await runbook(['validate', 'goood', '--dir', '.'], { cwd: folder });
    expect(code).toBe(2);
    expect(stdout).toContain('`good`');
  });
});

describe('actions', () => {
  it('lists every action with its effect, cut to the width', async () => {
    const { stdout } = await runbook(['actions', 'http']);
    expect(stdout).toMatch(/^http\.get +read +\S.*\nhttp\.post +change +\S/);
  });

  it('shows one with params, outputs and examples', async () => {
    const { stdout } = await runbook(['actions', 'http.get']);
    expect(stdout).toMatch(/^# http\.get\n/);
    expect(stdout).toMatch(/\n## Params\n[^#]*\n\| `url` \| string, required \| /);
    expect(stdout).toMatch(/\n## Outputs\n[^#]*\n\| `status` \| integer \| /);
    expect(stdout).toContain('  uses: http.get\n  with:\n');
    expect((await runbook(['actions', '--markdown'])).stdout).toContain(`\n### http.get\n${stdout.slice('# http.get\n'.length, 200)}`);
  });

  it('gives programs the schemas, and people the nearest name', async () => {
    const { stdout } = await runbook(['actions', 'http.get', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ actions: [{ name: 'http.get', effect: 'read', params: { type: 'object' } }] });
    expect(await runbook(['actions', 'htp.get'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'There is no action htp.get. Did you mean http.get? `runbook actions` lists them all.\n',
    });
  });
});

describe('schema', () => {
  it('prints one or writes all', async () => {
    expect(JSON.parse((await runbook(['schema', 'config'])).stdout)).toMatchObject({ type: 'object' });
    const { code, stdout } = await runbook(['schema', '--write', 'out'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(
      ['runbook.schema.json', 'world.schema.json', 'test.schema.json', 'config.schema.json', 'plan.schema.json', 'report.schema.json', 'actions.md'].map(
        name => `wrote ${join(folder, 'out', name)}`,
      ),
    );
    expect(await runbook(['schema'])).toMatchObject({
      code: 2,
      stderr: 'Say which schema (runbook, world, test, config, plan, report), or --write FOLDER for all of them.\n',
    });
  });
});
