import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pull } from '../../../plugins/git/pull.ts';
import { performTwice } from '../../support/action-context.ts';
import type { GitWorld } from '../../support/git-world.ts';
import { createGitWorld } from '../../support/git-world.ts';

let git: GitWorld;
beforeEach(async () => {
  git = await createGitWorld();
});
afterEach(() => git.world.close());

const elsewhere = (fault: Record<string, unknown>) => git.world.inject('git', git.standIn, { identity_pki: fault } as never);

describe('git.pull', () => {
  test('checks a branch out as the remote has it', async () => {
    const outputs = await performTwice(git.bench, pull, { branch: 'stages/prod' });
    expect(outputs).toMatchObject({ sha: await git.commit('rc-111') });
    expect(git.git(['status', '--porcelain', '--branch'])).toBe('## stages/prod...origin/stages/prod');
  });

  test('fast-forwards a branch that is behind, from another one', async () => {
    git.git(['branch', 'stages/prod', 'origin/stages/prod']);
    await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix' } });
    const { performed, outputs } = await git.bench.perform(pull, { branch: 'stages/prod' });
    expect(performed.map(({ does }) => does)).toEqual(['git checkout', 'git pull']);
    expect(outputs).toEqual({ sha: await git.commit('hotfix'), before: await git.commit('rc-111') });
    expect(existsSync(join(git.clone, 'changes/hotfix'))).toBe(true);
  });

  test.each([
    ['ahead of', false],
    ['diverged from', true],
  ])('a branch %s the remote is left alone, with what to do', async (_, diverges) => {
    git.git(['commit', '--quiet', '--allow-empty', '-m', 'mine']);
    if (diverges) await elsewhere({ push: { to: 'main', commit: 'theirs' } });
    await expect(pull.check?.({ branch: 'main' }, git.bench.look)).rejects.toMatchObject({
      failure: {
        code: 'diverged',
        message: 'Your main has commits that origin/main does not have.',
        hint: 'Look at them with `git log origin/main..main`; keep them on another branch and run `git branch -f main origin/main`.',
      },
    });
  });

  test('changes that are not committed are never at risk', async () => {
    writeFileSync(join(git.clone, 'changes/base'), 'mine');
    await expect(pull.preview?.({ branch: 'stages/prod' }, git.bench.look)).rejects.toMatchObject({
      failure: { code: 'not-clean', message: 'identity_pki has changes that are not committed: changes/base.' },
    });
  });

  test('a branch that the remote does not have is told', async () => {
    await expect(pull.preview?.({ branch: 'nowhere' }, git.bench.look)).rejects.toMatchObject({ failure: { code: 'no-such-ref' } });
  });
});
