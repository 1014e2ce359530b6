import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { branch } from '../../../plugins/git/branch.ts';
import { merge } from '../../../plugins/git/merge.ts';
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

describe('git.merge', () => {
  const RC = 'stages/rc-2026-03-10';
  const trueUp = { branch: RC, from: 'origin/stages/prod', strategy: 'ours', push: 'force-with-lease' };

  beforeEach(async () => {
    await git.bench.perform(branch, { name: RC, from: 'origin/main', push: true });
    await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix', conflicts: true } });
  });

  test('a true-up keeps the files and counts the other branch as merged', async () => {
    const before = here(RC);
    const outputs = await performTwice(git.bench, merge, trueUp);
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
    const outputs = await performTwice(git.bench, merge, { branch: RC, from: 'origin/other', push: 'yes' });
    expect(git.git(['ls-tree', '--name-only', '-r', outputs['sha'] as string])).toContain('changes/extra');
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
    await performTwice(git.bench, merge, { ...trueUp, push: 'yes' });
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

test('nothing is ever asked for: no editor, no prompt', async () => {
  git.git(['config', 'core.editor', 'sh -c "echo asked > asked; exit 1"']);
  await git.bench.perform(branch, { name: 'rc', from: 'main', push: true });
  await elsewhere({ push: { to: 'stages/prod', commit: 'hotfix' } });
  await git.bench.perform(merge, { branch: 'rc', from: 'origin/stages/prod', strategy: 'ours', push: 'yes' });
  expect(readdirSync(git.clone).sort()).toEqual(['.git', 'bin', 'changes']);
});
