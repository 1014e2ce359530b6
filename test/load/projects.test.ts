import { expect, test } from 'vitest';
import { loadConfig } from '../../engine/load/config.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPlugins } from '../support/demo-plugins.ts';

/** What is said about the stages of one project. */
function check(project: string): readonly string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'projects-'));
  writeFileSync(join(cwd, 'runbook.config.yml'), `version: 1\nprojects:\n  shop: ${project}\n`);
  const loaded = loadConfig({ cwd, plugins: demoPlugins });
  rmSync(cwd, { recursive: true });
  return loaded.status === 'ok' ? [] : loaded.diagnostics.map(({ code, line, col }) => `${code} ${line}:${col}`);
}

test.each([
  ['{ stages: [{ name: a, uses: demo.look, with: { thing: x }, commit: outputs.size }] }', []],
  ['{ stages: [{ name: a, uses: demo.luok }] }', ['unknown-action 3:37']],
  ['{ stages: [{ name: a, uses: demo.make }] }', ['not-a-reading-step 3:37']],
  ['{ stages: [{ name: a, uses: demo.look, with: { depth: 2 } }] }', ['missing-param 3:48']],
  ['{ stages: [{ name: a, uses: demo.look, with: { thing: x, depth: 99 } }] }', ['out-of-range 3:73']],
  ['{ stages: [{ name: a, uses: demo.look, with: { thing: x }, commit: "outputs." }] }', ['expression 3:76']],
  ['{ stages: [] }', ['empty 3:19']],
  ['{ compare: { uses: demo.look, with: { thing: "{{ behind }}" } } }', ['missing-key 3:9']],
] as const)('projects: %s', (project, expected) => {
  expect(check(project)).toEqual(expected);
});
