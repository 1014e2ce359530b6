import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, runbook } from '../support/cli.ts';
import { folderWith } from '../support/load-files.ts';

const source = (path: string): string => readFileSync(join(repository, path), 'utf8');
const readme = source('runbooks/README.md');
const section = readme.slice(readme.indexOf('## Artsy: releases and rollbacks'), readme.indexOf('## Artsy: deploy blocks'));
const names = ['artsy-release', 'artsy-rollback'];
const files = names.map(name => source(`runbooks/${name}.yml`)).join('\n');

test('the configuration fits the runbooks', async () => {
  const config = /```yaml\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  const runbooks = Object.fromEntries(names.map(name => [`runbooks/${name}.yml`, source(`runbooks/${name}.yml`)]));
  const { code, stdout } = await runbook(['validate', ...names], { cwd: folderWith({ 'runbook.config.yml': config, ...runbooks }) });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '2 runbooks are valid.\n' });
});

test('every recommendation of the document has steps, inputs or commands that exist', () => {
  const rows = tableUnder('The document, and where each sentence is').map(([, where = '']) => where);
  const named = rows.flatMap(where => [...where.matchAll(/`([a-z_]+)`/g)].map(([, id = '']) => id));
  const isThere = (id: string): boolean => files.includes(`id: ${id}\n`) || files.includes(`id: ${id},`) || new RegExp(`^  ${id}:`, 'm').test(files);
  const words = ['hokusai', 'native'];
  expect(rows.length).toBeGreaterThan(15);
  expect(named.filter(id => !words.includes(id) && !isThere(id))).toEqual([]);
});

test('every case that shows a goal, or that a mistake of before cannot happen, is there', () => {
  const cases = names.map(name => source(`runbooks/${name}.test.yml`)).join('\n') + source('test/runbooks/artsy.test.ts').replaceAll("test('", '- name: ');
  const rows = [...tableUnder('Its goals, and what shows them'), ...tableUnder('What went wrong before, and the case that shows that it cannot here')];
  const quoted = rows.flatMap(([, shown = '']) => [...shown.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name.replace(/\.\.\.$/, '').trim()));
  expect(rows).toHaveLength(9 + 19);
  expect(quoted.length).toBeGreaterThan(25);
  expect(quoted.filter(name => !cases.includes(`- name: ${name}`))).toEqual([]);
});

test('every fault of the worlds is told', () => {
  const faults = names.flatMap(name => {
    const world = source(`runbooks/${name}.world.yml`);
    return [...world.slice(world.indexOf('\nfaults:')).matchAll(/^ {2}([a-z_]+):/gm)].map(([, fault = '']) => fault);
  });
  expect(faults.length).toBeGreaterThan(10);
  expect(faults.filter(fault => !section.includes(`\`${fault}\``))).toEqual([]);
});

/** The cells of each row of the table under a heading. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const after = section.slice(section.indexOf(`### ${heading}`)).split('\n### ')[0] ?? '';
  const rows = after.split('\n').filter(line => line.startsWith('| ') || line.startsWith('|-'));
  return rows.slice(2).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}
