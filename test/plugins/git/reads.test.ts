import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commit } from '../../../plugins/git/commit.ts';
import { fetch } from '../../../plugins/git/fetch.ts';
import { freeBranch } from '../../../plugins/git/free-branch.ts';
import { notes } from '../../../plugins/git/notes.ts';
import { probeMerge } from '../../../plugins/git/probe-merge.ts';
import { remoteRef } from '../../../plugins/git/remote-ref.ts';
import { status } from '../../../plugins/git/status.ts';
import { tagsAt } from '../../../plugins/git/tags-at.ts';
import type { GitWorld } from '../../support/git-world.ts';
import { createGitWorld } from '../../support/git-world.ts';

let git: GitWorld;
beforeEach(async () => {
  git = await createGitWorld();
});
afterEach(() => git.world.close());

const elsewhere = (fault: Record<string, unknown>) => git.world.inject('git', git.standIn, { identity_pki: fault } as never);

describe('git.status', () => {
  test('a fresh clone is clean', async () => {
    const outputs = await status.run({}, git.bench.look, []);
    expect(outputs).toEqual({ clean: true, branch: 'main', sha: await git.commit('fix-cac'), changes: 0, files: [] });
  });

  test('tells changed, staged and unknown files, whatever their names', async () => {
    writeFileSync(join(git.clone, 'changes/base'), 'other');
    mkdirSync(join(git.clone, 'new'));
    writeFileSync(join(git.clone, 'new', 'a'), '');
    writeFileSync(join(git.clone, '-x $(id) "é\n'), '');
    git.git(['mv', 'bin/tag', 'bin/tag it']);
    const { clean, files } = await status.run({}, git.bench.look, []);
    expect(clean).toBe(false);
    expect(files).toEqual(['bin/tag', 'bin/tag it', 'changes/base', '-x $(id) "é\n', 'new/']);
    expect(await status.run({ untracked: false }, git.bench.look, [])).toMatchObject({ files: ['bin/tag', 'bin/tag it', 'changes/base'], changes: 3 });
  });

  test('a detached HEAD has no branch', async () => {
    git.git(['checkout', '--quiet', '--detach']);
    expect(await status.run({}, git.bench.look, [])).not.toHaveProperty('branch');
  });

  test.each(['..', 'nowhere'])('a folder that is no clone (%s) is told', async repo => {
    await expect(status.run({ repo }, git.bench.look, [])).rejects.toMatchObject({
      failure: { code: 'not-a-repository', hint: 'Set `repo` to the folder of your clone.' },
    });
  });
});

describe('git.fetch', () => {
  test('counts what is new, moved and gone', async () => {
    await git.push('main:gone', 'main:kept');
    await fetch.run({}, git.bench.look, []);
    await elsewhere({ push: { to: 'main', commit: 'more' }, delete: 'gone' });
    expect(await fetch.run({}, git.bench.look, [])).toEqual({ changed: 1, refs: ['refs/remotes/origin/main'] });
    expect(await fetch.run({ prune: true }, git.bench.look, [])).toEqual({ changed: 1, refs: ['refs/remotes/origin/gone'] });
    expect(await fetch.run({ prune: true }, git.bench.look, [])).toEqual({ changed: 0, refs: [] });
    expect(git.git(['rev-parse', 'main'])).toBe(await git.commit('fix-cac'));
  });

  test('an origin that cannot be reached is told', async () => {
    await elsewhere({ offline: true });
    await expect(fetch.run({}, git.bench.look, [])).rejects.toMatchObject({ failure: { code: 'unreachable' } });
  });
});

