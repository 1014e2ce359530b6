import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { branch } from '../../../plugins/git/branch.ts';
import { merge } from '../../../plugins/git/merge.ts';
import { pull } from '../../../plugins/git/pull.ts';
import { revert } from '../../../plugins/git/revert.ts';
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

/** Performs the step twice: what was previewed is what was done, and a second time there is nothing to do. */
async function performTwice(action: Action, params: JsonObject): Promise<JsonObject> {
  const first = await git.bench.perform(action, params);
  expect(first.wasDone).toBe(false);
  expect(first.performed).toEqual(first.previewed);
  const second = await git.bench.perform(action, params);
  expect(second).toMatchObject({ wasDone: true, performed: [], outputs: action.name === 'pull' ? { sha: first.outputs['sha'] } : first.outputs });
  return first.outputs;
}

describe('git.branch', () => {
  const params = { name: 'stages/rc-2026-03-10', from: 'origin/main', push: true };

  test('cuts and pushes without touching the checkout', async () => {
    writeFileSync(join(git.clone, 'changes/base'), 'not committed');
    const sha = await git.commit('fix-cac');
    const { previewed } = await git.bench.perform(branch, params);
    expect(previewed.map(({ says, to }) => `${says} [${to}]`)).toEqual([
      `create branch stages/rc-2026-03-10 at ${sha.slice(0, 7)} [identity_pki]`,
      `push stages/rc-2026-03-10 at ${sha.slice(0, 7)} to origin [origin of identity_pki]`,
    ]);
    expect([here('stages/rc-2026-03-10'), there('stages/rc-2026-03-10')]).toEqual([sha, sha]);
    expect(git.git(['status', '--porcelain', '--branch'])).toBe('## main...origin/main\n M changes/base');
    expect(git.git(['rev-parse', '--abbrev-ref', 'stages/rc-2026-03-10@{upstream}'])).toBe('origin/stages/rc-2026-03-10');
    expect((await git.bench.perform(branch, params)).wasDone).toBe(true);
  });

  test('after a crash between the two, only the push is left', async () => {
    git.git(['branch', '--no-track', params.name, 'origin/main']);
    const { performed } = await git.bench.perform(branch, params);
    expect(performed.map(({ does }) => does)).toEqual(['git push']);
  });

  test('without push nothing reaches the remote', async () => {
    await performTwice(branch, { name: 'local', from: 'main' });
    expect(() => there('local')).toThrow();
  });

  test('a branch of that name that stands elsewhere is left alone', async () => {
    git.git(['branch', params.name, 'origin/stages/prod']);
    const failure = { code: 'branch-exists', message: expect.stringContaining('exists here at') };
    await expect(branch.check?.(params, git.bench.look)).rejects.toMatchObject({ failure });
    git.git(['branch', '-D', params.name]);
    await git.push(`origin/stages/prod:refs/heads/${params.name}`);
    await expect(branch.preview?.(params, git.bench.look)).rejects.toMatchObject({ failure: { message: expect.stringContaining('exists on origin at') } });
  });

  test('a branch that somebody pushed meanwhile is not overwritten', async () => {
    const effects = (await branch.preview?.(params, git.bench.look)) ?? [];
    await git.push(`main~1:refs/heads/${params.name}`);
    const run = git.bench.perform({ ...branch, check: async () => ({ done: false }), preview: async () => effects }, params);
    await expect(run).rejects.toMatchObject({
      failure: { code: 'rejected', message: 'origin refused the push to stages/rc-2026-03-10: [rejected] (stale info).' },
    });
    expect(there(params.name)).toBe(await git.commit('feature-a'));
  });

  test('a push that the server refuses is an answer, not a loss', async () => {
    await elsewhere({ refuse: params.name });
    const failed = git.bench.perform(branch, params);
    await expect(failed).rejects.toMatchObject({ failure: { code: 'rejected', message: expect.stringContaining('hook declined') } });
    await expect(failed).rejects.not.toMatchObject({ failure: { lost: true } });
  });

  test('a push without any answer is lost', async () => {
    const effects = (await branch.preview?.(params, git.bench.look)) ?? [];
    git.git(['config', 'remote.origin.receivepack', 'echo broken pipe >&2; exit 1; :']);
    const run = git.bench.perform({ ...branch, check: async () => ({ done: false }), preview: async () => effects }, params);
    await expect(run).rejects.toMatchObject({ failure: { code: 'push-failed', lost: true } });
  });

  test.each(['--upload-pack=touch pwned', '-f', 'a b', 'HEAD', ''])('%j is no branch', async name => {
    await expect(branch.preview?.({ name, from: 'main' }, git.bench.look)).rejects.toMatchObject({ failure: { code: 'invalid-ref' } });
  });

  test('a name that a shell would run is only a name', async () => {
    const name = '$(touch${IFS}pwned)';
    await performTwice(branch, { name, from: 'main', push: true });
    expect(there(`refs/heads/${name}`)).toBe(here('main'));
    expect(existsSync(join(git.clone, 'pwned'))).toBe(false);
  });

  test('tags do not go along, whatever the settings', async () => {
    git.git(['tag', '-a', '-m', 'mine', 'mine', 'main']);
    git.git(['config', 'push.followTags', 'true']);
    await git.bench.perform(branch, params);
    expect(() => there('mine')).toThrow();
  });
});

