import { afterEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { lastRelease } from '../../../plugins/gitlab/last-release.ts';
import { mergeRequest } from '../../../plugins/gitlab/merge-request.ts';
import { merge } from '../../../plugins/gitlab/merge.ts';
import { openMergeRequest } from '../../../plugins/gitlab/open-merge-request.ts';
import { release } from '../../../plugins/gitlab/release.ts';
import type { GitLabWorld } from '../../support/gitlab-world.ts';
import { PROJECT, createGitLabWorld } from '../../support/gitlab-world.ts';

const MINUTE = 60_000;
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

describe('gitlab.last_release', () => {
  const merged = (title: string) => ({ title, source: 'x', target: 'stages/prod' });
  const rc = (number: string) => ({ name: `RC ${number}`, tag: number });

  test.each([
    [
      'releases and merged promotions agree',
      [rc('111'), rc('110.1')],
      [merged('Deploy RC 111 to Prod')],
      'full',
      { number: '111', next: '112', name: 'RC 111', sure: true },
    ],
    ['a patch follows', [rc('111.9')], [merged('Deploy RC 111.9 to Prod')], 'patch', { number: '111.9', next: '111.10', name: 'RC 111.9', sure: true }],
    [
      'a full release follows a patch',
      [rc('111.1'), rc('111')],
      [merged('Deploy RC 111.1 to Prod')],
      'full',
      { number: '111.1', next: '112', name: 'RC 111.1', sure: true },
    ],
    ['a release was forgotten', [rc('111')], [merged('Deploy RC 112 to Prod')], 'full', { number: '112', next: '113', name: 'RC 111', sure: false }],
    ['nothing was promoted', [rc('111')], [], 'full', { number: '111', next: '112', name: 'RC 111', sure: false }],
    ['there is no release yet', [], [], 'full', { next: '1', sure: false }],
    [
      'other names do not count',
      [rc('111'), { name: 'RC 999 draft', tag: 'x' }, { name: 'XRC 500', tag: 'y' }],
      [merged('Deploy RC 111 to Prod'), merged('SRC 700'), merged('RC 1112x')],
      'full',
      { number: '111', next: '112', name: 'RC 111', sure: true },
    ],
  ])('%s', async (_, releases, merge_requests, bump, outputs) => {
    at = await createGitLabWorld({ releases, merge_requests });
    expect(await read(lastRelease, { prefix: 'RC ', bump })).toEqual(outputs);
  });
});

describe('gitlab.open_merge_request', () => {
  test('opens one, and uses it again', async () => {
    at = await createGitLabWorld();
    const { previewed, performed, outputs } = await perform(openMergeRequest, PROMOTION);
    expect(performed).toEqual(previewed);
    expect(previewed).toEqual([
      {
        does: 'POST merge_requests',
        to: PROJECT,
        data: {
          source_branch: 'main',
          target_branch: 'stages/prod',
          title: PROMOTION.title,
          labels: PROMOTION.labels,
          description: '- fix-cac',
          squash: false,
          remove_source_branch: false,
        },
        says: 'open merge request "Deploy RC 112 to Prod" from main to stages/prod',
      },
    ]);
    expect(outputs).toEqual({ iid: 1, url: `${at.url}/lg/identity-pki/-/merge_requests/1`, sha: await at.commit('fix-cac'), created: true });
    expect((await at.see()).merge_requests).toMatchObject([
      { title: PROMOTION.title, description: '- fix-cac', labels: ['status - promotion'], squash: false },
    ]);
    const again = await perform(openMergeRequest, { ...PROMOTION, title: 'Another title' });
    expect(again).toMatchObject({ wasDone: true, outputs: { iid: 1, created: false } });
    expect(at.world.writes('gitlab')).toBe(1);
  });

  test('a lost answer is marked, and the check finds what landed', async () => {
    at = await createGitLabWorld();
    await at.inject({ lose: 1 });
    expect(await failureOf(perform(openMergeRequest, PROMOTION))).toMatchObject({ lost: true });
    expect(await perform(openMergeRequest, PROMOTION)).toMatchObject({ wasDone: true, outputs: { iid: 1, created: false } });
    expect(at.world.writes('gitlab')).toBe(1);
  });

  test('a write is sent once, also when GitLab stumbles', async () => {
    at = await createGitLabWorld();
    const failed = perform(
      { ...openMergeRequest, check: async () => (await at.inject({ answers: { status: 502, times: 1 } }), { done: false }), preview: async () => [] },
      PROMOTION,
    );
    await failed.catch(() => {});
    await at.inject({ answers: { status: 502, times: 1 } });
    const effects = [{ does: 'x', to: 'x', data: null, says: 'x' }];
    const sent = perform({ ...openMergeRequest, check: async () => ({ done: false }), preview: async () => effects }, PROMOTION);
    expect(await failureOf(sent)).toEqual({
      code: 'http-status',
      message: 'GitLab answered POST projects/lg/identity-pki/merge_requests with 502: 502 as this world wants it.',
      hint: 'Look whether GitLab is well, then try again.',
      data: { status: 502 },
      lost: true,
    });
    expect((await at.see()).merge_requests).toEqual([]);
  });

  test('a branch that is not there is told', async () => {
    at = await createGitLabWorld();
    expect(await failureOf(perform(openMergeRequest, { ...PROMOTION, source: '--x $(id)' }))).toMatchObject({
      code: 'refused',
      message: 'GitLab answered POST projects/lg/identity-pki/merge_requests with 422: {"source_branch":["does not exist"]}.',
    });
  });
});

describe('gitlab.merge_request', () => {
  test('follows pipeline and approvals by the clock', async () => {
    at = await createGitLabWorld({ pipeline: { takes: '12m', ends: 'success' }, approvals: { required: 1, after: '20m', by: 'ben' } });
    await perform(openMergeRequest, PROMOTION);
    const look = () => read(mergeRequest, { iid: 1 });
    expect(await look()).toEqual({
      ...{ iid: 1, url: `${at.url}/lg/identity-pki/-/merge_requests/1`, title: PROMOTION.title, sha: await at.commit('fix-cac') },
      ...{ state: 'opened', status: 'not_approved', explanation: 'Approvals are missing.', pipeline: 'running', approvals_left: 1, blocked: true },
    });
    await at.world.advance(12 * MINUTE);
    expect(await look()).toMatchObject({ pipeline: 'success', status: 'not_approved' });
    await at.world.advance(8 * MINUTE);
    expect(await look()).toMatchObject({ pipeline: 'success', status: 'mergeable', approvals_left: 0, blocked: false, explanation: 'It can be merged.' });
  });

  test('a running pipeline passes, a failed one blocks', async () => {
    at = await createGitLabWorld({ pipeline: { takes: '12m' } });
    await perform(openMergeRequest, PROMOTION);
    expect(await read(mergeRequest, { iid: 1 })).toMatchObject({ status: 'ci_still_running', blocked: false });
    await at.inject({ pipeline: 'failed' });
    expect(await read(mergeRequest, { iid: 1 })).toMatchObject({ status: 'ci_must_pass', pipeline: 'failed', blocked: true });
  });

  test('a conflict is found by git', async () => {
    at = await createGitLabWorld({ approvals: { required: 1 } });
    await perform(openMergeRequest, PROMOTION);
    await at.world.inject('git', at.standIn, { identity_pki: { push: { to: 'stages/prod', commit: 'hotfix', conflicts: true } } });
    expect(await read(mergeRequest, { iid: 1 })).toMatchObject({ status: 'conflict', blocked: true, pipeline: 'none' });
  });

  test('a stumbling gateway does not end a poll', async () => {
    at = await createGitLabWorld();
    await perform(openMergeRequest, PROMOTION);
    await at.inject({ answers: { status: 502, times: 1 } });
    expect(await read(mergeRequest, { iid: 1 })).toMatchObject({ status: 'mergeable' });
    expect(at.api.lines).toContain('GitLab answered with 502; asking again in 500 ms');
  });

  test.each([
    [401, 'credentials'],
    [403, 'credentials'],
    [404, 'not-found'],
    [500, 'http-status'],
  ])('%i is told (%s)', async (status, code) => {
    at = await createGitLabWorld();
    await at.inject({ answers: { status } });
    const failure = await failureOf(read(mergeRequest, { iid: 1 }));
    expect(failure).toMatchObject({ code, data: { status }, hint: expect.any(String) });
    expect(failure).not.toHaveProperty('lost');
  });

  test('a wrong token is told without being shown', async () => {
    at = await createGitLabWorld({}, 'wrong-token');
    const failure = await failureOf(read(mergeRequest, { iid: 1 }));
    expect(failure).toMatchObject({ code: 'credentials' });
    expect(JSON.stringify([failure, at.api.lines, at.api.readings])).not.toContain('wrong-token');
  });
});

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
      `${outputs['sha']}|${await at.commit('rc-111')} ${params.sha}|Merge branch 'main' into 'stages/prod'`,
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
