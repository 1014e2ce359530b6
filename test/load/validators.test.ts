import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { checkSchemas } from '../../engine/core/schema/checks.ts';
import { compileValidators, standaloneValidators } from '../../engine/load/compile-validators.ts';
import type { Validators } from '../../engine/load/schema-error.ts';
import { plugins } from '../../plugins/index.ts';
import { demoPlugins } from '../support/demo-plugins.ts';

test('the schemas of every plugin compile strictly', () => {
  const validators = compileValidators(plugins);
  expect([...checkSchemas(plugins).keys()].filter(name => validators(name) === undefined)).toEqual([]);
});

test('what is compiled beforehand says what the compiler says', async () => {
  const folder = mkdtempSync(join(import.meta.dirname, '.standalone-'));
  try {
    const bundled = await build({
      stdin: { contents: standaloneValidators(demoPlugins), resolveDir: folder },
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
    });
    const code = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);\n${bundled.outputFiles[0]?.text}`;
    writeFileSync(join(folder, 'validators.mjs'), code);
    const module = (await import(/* @vite-ignore */ join(folder, 'validators.mjs'))) as { validatorsFor: () => Validators };
    const [early, late] = [module.validatorsFor(), compileValidators(demoPlugins)];
    const value = { id: 'A', name: 3, wait: [], uses: 'demo.lok', with: 5, thing: 7, depth: 'x', steps: [], plugin: 'demo', extra: 1 };
    for (const name of checkSchemas(demoPlugins).keys()) expect([name, early(name)?.(value)]).toEqual([name, late(name)?.(value)]);
    expect(early('step.nothing')).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