describe('git.commit', () => {
  test('tells all of a merge', async () => {
    const outputs = await commit.run({ ref: 'origin/stages/prod' }, git.bench.look, []);
    expect(outputs).toEqual({
      sha: await git.commit('rc-111'),
      short: (await git.commit('rc-111')).slice(0, 7),
      subject: "Merge branch 'rc-111' into 'stages/prod'",
      parents: [await git.commit('base'), await git.commit('feature-a')],
      tree: git.git(['rev-parse', 'origin/stages/prod^{tree}']),
      parent_tree: git.git(['rev-parse', 'origin/stages/prod^1^{tree}']),
      is_merge: true,
      is_revert: false,
      author: 'ana',
      date: expect.stringMatching(/^2026-03-10T13:00:00(Z|\+00:00)$/),
    });
  });

  test('a first commit has no parent', async () => {
    expect(await commit.run({ ref: await git.commit('base') }, git.bench.look, [])).not.toHaveProperty('parent_tree');
  });

  test.each([
    ['main', 'fix-cac', true],
    ['main', 'rc-111', false],
  ])('tells whether a commit is on %s', async (branch, name, ancestor) => {
    expect(await commit.run({ ref: await git.commit(name), ancestor_of: `origin/${branch}` }, git.bench.look, [])).toMatchObject({
      ancestor,
      sha: await git.commit(name),
    });
  });

  test('origin/BRANCH is what the remote has now, without a fetch before', async () => {
    await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix' } });
    expect(await commit.run({ ref: 'origin/stages/prod' }, git.bench.look, [])).toMatchObject({ subject: 'hotfix' });
    expect(await commit.run({ ref: 'origin/stages/prod~1' }, git.bench.look, [])).toMatchObject({ sha: await git.commit('rc-111') });
  });

  test('a merged revert counts as one', async () => {
    git.git(['checkout', '--quiet', '-b', 'revert-rc', 'origin/stages/prod']);
    git.git(['revert', '--no-edit', '-m', '1', 'HEAD']);
    expect(await commit.run({ ref: 'HEAD' }, git.bench.look, [])).toMatchObject({ is_revert: true, is_merge: false });
    git.git(['checkout', '--quiet', 'stages/prod']);
    git.git(['merge', '--quiet', '--no-ff', '--no-edit', 'revert-rc']);
    expect(await commit.run({ ref: 'HEAD' }, git.bench.look, [])).toMatchObject({ is_revert: true, is_merge: true });
  });

  test.each([
    ['null', 'no-such-ref'],
    ['origin/nowhere', 'no-such-ref'],
    ['0123456789012345678901234567890123456789', 'no-such-ref'],
    ['--upload-pack=touch pwned', 'invalid-ref'],
    ['main..stages/prod', 'invalid-ref'],
    [' ', 'invalid-ref'],
    ['a\nb', 'invalid-ref'],
    ['$(touch pwned)', 'no-such-ref'],
    ['main:bin/tag', 'no-such-ref'],
  ])('%j is a failure (%s)', async (ref, code) => {
    await expect(commit.run({ ref }, git.bench.look, [])).rejects.toMatchObject({ failure: { code } });
    expect(git.git(['status', '--porcelain'])).toBe('');
  });

  test("the user's settings do not change what is read", async () => {
    git.git(['config', 'log.showSignature', 'true']);
    git.git(['config', 'color.ui', 'always']);
    git.git(['config', 'log.decorate', 'full']);
    expect(await commit.run({ ref: 'HEAD' }, git.bench.look, [])).toMatchObject({ subject: 'fix-cac', parents: [await git.commit('feature-a')] });
  });
});

describe('git.free_branch', () => {
  test('counts on where a name is taken here or on the remote', async () => {
    const free = async () => (await freeBranch.run({ name: 'stages/rc-2026-03-10' }, git.bench.look, []))['name'];
    expect(await free()).toBe('stages/rc-2026-03-10');
    git.git(['branch', 'stages/rc-2026-03-10']);
    expect(await free()).toBe('stages/rc-2026-03-10.2');
    await git.push('main:stages/rc-2026-03-10.2');
    git.git(['update-ref', '-d', 'refs/remotes/origin/stages/rc-2026-03-10.2']);
    expect(await free()).toBe('stages/rc-2026-03-10.3');
  });

  test('a folder of branches is in the way too', async () => {
    expect(await freeBranch.run({ name: 'stages' }, git.bench.look, [])).toEqual({ name: 'stages.2' });
  });

  test.each(['--upload-pack=x', '-d', 'a b', 'a..b', 'x.lock', '', '@{-1}', 'HEAD', 'a~1', '/a', 'a*'])('%j is no branch', async name => {
    await expect(freeBranch.run({ name }, git.bench.look, [])).rejects.toMatchObject({ failure: { code: 'invalid-ref' } });
  });

  test('a name that only a shell would mind is fine', async () => {
    expect(await freeBranch.run({ name: '$(touch${IFS}pwned);é' }, git.bench.look, [])).toEqual({ name: '$(touch${IFS}pwned);é' });
  });
});

