/** Bundles the engine into dist/: what users run. `npm ci` runs this through `prepare`; a failing build fails the install. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Plugin, build } from 'esbuild';
import { plugins } from '../plugins/index.ts';
import { standaloneValidators } from './load/compile-validators.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** load/validators.ts says where validators come from; in dist/ they are compiled beforehand, and ajv stays out of every start. */
const precompiled: Plugin = {
  name: 'precompiled-validators',
  setup: hooks =>
    hooks.onLoad({ filter: /engine\/load\/validators\.ts$/ }, () => ({ contents: standaloneValidators(plugins), loader: 'js', resolveDir: root })),
};

rmSync(new URL('../dist/', import.meta.url), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['engine/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Names stay readable in a bug report; the clients of AWS and Kubernetes start no faster when bundled.
  minifyWhitespace: true,
  minifySyntax: true,
  external: ['@aws-sdk/*', '@kubernetes/client-node'],
  legalComments: 'none',
  chunkNames: '[name]-[hash]',
  // CommonJS packages inside call require() for Node's own modules.
  banner: { js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);" },
  plugins: [precompiled],
  logLevel: 'warning',
});
