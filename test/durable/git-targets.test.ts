import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openGitTargets } from '../../engine/durable/git-targets.ts';
import { refName, targetOfRef } from '../../engine/durable/git-cell.ts';
import { PREFIX, gitIn, makeRemote, openGit, scratch } from '../support/target-stores.ts';

const REF = `${PREFIX}/pki%2Fprod`;
const NOTE = { by: 'Ana <x>', reason: 'the fleet moves', at: Date.parse('2026-03-10T10:00:00Z') };
const frost = (reason: string) => ({ type: 'freeze', freeze: { by: 'ana', reason, at: NOTE.at } }) as const;

describe('a git remote as the store of targets', () => {
  test('each change is a commit on the state before, by who made it, with its reason; cell.json is its tree', async () => {
    const base = scratch();
    const store = openGit(base);
    await store.change('pki/prod', frost('one'), NOTE);
    await store.change('pki/prod', { type: 'unfreeze' }, { ...NOTE, reason: 'over' });
    await store.change('pki/prod', { type: 'unfreeze' }, NOTE);
    const remote = join(base, 'remote.git');
    expect(gitIn(remote, 'for-each-ref', '--format=%(refname)')).toBe(REF);
    expect(gitIn(remote, 'log', '--reverse', '--format=%an|%aI|%s|%b', REF).split('\n').filter(Boolean)).toEqual([
      'Ana x|2026-03-10T10:00:00+00:00|Freeze pki/prod|the fleet moves',
      'Ana x|2026-03-10T10:00:00+00:00|Unfreeze pki/prod|over',
    ]);
    expect(gitIn(remote, 'ls-tree', '--name-only', `${REF}~1`)).toBe('cell.json');
    expect(JSON.parse(gitIn(remote, 'show', `${REF}~1:cell.json`))).toEqual({
      v: 1,
      target: 'pki/prod',
      holder: null,
      freezes: [{ by: 'ana', reason: 'one', at: NOTE.at }],
    });
  });

  test('many who change at once lose pushes and no change', async () => {
    const base = scratch();
    const stores = Array.from({ length: 4 }, () => openGit(base));
    await Promise.all(stores.flatMap((store, index) => [0, 1].map(number => store.change('pki/prod', frost(`${index}.${number}`), NOTE))));
    const { freezes } = (await stores[0]?.read('pki/prod')) ?? { freezes: [] };
    expect(freezes.map(({ reason }) => reason).toSorted()).toEqual(Array.from({ length: 4 }, (_, index) => [`${index}.0`, `${index}.1`]).flat());
    expect(gitIn(join(base, 'remote.git'), 'rev-list', '--count', REF)).toBe('8');
  });

  test('commands that begin at once in a new state directory share one cache', async () => {
    const base = scratch();
    const url = makeRemote(base);
    const stores = Array.from({ length: 8 }, () => openGitTargets({ url, prefix: PREFIX, directory: join(base, 'state', 'targets.git') }));
    const cells = await Promise.all(stores.map((store, index) => store.change(`t/${index}`, frost('x'), NOTE)));
    expect(cells.map(({ status }) => status)).toEqual(stores.map(() => 'ok'));
    expect(await stores[0]?.list()).toHaveLength(8);
    expect(readdirSync(join(base, 'state'))).toEqual(['targets.git']);
  });

  test('what somebody else has put there is refused, not overwritten', async () => {
    const base = scratch();
    const remote = makeRemote(base);
    const store = openGit(base);
    for (const text of ['{"v":2,"freezes":[]}', 'no JSON', '{"v":1,"holder":7,"freezes":[]}', '{"v":1,"holder":null,"freezes":[{}]}']) {
      const file = join(base, 'cell.json');
      writeFileSync(file, text);
      const blob = gitIn(remote, 'hash-object', '-w', file);
      const tree = execFileSync('git', [`--git-dir=${remote}`, 'mktree'], { input: `100644 blob ${blob}\tcell.json\n`, encoding: 'utf8' }).trim();
      const commit = gitIn(remote, '-c', 'user.name=x', '-c', 'user.email=x@x', 'commit-tree', '-m', text, tree);
      gitIn(remote, 'update-ref', REF, commit);
      const message = `What stands for pki/prod in ${remote} cannot be understood. Use the newest version of this program, or put its ref back to an older commit.`;
      await expect(store.read('pki/prod')).rejects.toMatchObject({ failure: { code: 'targets-unreachable', message } });
      await expect(store.change('pki/prod', frost('x'), NOTE)).rejects.toThrow(message);
      expect(gitIn(remote, 'rev-parse', REF)).toBe(commit);
    }
  });

  test('a remote that takes no push says so, with its own words', async () => {
    const base = scratch();
    const hook = join(makeRemote(base), 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\nexit 1\n');
    chmodSync(hook, 0o755);
    await expect(openGit(base).change('pki/prod', frost('x'), NOTE)).rejects.toThrow(
      `The locks and freezes in ${join(base, 'remote.git')} cannot be reached: it refuses to be changed: [remote rejected] (pre-receive hook declined)`,
    );
  });

  test('the password of its URL is never told', async () => {
    const store = openGitTargets({ url: 'http://ana:swordfish@127.0.0.1:1/x.git', prefix: PREFIX, directory: join(scratch(), 'cache.git') });
    const told = await store.read('pki/prod').catch((error: unknown) => String(error));
    expect(told).toMatch(/The locks and freezes in http:\/\/127\.0\.0\.1:1\/x\.git cannot be reached: /);
    expect(told).not.toContain('swordfish');
  });

  test.each(['pki/prod', 'A.b', '..', 'ü %2F', 'x.lock', '@{1}'])('%j has a ref name that git takes, and back', target => {
    const name = refName(target);
    expect(targetOfRef(name)).toBe(target);
    expect(gitIn('.', 'check-ref-format', `${PREFIX}/${name}`)).toBe('');
  });

  test('refs that are not ours are none of our targets', () => {
    expect(['a/b', '%2f', '%zz', 'A'].map(targetOfRef)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
