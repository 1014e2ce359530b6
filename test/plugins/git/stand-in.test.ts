import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { gpg } from '../../../plugins/git/stand-in/gpg.ts';
import { standIn } from '../../../plugins/git/stand-in.ts';
import type { GitWorld } from '../../support/git-world.ts';
import { PKI, createGitWorld } from '../../support/git-world.ts';
import { createTestWorld } from '../../support/world-io.ts';

let git: GitWorld;
afterEach(() => git.world.close());

describe('a world of repositories', () => {
  test('has the written history, as real commits', async () => {
    git = await createGitWorld();
    expect(git.git(['log', '--format=%s', 'origin/main'])).toBe('fix-cac\nfeature-a\nbase');
    expect(git.git(['rev-parse', 'origin/stages/prod^1', 'origin/stages/prod^2'])).toBe(`${await git.commit('base')}\n${await git.commit('feature-a')}`);
    expect(git.git(['rev-parse', '2026-03-05T190412^{commit}'])).toBe(await git.commit('rc-111'));
    expect(git.git(['status', '--porcelain', '--branch'])).toBe('## main...origin/main');
    expect(git.git(['ls-tree', 'HEAD', 'bin/tag'])).toMatch(/^100755 /);
    expect(git.git(['ls-tree', '--name-only', '-r', 'origin/stages/prod'])).toBe('bin/tag\nchanges/base\nchanges/feature-a');
    expect(git.git(['log', '-1', '--format=%an %ct', 'origin/main'])).toBe(`ana ${git.world.now() / 1_000 - 2 * 3_600}`);
    expect(git.git(['for-each-ref', '--format=%(refname)'], git.origin)).toBe('refs/heads/main\nrefs/heads/stages/prod\nrefs/tags/2026-03-05T190412');
  });

  test('shows branches, commits and tags', async () => {
    git = await createGitWorld();
    const view = (await git.standIn.view()) as Record<
      string,
      Record<string, { sha: string; tree: string; parents: string[] }> & { commits: Record<string, { tree: string }> }
    >;
    expect(view['identity_pki']?.['stages/prod']?.sha).toBe(await git.commit('rc-111'));
    expect(view['identity_pki']?.['stages/prod']?.parents).toEqual([await git.commit('base'), await git.commit('feature-a')]);
    expect(view['identity_pki']?.commits['rc-111']?.tree).toBe(view['identity_pki']?.commits['feature-a']?.tree);
    expect(view['identity_pki']?.['tags']).toEqual({ '2026-03-05T190412': await git.commit('rc-111') });
    expect(await git.standIn.summary()).toEqual(['identity_pki: main at fix-cac · stages/prod at rc-111 · tags 2026-03-05T190412']);
  });

  test('the mirror follows a push after its lag, under its public address', async () => {
    git = await createGitWorld();
    const url = 'https://github.example/18F/identity-pki';
    const before = git.git(['rev-parse', 'HEAD']);
    const mirrored = () => git.git(['ls-remote', url, 'refs/heads/main']).split('\t')[0];
    git.git(['commit', '--quiet', '--allow-empty', '-m', 'more']);
    await git.push('main');
    await git.world.advance(39_000);
    expect(mirrored()).toBe(before);
    await git.world.advance(1_000);
    expect(mirrored()).toBe(git.git(['rev-parse', 'HEAD']));
  });

  test('nothing leaves the world', async () => {
    git = await createGitWorld();
    expect(() => git.git(['ls-remote', 'https://github.example/other'])).toThrow(/transport 'https' not allowed/);
  });

  test('answers what other stand-ins ask', async () => {
    git = await createGitWorld();
    const ask = async (question: string, about: string | Record<string, string | boolean>) => git.standIn.answer?.(question, about);
    expect(await ask('repository', 'identity_pki')).toEqual({ origin: realpathSync(git.origin), url: git.origin, mirror: git.mirror, clone: git.clone });
    expect(await ask('repository', 'other')).toBeUndefined();
    expect(await ask('ref', { repository: 'identity_pki', ref: 'stages/prod' })).toBe(await git.commit('rc-111'));
    expect(await ask('ref', { repository: 'identity_pki', ref: 'refs/heads/stages/prod', mirror: true })).toBe(await git.commit('rc-111'));
    expect(await ask('commit nobody', null as unknown as string)).toBeUndefined();
    expect(await ask('serves', 'x')).toBeUndefined();
  });

  test('a second command can join it', async () => {
    git = await createGitWorld();
    const first = git.git(['rev-parse', 'HEAD']);
    await git.world.inject('git', git.standIn, {});
    const joined = createTestWorld({ folder: git.world.folder });
    const again = await standIn.start(PKI, joined.io('git'));
    expect(await again.answer?.('commit', 'fix-cac')).toBe(first);
    await joined.close();
  });
});

