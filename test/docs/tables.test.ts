import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../engine/commands/index.ts';
import { EXIT } from '../../engine/core/exit-codes.ts';
import { plugins } from '../../plugins/index.ts';
import { repository } from '../support/cli.ts';
import { codesIn } from '../support/codes.ts';
import { blocks, page, rowsUnder } from '../support/docs.ts';

const ENGINE = 'engine/README.md';
const first = (file: string, heading: string): readonly string[] => rowsUnder(file, heading).map(([cell = '']) => cell);

describe('the tables of the docs say what the code does', () => {
  test('exit codes', () => {
    expect(first('README.md', 'Exit codes').map(Number)).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
  });

  test('failure codes', () => {
    expect(first(ENGINE, 'Failure codes')).toEqual(codesIn(['engine/**/*.ts', 'plugins/**/*.ts'], /^engine\/load\//));
  });

  test('diagnostics', () => {
    expect(first(ENGINE, 'Diagnostics')).toEqual(codesIn(['engine/load/**/*.ts']));
  });

  test('every code has its meaning', () => {
    const rows = [...rowsUnder(ENGINE, 'Failure codes'), ...rowsUnder(ENGINE, 'Diagnostics'), ...rowsUnder('README.md', 'Exit codes')];
    expect(rows.filter(row => row.length !== 2 || (row[1] ?? '').length < 8)).toEqual([]);
  });
});

describe('what the docs name exists', () => {
  const pages = ['README.md', ENGINE, 'SECURITY.md', 'CHANGELOG.md'];

  test('links to files', () => {
    const links = pages.flatMap(file => [...page(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => join(dirname(file), link)));
    expect(links).toContain('engine/README.md');
    expect(links.filter(link => !existsSync(join(repository, link)))).toEqual([]);
  });

  test('paths of files', () => {
    const named = pages.flatMap(file => [...page(file).matchAll(/`((?:engine|plugins|test|runbooks|schemas)\/[\w./-]+)`/g)].map(([, path = '']) => path));
    const written = new Set(['runbooks/pack-logs.yml', 'plugins/http/reachable.ts', 'plugins/x/']);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(path => !written.has(path) && !existsSync(join(repository, path)))).toEqual([]);
  });

  test('commands and their flags', () => {
    const lines = blocks('README.md', 'sh')
      .flatMap(block => block.split('\n'))
      .flatMap(line => line.match(/npx runbook [^#]*/)?.[0].trim() ?? []);
    expect(lines.length).toBeGreaterThan(10);
    const wrong = lines.filter(line => {
      const [, , name, ...rest] = line.split(/\s+/);
      const command = commands.find(one => one.name === name);
      const flags = rest.filter(word => word.startsWith('--')).map(word => word.slice(2));
      return !command || flags.some(flag => !command.options.some(option => option.name === flag));
    });
    expect(wrong).toEqual([]);
  });

  test('plugins and their actions', () => {
    const [, list = ''] = /Plugins (.+); /.exec(page('CHANGELOG.md')) ?? [];
    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(plugins.map(({ name }) => name));
  });
});
