import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, runbook } from '../support/cli.ts';
import { folderWith } from '../support/load-files.ts';

const readme = readFileSync(join(repository, 'runbooks', 'README.md'), 'utf8');
const source = (name: string): string => readFileSync(join(repository, 'runbooks', name), 'utf8');

test("the README's configuration fits the runbooks without a warning", async () => {
  const config = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const names = ['pki-prod-deploy', 'pki-recycle', 'pki-rollback'];
  const files = Object.fromEntries(names.map(name => [`runbooks/${name}.yml`, source(`${name}.yml`)]));
  const cwd = folderWith({ 'runbook.config.yml': config, ...files });
  const { code, stdout, stderr } = await runbook(['validate', ...names], { cwd });
  expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: '3 runbooks are valid.\n' });
});

test('every step that the README names exists', () => {
  const table = readme.slice(readme.indexOf('## The document'));
  const named = table.split('\n').flatMap(line => [...(line.split(' | ').at(-1) ?? '').matchAll(/`([a-z_]+(?:\/[a-z_]+)*)`/g)].map(([, path]) => path ?? ''));
  const known = ['pki-prod-deploy.yml', 'pki-recycle.yml', 'pki-rollback.yml'].map(source).join('\n');
  const top = ['window', 'holidays', 'absences'];
  const missing = named.filter(path => !top.includes(path) && !known.includes(`- id: ${path.split('/').at(-1)}\n`));
  expect(named.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});

test('every fault of the world stands in the README', () => {
  const world = source('pki-prod-deploy.world.yml');
  const faults = [...world.slice(world.indexOf('\nfaults:')).matchAll(/^ {2}([a-z_]+):/gm)].map(([, name]) => name ?? '');
  expect(faults).toContain('unhealthy_new_instances');
  expect(faults.filter(name => !readme.includes(`\`${name}\``))).toEqual([]);
});