describe('faults', () => {
  test('a push that conflicts with what the other branches change', async () => {
    git = await createGitWorld();
    await git.world.inject('git', git.standIn, { identity_pki: { push: { to: 'stages/prod', commit: 'hotfix', conflicts: true } } });
    git.git(['fetch', '--quiet']);
    expect(git.git(['rev-parse', 'origin/stages/prod'])).toBe(await git.commit('hotfix'));
    expect(() => git.git(['merge-tree', '--write-tree', 'origin/main', 'origin/stages/prod'])).toThrow(/CONFLICT|Command failed/);
    expect(git.git(['rev-parse', 'origin/stages/prod^'])).toBe(await git.commit('rc-111'));
  });

  test('an origin that cannot be reached, and can again', async () => {
    git = await createGitWorld();
    await git.world.inject('git', git.standIn, { identity_pki: { offline: true } });
    expect(() => git.git(['fetch', '--quiet'])).toThrow(/does not (exist|appear to be a git repository)/);
    await git.world.inject('git', git.standIn, { identity_pki: { offline: false } });
    expect(git.git(['fetch', '--quiet'])).toBe('');
  });

  test('a tag of somebody, on a branch or a named commit', async () => {
    git = await createGitWorld();
    await git.world.inject('git', git.standIn, { identity_pki: { tag: { name: '2026-03-10T160000', on: 'stages/prod' } } });
    await git.world.inject('git', git.standIn, { identity_pki: { tag: { name: 'other', on: 'fix-cac' } } });
    const tags = git.git(['ls-remote', '--tags', 'origin', '2026-03-10T160000', 'other']).split('\n');
    expect(tags).toEqual([`${await git.commit('rc-111')}\trefs/tags/2026-03-10T160000`, `${await git.commit('fix-cac')}\trefs/tags/other`]);
  });

  test('a branch to which nobody may push', async () => {
    git = await createGitWorld();
    await git.world.inject('git', git.standIn, { identity_pki: { refuse: 'stages/prod' } });
    await expect(git.push('+main:stages/prod')).rejects.toThrow(/hook declined/);
    await git.push('main:other');
  });

  test('a repository that the world does not have is told', async () => {
    git = await createGitWorld();
    await expect(git.world.inject('git', git.standIn, { other: { delete: 'main' } })).rejects.toThrow('the world has no git repository other');
  });
});

describe('gpg', () => {
  test('signs tags that git verifies', async () => {
    git = await createGitWorld();
    installGpg(git, { key: 'ana', agent: 'cached' });
    git.git(['tag', '-s', 'v1', '-m', 'one']);
    expect(git.git(['cat-file', 'tag', 'v1'])).toContain('-----BEGIN PGP SIGNATURE-----');
    expect(git.git(['verify-tag', 'v1'])).toBe('');
    expect(runGpg(git, ['--list-secret-keys'])).toContain('sec ');
    const forged = git.git(['cat-file', 'tag', 'v1']).replace('one', 'two');
    const sha = execFileSync('git', ['-C', git.clone, 'mktag'], { env: git.world.environment(), input: `${forged}\n`, encoding: 'utf8' }).trim();
    git.git(['update-ref', 'refs/tags/forged', sha]);
    expect(() => git.git(['verify-tag', 'forged'])).toThrow(/BAD signature/);
  });

  test.each([
    [{ key: 'ana', agent: 'none' }, /Inappropriate ioctl/],
    [{}, /No secret key/],
  ])('without a usable key (%o) signing fails', async (options, message) => {
    git = await createGitWorld();
    installGpg(git, options);
    expect(() => git.git(['tag', '-s', 'v1', '-m', 'one'])).toThrow(/gpg failed to sign the data/);
    expect(() => runGpg(git, ['-bsau', 'ana'])).toThrow(message);
  });
});

test('a gpg that loses its agent, its key, and gets both back', async () => {
  git = await createGitWorld();
  installGpg(git, { key: 'ana' });
  const be = (gpgState: string) => git.world.inject('git', git.standIn, { identity_pki: { gpg: gpgState } });
  const sign = (tag: string) => git.git(['tag', '-s', tag, '-m', 'one']);
  await be('no-agent');
  expect(() => sign('v1')).toThrow(/gpg failed to sign the data/);
  await be('no-key');
  expect(() => sign('v1')).toThrow(/gpg failed to sign the data/);
  await be('ok');
  expect(sign('v1')).toBe('');
});

function installGpg({ world }: GitWorld, options: object): void {
  mkdirSync(join(world.folder, 'bin'), { recursive: true });
  const program = join(world.folder, 'gpg.mjs');
  writeFileSync(program, `const options = ${JSON.stringify(options)};\n${gpg.source}`);
  writeFileSync(join(world.folder, 'bin', 'gpg'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
}

function runGpg({ world }: GitWorld, args: readonly string[]): string {
  return execFileSync(join(world.folder, 'bin', 'gpg'), args, { encoding: 'utf8' });
}
