/** Bundles the engine into dist/: what users run. `npm ci` runs this through `prepare`; a failing build fails the install. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

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
  // Names stay readable in a bug report; the AWS SDK starts no faster when bundled.
  minifyWhitespace: true,
  minifySyntax: true,
  external: ['@aws-sdk/*'],
  legalComments: 'none',
  chunkNames: '[name]-[hash]',
  // CommonJS packages inside call require() for Node's own modules.
  banner: { js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);" },
  logLevel: 'warning',
});
