import { afterEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { mergeRequest } from '../../../plugins/gitlab/merge-request.ts';
import { merge } from '../../../plugins/gitlab/merge.ts';
import { openMergeRequest } from '../../../plugins/gitlab/open-merge-request.ts';
import { release } from '../../../plugins/gitlab/release.ts';
import type { GitLabWorld } from '../../support/gitlab-world.ts';
import { PROJECT, createGitLabWorld } from '../../support/gitlab-world.ts';

let at: GitLabWorld;
afterEach(() => at.world.close());

const read = (action: Action, params: JsonObject) => action.run({ project: PROJECT, ...params }, at.api.look, []);
const perform = (action: Action, params: JsonObject) => at.api.perform(action, { project: PROJECT, ...params });
const failureOf = async (call: Promise<unknown>) =>
  call.then(
    () => 'no failure',
    (error: { failure: unknown }) => error.failure,
  );

const PROMOTION = { source: 'main', target: 'stages/prod', title: 'Deploy RC 112 to Prod', labels: ['status - promotion'], description: '- fix-cac' };

describe('gitlab.merge', () => {
  const open = async () => {
    await perform(openMergeRequest, PROMOTION);
    return { iid: 1, sha: await at.commit('fix-cac'), squash: false };
  };

  test('merges for real, at the commit that was looked at', async () => {
    at = await createGitLabWorld();
    const params = await open();
    const { previewed, performed, outputs } = await perform(merge, params);
    expect(performed).toEqual(previewed);
    expect(previewed).toMatchObject([{ data: { iid: 1, sha: params.sha, squash: false, should_remove_source_branch: false } }]);
    at.git(['fetch', '--quiet']);
    expect(at.git(['log', '-1', '--format=%H|%P|%s', 'origin/stages/prod'])).toBe(
      `${outputs['sha'] as string}|${await at.commit('rc-111')} ${params.sha}|Merge branch 'main' into 'stages/prod'`,
    );
    expect(await perform(merge, params)).toMatchObject({ wasDone: true, outputs });
    expect(await read(mergeRequest, { iid: 1 })).toMatchObject({ state: 'merged', status: 'not_open', merge_sha: outputs['sha'] });
  });

  test('the mirror hears of it', async () => {
    at = await createGitLabWorld();
    const { outputs } = await perform(merge, await open());
    const mirrored = () => at.git(['ls-remote', 'https://github.example/18F/identity-pki', 'refs/heads/stages/prod']).split('\t')[0];
    await at.world.advance(39_000);
    expect(mirrored()).toBe(await at.commit('rc-111'));
    await at.world.advance(1_000);
    expect(mirrored()).toBe(outputs['sha']);
  });

  test('a lost answer is marked, and the check finds the merge', async () => {
    at = await createGitLabWorld();
    const params = await open();
    await at.inject({ lose: 1 });
    expect(await failureOf(perform(merge, params))).toMatchObject({ lost: true });
    expect(await perform(merge, params)).toMatchObject({ wasDone: true, outputs: { sha: at.git(['rev-parse', 'refs/heads/stages/prod'], at.origin) } });
  });

  test('nothing is merged where the branch has moved on', async () => {
    at = await createGitLabWorld();
    const params = await open();
    await at.world.inject('git', at.standIn, { identity_pki: { push: { to: 'main', commit: 'sneaky' } } });
    expect(await failureOf(perform(merge, params))).toMatchObject({ code: 'head-moved', message: expect.stringContaining('somebody has pushed to it') });
    const effects = [{ does: 'x', to: 'x', data: null, says: 'x' }];
    const late = perform({ ...merge, check: async () => ({ done: false }), preview: async () => effects }, params);
    expect(await failureOf(late)).toMatchObject({ code: 'head-moved' });
    expect((await at.see()).merge_requests).toMatchObject([{ state: 'opened' }]);
  });

  test.each([
    [{ approvals: { required: 1 } }, 'not-mergeable', '!1 cannot be merged: Approvals are missing.'],
    [{ pipeline: 'failed' }, 'not-mergeable', '!1 cannot be merged: The pipeline must succeed first.'],
    [{ close: true }, 'closed', '!1 was closed without being merged.'],
  ])('a refusal is explained (%o)', async (fault, code, message) => {
    at = await createGitLabWorld();
    const params = await open();
    await at.inject(fault);
    const failure = await failureOf(perform(merge, params));
    expect(failure).toMatchObject({ code, message });
    expect(failure).not.toHaveProperty('lost');
  });

  test('while GitLab is still checking it is tried again', async () => {
    at = await createGitLabWorld();
    const params = await open();
    await at.inject({ checking: 3 });
    expect((await perform(merge, params)).outputs).toHaveProperty('sha');
    expect(at.api.lines).toContain('GitLab refused the merge with the status checking; trying again');
  });

  test('a squash that was not asked for is no success', async () => {
    at = await createGitLabWorld();
    const params = await open();
    await at.inject({ squash: 'always' });
    await expect(perform(merge, params)).rejects.toThrow('GitLab has squashed !1');
  });
});

describe('gitlab.release', () => {
  const params = { tag: 'v/112 $(id)', name: 'RC 112', description: '- fix' };
  const tag = async () => {
    at.git(['update-ref', 'refs/tags/v112', 'main']);
    await at.push('v112');
    return { ...params, tag: 'v112' };
  };

  test('publishes one, once', async () => {
    at = await createGitLabWorld();
    const tagged = await tag();
    const { previewed, performed, outputs } = await perform(release, tagged);
    expect(performed).toEqual(previewed);
    expect(outputs).toEqual({ url: `${at.url}/lg/identity-pki/-/releases/v112` });
    expect((await at.see()).releases).toEqual([{ name: 'RC 112', tag: 'v112', description: '- fix' }]);
    expect(await perform(release, tagged)).toMatchObject({ wasDone: true, outputs });
  });

  test('a lost answer is marked, and the check finds it', async () => {
    at = await createGitLabWorld();
    const tagged = await tag();
    await at.inject({ lose: 1 });
    expect(await failureOf(perform(release, tagged))).toMatchObject({ lost: true });
    expect(await perform(release, tagged)).toMatchObject({ wasDone: true });
  });

  test('a release of another name on the tag is left alone', async () => {
    at = await createGitLabWorld({ releases: [{ name: 'RC 111', tag: 'v112' }] });
    expect(await failureOf(perform(release, await tag()))).toMatchObject({
      code: 'release-exists',
      message: 'There is a release "RC 111" on the tag v112 already.',
    });
  });

  test('without the tag there is no release', async () => {
    at = await createGitLabWorld();
    expect(await failureOf(perform(release, params))).toMatchObject({ code: 'refused' });
    expect((await at.see()).releases).toEqual([]);
  });
});

test('a project on a repository that the world does not have is told', async () => {
  at = await createGitLabWorld();
  const { standIn } = await import('../../../plugins/gitlab/stand-in.ts');
  await expect(standIn.start({ 'lg/other': {} }, at.world.io('other'))).rejects.toThrow(
    'the GitLab project lg/other needs a repository other under `git:`, above `gitlab:`',
  );
});
