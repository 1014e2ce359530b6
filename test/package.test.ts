import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, execute, repository } from './support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'package-'));
afterAll(() => rmSync(folder, { recursive: true }));

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Record<string, string>;
};
const installed = join(folder, 'installed/node_modules', manifest.name);
const bin = [process.execPath, join(installed, 'engine/bin.mjs')];

/** What `npm install` of the tarball does: unpack it, and put its dependencies (no others) beside it. */
beforeAll(async () => {
  const source = join(folder, 'source');
  cpSync(repository, source, { recursive: true, filter: path => !/\/(?:node_modules|\.git|dist|\.vitest|test)$/.test(path) });
  symlinkSync(join(repository, 'node_modules'), join(source, 'node_modules'));
  const packed = await execute(['npm', 'pack', '--pack-destination', folder], { cwd: source, env: { npm_config_ignore_scripts: undefined } });
  if (packed.code !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
  mkdirSync(installed, { recursive: true });
  await execute(['tar', '-xzf', join(folder, `${manifest.name}-${manifest.version}.tgz`), '-C', installed, '--strip-components=1']);
  for (const name of Object.keys(manifest.dependencies)) {
    const place = join(folder, 'installed/node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), place);
  }
  mkdirSync(join(folder, 'work/runbooks'), { recursive: true });
  writeFileSync(join(folder, 'work/runbooks/hello.yml'), 'version: 1\nname: hello\ntitle: Say hello\nsteps:\n  - { id: say, run: [echo, hello] }\n');
});

const run = (...args: readonly string[]): Promise<Ended> =>
  execute([...bin, ...args], { cwd: join(folder, 'work'), env: { XDG_CACHE_HOME: join(folder, 'cache') } });

describe('the packed tarball, installed elsewhere', () => {
  it('holds the built engine and no sources', () => {
    expect(existsSync(join(installed, 'dist/main.js'))).toBe(true);
    expect(readdirSync(join(installed, 'engine')).filter(name => name.endsWith('.ts'))).toEqual([]);
    expect(existsSync(join(installed, 'plugins'))).toBe(false);
    expect(existsSync(join(installed, 'schemas/runbook.schema.json'))).toBe(true);
  });

  it('runs --version, list and validate', async () => {
    expect(await run('--version')).toEqual({ code: 0, signal: null, stdout: `${manifest.version}\n`, stderr: '' });
    expect(await run('list')).toEqual({ code: 0, signal: null, stdout: 'hello  Say hello\n', stderr: '' });
    expect(await run('validate')).toEqual({ code: 0, signal: null, stdout: '1 runbook is valid.\n', stderr: '' });
  });

  it('rehearses the PKI deploy', async () => {
    for (const name of ['runbooks', 'runbook.config.yml']) cpSync(join(repository, name), join(folder, 'rehearsal', name), { recursive: true });
    const ended = await execute([...bin, 'rehearse', 'pki-prod-deploy', '--yes'], {
      cwd: join(folder, 'rehearsal'),
      env: { XDG_CACHE_HOME: join(folder, 'cache') },
    });
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toMatch(/^Run pki-prod-deploy-\S+ succeeded/m);
    expect(ended.code).toBe(0);
  }, 120_000);

  it('finds mistakes', async () => {
    writeFileSync(join(folder, 'work/bad.yml'), 'version: 1\nname: bad\ntitle: Bad\nsteps:\n  - { id: get, uses: http.get, with: { ulr: "https://x" } }\n');
    const { code, stdout } = await run('validate', 'bad.yml');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^bad\.yml:5:\d+: error unknown-param: http\.get has no param `ulr`/);
  });

  it('needs no schema compiler to validate', async () => {
    const compilers = readdirSync(join(installed, 'dist')).filter(name => readFileSync(join(installed, 'dist', name), 'utf8').includes('Ajv2020'));
    expect(compilers).not.toEqual([]);
    for (const name of compilers) rmSync(join(installed, 'dist', name));
    expect(await run('validate')).toMatchObject({ code: 0, stdout: '1 runbook is valid.\n' });
  });

  it('keeps its compile cache in the own cache folder', () => {
    expect(existsSync(join(folder, 'cache/runbook-engine/compile'))).toBe(true);
  });
});