describe('git.merge', () => {
  const RC = 'stages/rc-2026-03-10';
  const trueUp = { branch: RC, from: 'origin/stages/prod', strategy: 'ours', push: 'force-with-lease' };

  beforeEach(async () => {
    await git.bench.perform(branch, { name: RC, from: 'origin/main', push: true });
    await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix', conflicts: true } });
  });

  test('a true-up keeps the files and counts the other branch as merged', async () => {
    const before = here(RC);
    const outputs = await performTwice(merge, trueUp);
    expect(outputs).toEqual({ sha: here(RC), tree: here('main^{tree}'), tree_before: here('main^{tree}') });
    expect(git.git(['log', '-1', '--format=%P|%s|%an', RC])).toBe(`${before} ${await git.commit('hotfix')}|Merge origin/stages/prod into ${RC}|ana`);
    expect(there(RC)).toBe(outputs['sha']);
    expect(git.git(['status', '--porcelain', '--branch'])).toBe('## main...origin/main');
  });

  test('a branch that is checked out goes along, with work that is not committed', async () => {
    git.git(['checkout', '--quiet', RC]);
    writeFileSync(join(git.clone, 'changes/base'), 'mine');
    await git.bench.perform(merge, trueUp);
    expect(git.git(['status', '--porcelain'])).toBe(' M changes/base');
    expect(readFileSync(join(git.clone, 'changes/base'), 'utf8')).toBe('mine');
  });

  test("git's usual merge gives what git gives", async () => {
    await git.push('main:refs/heads/other');
    await elsewhere({ push: { to: 'other', commit: 'extra' } });
    const outputs = await performTwice(merge, { branch: RC, from: 'origin/other', push: 'yes' });
    expect(git.git(['ls-tree', '--name-only', '-r', String(outputs['sha'])])).toContain('changes/extra');
    expect(outputs['tree']).not.toBe(outputs['tree_before']);
    expect(git.git(['rev-list', '--parents', '-1', RC]).split(' ')).toHaveLength(3);
  });

  test('conflicts are told, with what to do', async () => {
    await expect(merge.preview?.({ branch: RC, from: 'origin/stages/prod' }, git.bench.look)).rejects.toMatchObject({
      failure: {
        code: 'conflict',
        message: `Merging origin/stages/prod into ${RC} conflicts in changes/fix-cac.`,
        hint: 'Resolve the conflicts by hand and push.',
      },
    });
  });

  test('what somebody pushed to the branch is kept', async () => {
    await elsewhere({ push: { to: RC, commit: 'resolved' } });
    await performTwice(merge, { ...trueUp, push: 'yes' });
    expect(git.git(['merge-base', '--is-ancestor', await git.commit('resolved'), RC])).toBe('');
    expect(there(RC)).toBe(here(RC));
  });

  test('a diverged branch is refused, or replaced on the remote by force', async () => {
    git.git(['checkout', '--quiet', RC]);
    git.git(['commit', '--quiet', '--allow-empty', '-m', 'mine']);
    await elsewhere({ push: { to: RC, commit: 'theirs' } });
    await expect(merge.preview?.({ ...trueUp, push: 'yes' }, git.bench.look)).rejects.toMatchObject({ failure: { code: 'diverged' } });
    const { performed } = await git.bench.perform(merge, trueUp);
    expect(performed.at(-1)).toMatchObject({ does: 'git push', data: { force: true, before: await git.commit('theirs') } });
    expect(there(RC)).toBe(here(RC));
  });

  test('a forced push only replaces what was seen', async () => {
    const effects = (await merge.preview?.(trueUp, git.bench.look)) ?? [];
    await elsewhere({ push: { to: RC, commit: 'theirs' } });
    const run = git.bench.perform({ ...merge, check: async () => ({ done: false }), preview: async () => effects }, trueUp);
    await expect(run).rejects.toMatchObject({ failure: { code: 'rejected' } });
    expect(there(RC)).toBe(await git.commit('theirs'));
  });

  test('after a crash before the push, only the push is left', async () => {
    await git.bench.perform(merge, { ...trueUp, push: 'no' });
    const sha = here(RC);
    const { performed, outputs } = await git.bench.perform(merge, trueUp);
    expect(performed).toMatchObject([{ does: 'git push', data: { sha } }]);
    expect(outputs).toEqual({ sha, tree: here('main^{tree}'), tree_before: here('main^{tree}') });
  });

  test('a branch that is nowhere is told', async () => {
    await expect(merge.check?.({ ...trueUp, branch: 'nowhere' }, git.bench.look)).rejects.toMatchObject({ failure: { code: 'no-such-ref' } });
  });
});

describe('git.pull', () => {
  test('checks a branch out as the remote has it', async () => {
    const outputs = await performTwice(pull, { branch: 'stages/prod' });
    expect(outputs).toEqual({ sha: await git.commit('rc-111') });
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

describe('git.revert', () => {
  const params = { commit: 'origin/stages/prod', mainline: 1, branch: 'revert-rc-111', push: true };

  test('takes a release back, as `git revert -m 1` does', async () => {
    const outputs = await performTwice(revert, params);
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
    const outputs = await performTwice(revert, { ...params, commit: await git.commit('rc-111'), onto: 'origin/stages/prod' });
    expect(git.git(['ls-tree', '--name-only', '-r', String(outputs['sha'])])).toBe('bin/tag\nchanges/base\nchanges/hotfix');
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
    expect(() => here('revert-rc-111')).toThrow();
  });
});

test('nothing is ever asked for: no editor, no prompt', async () => {
  git.git(['config', 'core.editor', 'sh -c "echo asked > asked; exit 1"']);
  await git.bench.perform(branch, { name: 'rc', from: 'main', push: true });
  await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix' } });
  await git.bench.perform(merge, { branch: 'rc', from: 'origin/stages/prod', strategy: 'ours', push: 'yes' });
  expect(execFileSync('ls', [git.clone], { encoding: 'utf8' })).toBe('bin\nchanges\n');
});
