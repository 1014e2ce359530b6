import { afterEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { lastRelease } from '../../../plugins/gitlab/last-release.ts';
import { mergeRequest } from '../../../plugins/gitlab/merge-request.ts';
import { openMergeRequest } from '../../../plugins/gitlab/open-merge-request.ts';
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
      iid: 1,
      url: `${at.url}/lg/identity-pki/-/merge_requests/1`,
      title: PROMOTION.title,
      sha: await at.commit('fix-cac'),
      state: 'opened',
      status: 'not_approved',
      explanation: 'Approvals are missing.',
      todo: 'Ask somebody who may approve it; they do so on the page of the merge request.',
      pipeline: 'running',
      approvals_left: 1,
      blocked: true,
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
