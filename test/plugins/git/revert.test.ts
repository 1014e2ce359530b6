import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { revert } from '../../../plugins/git/revert.ts';
import { performTwice } from '../../support/action-context.ts';
import type { GitWorld } from '../../support/git-world.ts';
import { createGitWorld } from '../../support/git-world.ts';

let git: GitWorld;
beforeEach(async () => {
  git = await createGitWorld();
});
afterEach(() => git.world.close());

const elsewhere = (fault: Record<string, unknown>) => git.world.inject('git', git.standIn, { identity_pki: fault } as never);
const here = (ref: string) => git.git(['rev-parse', '--verify', ref]);
const there = (ref: string) => git.git(['rev-parse', '--verify', ref], git.origin);

describe('git.revert', () => {
  const params = { commit: 'origin/stages/prod', mainline: 1, branch: 'revert-rc-111', push: true };

  test('takes a release back, as `git revert -m 1` does', async () => {
    const outputs = await performTwice(git.bench, revert, params);
    expect(outputs['tree']).toBe(here('origin/stages/prod^1^{tree}'));
    expect(there('revert-rc-111')).toBe(outputs['sha']);
    const message = git.git(['log', '-1', '--format=%P|%B', 'revert-rc-111']);
    git.git(['checkout', '--quiet', '-b', 'by-hand', 'origin/stages/prod']);
    git.git(['revert', '--no-edit', '-m', '1', 'HEAD']);
    expect(git.git(['log', '-1', '--format=%P|%B'])).toBe(message);
    expect(here('by-hand^{tree}')).toBe(outputs['tree']);
  });

  test('keeps what came after the release', async () => {
    await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix' } });
    const outputs = await performTwice(git.bench, revert, { ...params, commit: await git.commit('rc-111'), onto: 'origin/stages/prod' });
    expect(git.git(['ls-tree', '--name-only', '-r', outputs['sha'] as string])).toBe('bin/tag\nchanges/base\nchanges/hotfix');
    expect(git.git(['rev-parse', 'revert-rc-111^'])).toBe(await git.commit('hotfix'));
  });

  test('a commit that is no merge is refused', async () => {
    await expect(revert.check?.({ ...params, commit: 'main' }, git.bench.look)).rejects.toMatchObject({
      failure: {
        code: 'not-a-merge',
        message: expect.stringMatching(/^[0-9a-f]{7} is no merge of two branches: git would take back that commit alone, not the release\.$/),
      },
    });
  });

  test('a revert that changes nothing is refused', async () => {
    git.git(['checkout', '--quiet', '-b', 'empty', 'main']);
    git.git(['merge', '--quiet', '--no-edit', '-s', 'ours', 'origin/stages/prod']);
    await expect(revert.check?.({ ...params, commit: 'empty' }, git.bench.look)).rejects.toMatchObject({ failure: { code: 'nothing-to-revert' } });
  });

  test('conflicts are told', async () => {
    await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix', files: { 'changes/feature-a': { text: 'other\n' } } } });
    await expect(revert.check?.({ ...params, commit: await git.commit('rc-111'), onto: 'origin/stages/prod' }, git.bench.look)).rejects.toMatchObject({
      failure: { code: 'conflict', data: { files: ['changes/feature-a'] } },
    });
  });

  test('a branch of that name with something else is left alone', async () => {
    git.git(['branch', 'revert-rc-111', 'main']);
    await expect(revert.check?.(params, git.bench.look)).rejects.toMatchObject({ failure: { code: 'branch-exists' } });
  });

  test('after a crash before the push, only the push is left', async () => {
    await git.bench.perform(revert, { ...params, push: false });
    const { performed } = await git.bench.perform(revert, params);
    expect(performed).toMatchObject([{ does: 'git push', data: { sha: here('revert-rc-111'), before: null } }]);
  });

  test('signs where the clone signs its commits', async () => {
    git.git(['config', 'commit.gpgSign', 'true']);
    git.git(['config', 'gpg.program', 'false']);
    await expect(git.bench.perform(revert, params)).rejects.toMatchObject({ failure: { code: 'signing' } });
    expect(() => here('revert-rc-111')).toThrow(/Needed a single revision/);
  });
});
