import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Step } from '../../engine/core/runbook.ts';
import { loadRunbook } from '../../engine/load/load-runbook.ts';
import { plugins } from '../../plugins/index.ts';
import { repository, runbook } from '../support/cli.ts';
import { EMPTY_CONFIG, folderWith } from '../support/load-files.ts';

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

test('every sentence of the document has steps that exist, each named by its whole path', () => {
  const rows = readme
    .slice(readme.indexOf('## The document'), readme.indexOf('## Artsy'))
    .split('\n')
    .filter(line => /^\| (?!in "|-)/.test(line));
  const steps = { deploy: pathsOf('pki-prod-deploy'), rollback: pathsOf('pki-rollback') };
  const missing = rows.flatMap(row => {
    const [deploy = '', rollback = ''] = (row.split(' | ').at(-1) ?? '').split('in `pki-rollback`:');
    const named = [...namedIn(deploy).map(path => [path, steps.deploy] as const), ...namedIn(rollback).map(path => [path, steps.rollback] as const)];
    return named.length === 0 ? [row] : named.filter(([path, known]) => !known.has(path)).map(([path]) => path);
  });
  expect(rows.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});

test('every fault of the world stands in the README', () => {
  const world = source('pki-prod-deploy.world.yml');
  const faults = [...world.slice(world.indexOf('\nfaults:')).matchAll(/^ {2}([a-z_]+):/gm)].map(([, name]) => name ?? '');
  expect(faults).toContain('unhealthy_new_instances');
  expect(faults.filter(name => !readme.includes(`\`${name}\``))).toEqual([]);
});

/** Of a deploy also what stands in the configuration. */
function pathsOf(name: string): ReadonlySet<string> {
  const paths = loadPaths(name);
  return new Set([...paths, 'window', 'holidays', 'absences']);
}

function loadPaths(name: string): readonly string[] {
  const loaded = loadRunbook(name, { dir: 'runbooks', cwd: repository, plugins, config: { ...EMPTY_CONFIG, groups: { 'login-deployer': ['ana', 'ben'] } } });
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.diagnostics));
  const unfold = (runbook: string, prefix: string): readonly string[] => {
    const document = loaded.runbooks[runbook]?.document;
    const walk = (steps: readonly Step[], at: string): readonly string[] =>
      steps.flatMap(step => [
        `${at}${step.id}`,
        ...walk([...(step.steps ?? []), ...(step.parallel ?? [])], `${at}${step.id}/`),
        ...(step.runbook === undefined ? [] : unfold(step.runbook, `${at}${step.id}/`)),
      ]);
    return walk([...(document?.steps ?? []), ...(document?.finally ?? [])], prefix);
  };
  return unfold(name, '');
}

function namedIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([a-z_]+(?:\/[a-z_]+)*)`/g)].map(([, path]) => path ?? '');
}
