import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { branch } from '../../../plugins/git/branch.ts';
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
    await performTwice(git.bench, branch, { name: 'local', from: 'main' });
    expect(() => there('local')).toThrow(/Needed a single revision/);
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
    await performTwice(git.bench, branch, { name, from: 'main', push: true });
    expect(there(`refs/heads/${name}`)).toBe(here('main'));
    expect(existsSync(join(git.clone, 'pwned'))).toBe(false);
  });

  test('tags do not go along, whatever the settings', async () => {
    git.git(['tag', '-a', '-m', 'mine', 'mine', 'main']);
    git.git(['config', 'push.followTags', 'true']);
    await git.bench.perform(branch, params);
    expect(() => there('mine')).toThrow(/Needed a single revision/);
  });
});