describe('git.probe_merge', () => {
  test('tells a clean merge and its tree, and touches nothing', async () => {
    expect(await probeMerge.run({ ours: 'main', theirs: 'origin/stages/prod' }, git.bench.look, [])).toEqual({
      conflict: false,
      files: [],
      tree: git.git(['rev-parse', 'main^{tree}']),
    });
    expect(git.git(['status', '--porcelain'])).toBe('');
  });

  test('tells the files in conflict, of what the remote has now', async () => {
    await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix', conflicts: true } });
    expect(await probeMerge.run({ ours: 'main', theirs: 'origin/stages/prod' }, git.bench.look, [])).toEqual({ conflict: true, files: ['changes/fix-cac'] });
  });

  test('an unknown branch is a failure, not a conflict', async () => {
    await expect(probeMerge.run({ ours: 'main', theirs: 'nowhere' }, git.bench.look, [])).rejects.toMatchObject({ failure: { code: 'no-such-ref' } });
  });
});

describe('git.notes', () => {
  test('lists what is new', async () => {
    git.git(['commit', '--quiet', '--allow-empty', '-m', 'Fix <b> | "quotes" $(id)\n\nbody']);
    const { markdown, count } = await notes.run({ from: 'origin/stages/prod', to: 'main' }, git.bench.look, []);
    expect(count).toBe(2);
    expect(markdown).toBe(
      `- Fix <b> | "quotes" $(id) (${git.git(['rev-parse', '--short=7', 'main'])}, ana)\n- fix-cac (${(await git.commit('fix-cac')).slice(0, 7)}, ana)`,
    );
  });

  test('merges into the branch can be listed instead', async () => {
    const { markdown, count } = await notes.run({ from: await git.commit('base'), to: 'origin/stages/prod', list: 'merges' }, git.bench.look, []);
    expect(count).toBe(1);
    expect(markdown).toContain("Merge branch 'rc-111' into 'stages/prod'");
  });

  test('says when nothing is new', async () => {
    expect(await notes.run({ from: 'main', to: 'main' }, git.bench.look, [])).toEqual({ count: 0, markdown: 'No changes.' });
  });
});

describe('git.remote_ref', () => {
  const url = 'https://github.example/18F/identity-pki';

  test('asks a repository of which there is no clone', async () => {
    expect(await remoteRef.run({ url, ref: 'refs/heads/stages/prod' }, git.bench.look, [])).toEqual({ exists: true, sha: await git.commit('rc-111') });
    expect(await remoteRef.run({ url, ref: 'refs/heads/prod' }, git.bench.look, [])).toEqual({ exists: false });
  });

  test('gives the commit of an annotated tag', async () => {
    expect(await remoteRef.run({ url, ref: 'refs/tags/2026-03-05T190412' }, git.bench.look, [])).toEqual({ exists: true, sha: await git.commit('rc-111') });
  });

  test.each(['--upload-pack=touch pwned', 'ext::sh -c touch% pwned'])('%j is no address', async hostile => {
    await expect(remoteRef.run({ url: hostile, ref: 'HEAD' }, git.bench.look, [])).rejects.toMatchObject({ failure: { code: 'invalid-ref' } });
    expect(git.git(['status', '--porcelain'])).toBe('');
  });
});

describe('git.tags_at', () => {
  test('lists tags here and on the remote, by the commit they lead to', async () => {
    const ref = await git.commit('rc-111');
    git.git(['tag', 'light', ref]);
    git.git(['tag', '-a', '-m', 'x', 'annotated', ref]);
    expect(await tagsAt.run({ ref }, git.bench.look, [])).toEqual({ tags: ['2026-03-05T190412', 'annotated', 'light'] });
    expect(await tagsAt.run({ ref, remote: true }, git.bench.look, [])).toEqual({ tags: ['2026-03-05T190412'] });
    await git.push('light', 'annotated');
    expect(await tagsAt.run({ ref, remote: 'origin' }, git.bench.look, [])).toEqual({ tags: ['2026-03-05T190412', 'annotated', 'light'] });
    expect(await tagsAt.run({ ref: 'main', remote: true }, git.bench.look, [])).toEqual({ tags: [] });
  });

  test('a remote that looks like an option is refused', async () => {
    await expect(tagsAt.run({ ref: 'main', remote: '--upload-pack=x' }, git.bench.look, [])).rejects.toMatchObject({ failure: { code: 'invalid-ref' } });
  });
});
