import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runbook } from '../support/cli.ts';
import { blockWith } from '../support/docs.ts';
import { folderWith } from '../support/load-files.ts';

/** The README's three steps, and what it lets them grow by. */
const TEXT = blockWith('README.md', 'yaml', 'name: pack-logs');
const MORE = ['id: cool', 'id: four_eyes', 'id: tell'].map(text => blockWith('README.md', 'yaml', text).replace(/^steps:.*\n/, ''));
const CONFIG = blockWith('README.md', 'yaml', 'time-zone:');

let folder = '';
const cli = (...args: readonly string[]) => runbook(args, { cwd: folder, env: { RUNBOOK_STATE_DIR: join(folder, 'state'), CI: '1' } });
const write = (text: string): void => writeFileSync(join(folder, 'runbooks/pack-logs.yml'), text);

beforeEach(() => {
  folder = folderWith({ 'runbooks/pack-logs.yml': TEXT, 'logs/a.log': 'a', 'logs/b.log': 'b' });
});

describe('the three steps of the README', () => {
  test('are valid', async () => {
    expect(await cli('validate', 'pack-logs')).toEqual({ code: 0, signal: null, stdout: '1 runbook is valid.\n', stderr: '' });
  });

  test('are previewed: the read is made, nothing is packed', async () => {
    const { code, stdout } = await cli('plan', 'pack-logs');
    expect(code).toBe(0);
    expect(stdout).toContain('$ ls logs');
    expect(stdout).toContain('Pack 2 files of logs?');
    expect(stdout).toContain('$ tar -cf logs.tar "$FOLDER"\n    → opaque: nobody can say beforehand what this does\n');
    expect(existsSync(join(folder, 'logs.tar'))).toBe(false);
  });

  test('run, wait for the answer, go on, and do nothing twice', async () => {
    expect(await cli('run', 'pack-logs', '--non-interactive')).toMatchObject({ code: 5, stderr: '' });
    expect(existsSync(join(folder, 'logs.tar'))).toBe(false);
    expect(await cli('approve', 'last', 'go')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^approved: go\nTo go on: runbook resume pack-logs-\d{8}-\w{6}\n$/),
    });
    expect(await cli('resume', 'last')).toMatchObject({ code: 0, stderr: '' });
    const packed = readFileSync(join(folder, 'logs.tar'));
    expect(packed.includes('logs/b.log')).toBe(true);
    rmSync(join(folder, 'logs/a.log'));
    expect(await cli('run', 'pack-logs', '--yes', '--input', 'least=1')).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'logs.tar'))).toEqual(packed);
  });

  test('refuse the wrong folder with their own words', async () => {
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other/one.log'), '');
    const { code, stdout } = await cli('run', 'pack-logs', '--yes', '--input', 'folder=other');
    expect(code).toBe(1);
    expect(stdout).toContain('Failed at look (Count the log files): There are too few log files. Is this the right folder? [verify]');
    expect(existsSync(join(folder, 'logs.tar'))).toBe(false);
  });
});

test('what the README lets them grow by is valid, with its configuration', async () => {
  write([TEXT, ...MORE].join(''));
  writeFileSync(join(folder, 'runbook.config.yml'), CONFIG);
  expect(await cli('validate')).toEqual({ code: 0, signal: null, stdout: '1 runbook is valid.\n', stderr: '' });
  const { code, stdout } = await cli('plan', 'pack-logs', '--offline');
  expect(code).toBe(0);
  for (const text of ['four_eyes', 'label', 'shelf', 'tell/both/hook', 'cool']) expect(stdout).toContain(text);
});

describe('a mistake in it is told at its place, with what to write instead', () => {
  const hook = '  - { id: hook, uses: http.post, with: { json: {} } }\n';
  test.each([
    ['a key with a typo', 'confirm:', 'confrim:', 'confrim', 'unknown-key', 'Did you mean `confirm`?'],
    [
      'a step that does not exist',
      'steps.look.outputs.count }} files',
      'steps.lok.outputs.count }} files',
      'steps.lok',
      'unknown-step',
      'Did you mean `look`?',
    ],
    ['an output that does not exist', 'verify: outputs.count', 'verify: outputs.cuont', 'cuont', 'expression', 'Did you mean `count`?'],
    [
      'a line break made by double quotes',
      'outputs.stdout.split("\\n").size()',
      String.raw`"outputs.stdout.split('\n').size()"`,
      '"outputs.stdout.split',
      'expression',
      'Write the condition without quotes',
    ],
    [
      'a template in a script',
      '"$FOLDER"\n',
      '"{{ inputs.folder }}"\n',
      '{{ inputs.folder }}"\n',
      'template-in-shell',
      'env: { FOLDER: "{{ inputs.folder }}" }',
    ],
    ['an input of the wrong type', 'default: 2', 'default: two', 'two,', 'bad-default', 'wants a whole number'],
    ['an action without its param', '  - id: pack\n', `${hook}  - id: pack\n`, 'with: { json', 'missing-param', '`url`'],
    ['no such action', '  - id: pack\n', `${hook.replace('post', 'psot')}  - id: pack\n`, 'http.psot', 'unknown-action', 'Did you mean `http.post`?'],
  ])('%s', async (_title, good, bad, at, errorCode, says) => {
    expect(TEXT).toContain(good);
    const text = TEXT.replace(good, bad);
    write(text);
    const { code, stdout, stderr } = await cli('validate', 'pack-logs');
    const before = text.slice(0, text.indexOf(at)).split('\n');
    expect(stdout.split('\n')[0]).toMatch(`runbooks/pack-logs.yml:${before.length}:${(before.at(-1) ?? '').length + 1}: error ${errorCode}: `);
    expect(stdout).toContain(says);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '1 error.\n' });
  });
});
