import { expect, test } from 'vitest';
import { namedActions } from '../../engine/core/schema/actions.ts';
import { loadRunbook } from '../../engine/load/load-runbook.ts';
import { exampleYaml } from '../../engine/report/reference/example-yaml.ts';
import { plugins } from '../../plugins/index.ts';
import { EMPTY_CONFIG } from '../support/load-files.ts';

const actions = namedActions(plugins);

test.each(actions.map(({ name, action }) => [name, action] as const))('%s: its examples are valid steps as the reference shows them', (name, action) => {
  const steps = action.examples.map(({ with: params }, index) => exampleYaml(name, `example_${index}`, params).replaceAll(/^/gm, '  '));
  const text = `version: 1\nname: examples\ntitle: Examples\nsteps:\n${steps.join('\n')}\n`;
  const readFile = (): Uint8Array => new TextEncoder().encode(text);
  const { diagnostics } = loadRunbook('runbooks/examples.yml', { dir: 'runbooks', cwd: '/nowhere', plugins, config: EMPTY_CONFIG, readFile });
  expect(steps).not.toEqual([]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});
