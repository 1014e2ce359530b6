import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { execute, repository } from './support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'bin-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A package with our launcher, its own idea of which Node it needs, and a main that tells what it was given. */
function packageOf(engines: string, main = 'console.log(JSON.stringify(process.argv.slice(2)));'): { readonly root: string; readonly bin: readonly string[] } {
  const root = join(folder, `p${count++}`);
  mkdirSync(join(root, 'engine'), { recursive: true });
  mkdirSync(join(root, 'dist'));
  cpSync(join(repository, 'engine/bin.mjs'), join(root, 'engine/bin.mjs'));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'x', version: '1.2.3', type: 'module', engines: { node: engines } }));
  writeFileSync(join(root, 'dist/main.js'), main);
  return { root, bin: [process.execPath, join(root, 'engine/bin.mjs')] };
}

function addNode(root: string, script: string): void {
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules/node/bin/node'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

describe('the launcher', () => {
  it('answers --version without loading the rest', async () => {
    const { bin } = packageOf('>=999.0.0', 'throw new Error("loaded")');
    expect(await execute([...bin, '--version'])).toEqual({ code: 0, signal: null, stdout: '1.2.3\n', stderr: '' });
  });

  it.each([`>=${major}.${minor}.0`, `^1.0.0 || ^${major}.0.0`, '>=10.0.0'])('goes on where %s fits', async range => {
    const { bin } = packageOf(range);
    expect(await execute([...bin, 'run', 'a b'])).toEqual({ code: 0, signal: null, stdout: '["run","a b"]\n', stderr: '' });
  });

  it.each([`^${major - 1}.0.0`, `>=${major}.${minor + 1}.0`, `^${major}.${minor}.99 || >=${major + 1}.0.0`])(
    'says what it needs where %s does not fit, and ends with 69',
    async range => {
      const { bin } = packageOf(range);
      const { code, stdout, stderr } = await execute([...bin, 'run']);
      expect([code, stdout]).toEqual([69, '']);
      expect(stderr).toBe(
        `runbook needs Node.js ${range}, but this is ${process.version} (${process.execPath}).\nInstall a newer one, for example with \`nvm install 24\`, or run \`npm ci\` in the project: it brings its own.\n`,
      );
    },
  );

  it("goes on with the project's own Node, and passes on arguments, exit code and signals", async () => {
    const { root, bin } = packageOf('>=999.0.0');
    addNode(root, 'shift; echo "own: $*"; exit 7');
    expect(await execute([...bin, 'run', 'x'])).toEqual({ code: 7, signal: null, stdout: 'own: run x\n', stderr: '' });
    addNode(root, 'trap "echo told; exit 5" TERM; kill -TERM $PPID; while :; do sleep 0.01; done');
    expect(await execute([...bin, 'run'])).toMatchObject({ code: 5, stdout: 'told\n' });
    addNode(root, 'kill -KILL $$');
    expect(await execute([...bin, 'run'])).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('does not go round in circles where that one is too old as well', async () => {
    const { root, bin } = packageOf('>=999.0.0');
    addNode(root, `exec "${process.execPath}" "$@"`);
    expect(await execute([...bin, 'run'])).toMatchObject({ code: 69 });
  });

  it('keeps only the warning about SQLite from the screen', async () => {
    const { bin } = packageOf(
      '>=10.0.0',
      "process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning'); process.emitWarning('Other', 'ExperimentalWarning');",
    );
    const { stderr } = await execute(bin, { env: { NODE_NO_WARNINGS: undefined } });
    expect(stderr).toContain('ExperimentalWarning: Other');
    expect(stderr).not.toContain('SQLite');
  });
});
