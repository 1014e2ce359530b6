import { afterEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { assign } from '../../../plugins/github/assign.ts';
import { merge } from '../../../plugins/github/merge.ts';
import { openPullRequest } from '../../../plugins/github/open-pull-request.ts';
import { pullRequest } from '../../../plugins/github/pull-request.ts';
import { failureOf } from '../../support/failure-of.ts';
import type { GitHubWorld } from '../../support/github-world.ts';
import { REPO, createGitHubWorld } from '../../support/github-world.ts';

let at: GitHubWorld;
afterEach(() => at.world.close());

const DEPLOY = { head: 'staging', base: 'release', title: 'Deploy "it" $(id)' };
const read = (action: Action, params: JsonObject) => action.run({ repo: REPO, ...params }, at.api.look, []);
const perform = (action: Action, params: JsonObject) => at.api.perform(action, { repo: REPO, ...params });
const begin = async (part: JsonObject = {}) => {
  at = await createGitHubWorld(part);
  return (await perform(openPullRequest, DEPLOY)).outputs as { number: number; head_sha: string; url: string };
};
const push = (commit: string, to = 'staging', conflicts = false) => at.world.inject('git', at.standIn, { force: { push: { to, commit, conflicts } } });

describe('github.open_pull_request', () => {
  test('opens one with its owner, and uses it again', async () => {
    const { number, url } = await begin();
    expect([number, url]).toEqual([101, `${at.url}/${REPO}/pull/101`]);
    expect(await perform(openPullRequest, { ...DEPLOY, title: 'Another' })).toMatchObject({ wasDone: true, outputs: { number, created: false, opened: true } });
    expect(at.world.writes('github')).toBe(1);
  });

  test('previews exactly what it sends', async () => {
    at = await createGitHubWorld();
    const { previewed, performed } = await perform(openPullRequest, DEPLOY);
    expect(performed).toEqual(previewed);
    expect(previewed).toEqual([
      {
        does: 'POST pulls',
        to: REPO,
        data: { head: 'artsy:staging', base: 'release', title: DEPLOY.title, body: '', draft: false },
        says: 'open pull request "Deploy \\"it\\" $(id)" from staging to release',
      },
    ]);
  });

  test.each([
    ['nothing is ahead', { ...DEPLOY, head: 'release', base: 'main' }],
    ['both are one', { ...DEPLOY, head: 'main', base: 'main' }],
  ])('%s: nothing is opened, and that is an answer', async (_, params) => {
    at = await createGitHubWorld();
    at.git(['push', '--quiet', 'origin', 'main:main']);
    const { previewed, outputs } = await perform(openPullRequest, { ...params, head: 'main', base: 'staging' });
    expect([previewed, outputs]).toEqual([[], { opened: false, created: false }]);
  });

  test('a refusal in the last moment is an answer too', async () => {
    at = await createGitHubWorld();
    const late = {
      ...openPullRequest,
      check: async () => ({ done: false as const }),
      preview: async () => [{ does: 'POST pulls', to: REPO, data: {}, says: 'x' }],
    };
    expect((await perform(late, { ...DEPLOY, head: 'main', base: 'staging' })).outputs).toEqual({ opened: false, created: false });
    await perform(openPullRequest, DEPLOY);
    expect((await perform(late, DEPLOY)).outputs).toMatchObject({ number: 101, created: false });
  });

  test('a branch that is not there is told', async () => {
    at = await createGitHubWorld();
    expect(await failureOf(perform(openPullRequest, { ...DEPLOY, head: '--x $(id)' }))).toMatchObject({ code: 'not-found' });
  });
});

describe('github.pull_request', () => {
  test('follows checks by the clock, and tells what people say', async () => {
    const { number, head_sha, url } = await begin({ checks: { takes: '10m' } });
    await at.inject({ comment: { by: 'cho', text: 'Please hold off {{ x }}' } });
    await at.inject({ comment: { by: 'renovate[bot]', text: 'noise' } });
    expect(await read(pullRequest, { number })).toEqual({
      number,
      url,
      title: DEPLOY.title,
      state: 'open',
      draft: false,
      mergeable: 'yes',
      head_sha,
      created_at: '2026-03-10T14:00:00.000Z',
      assignees: [],
      checks: 'pending',
      failing: [],
      comments: [{ by: 'cho', text: 'Please hold off {{ x }}', at: '2026-03-10T14:00:00.000Z' }],
    });
    await at.world.advance(600_000);
    expect(await read(pullRequest, { number })).toMatchObject({ checks: 'success' });
    await at.inject({ checks: 'failure' });
    expect(await read(pullRequest, { number })).toMatchObject({ checks: 'failure', failing: ['ci'] });
  });

  test('tells moved heads, conflicts, and that GitHub is still looking', async () => {
    const { number, head_sha } = await begin();
    await at.inject({ computing: 1 });
    expect(await read(pullRequest, { number })).toMatchObject({ mergeable: 'unknown', checks: 'none' });
    await push('late');
    expect(await read(pullRequest, { number })).toMatchObject({ mergeable: 'yes', head_sha: await at.commit('late') });
    await push('hotfix', 'release', true);
    expect(await read(pullRequest, { number })).toMatchObject({ mergeable: 'no' });
    expect(head_sha).not.toBe(await at.commit('late'));
  });

  test.each([
    [{ close: true }, { state: 'closed' }],
    [{ merge: 'ben' }, { state: 'merged', merged_by: 'ben', merge_sha: expect.stringMatching(/^[0-9a-f]{40}$/) }],
  ])('after %o', async (fault, facts) => {
    const { number } = await begin();
    await at.inject(fault);
    expect(await read(pullRequest, { number })).toMatchObject(facts);
  });
});

describe('github.assign', () => {
  test('takes the person with the most commits who can be assigned, never a bot', async () => {
    const { number } = await begin({ assignable: ['ana', 'ben'] });
    await push('a');
    await push('b');
    const { previewed, performed, outputs } = await perform(assign, { number, who: 'top-committer' });
    expect(performed).toEqual(previewed);
    expect([previewed[0]?.says, outputs]).toEqual([`assign #${number} to ben`, { login: 'ben' }]);
    expect(await perform(assign, { number })).toMatchObject({ wasDone: true, outputs: { login: 'ben' } });
  });

  test.each([
    [{ who: 'eve' }, { code: 'refused', message: 'eve cannot be assigned in artsy/force.' }],
    [{}, { code: 'not-found', message: 'None of the people who committed to #101 can be assigned.' }],
  ])('%o: nobody fits', async (params, failure) => {
    const { number } = await begin({ assignable: [] });
    expect(await failureOf(perform(assign, { number, ...params }))).toMatchObject(failure);
  });
});

describe('github.merge', () => {
  test('merges for real, at the commit that was looked at', async () => {
    const { number, head_sha: sha } = await begin();
    const { previewed, performed, outputs } = await perform(merge, { number, sha });
    expect(performed).toEqual(previewed);
    expect(previewed).toMatchObject([{ does: 'PUT pulls/merge', data: { number, sha, merge_method: 'merge' } }]);
    at.git(['fetch', '--quiet']);
    expect(at.git(['log', '-1', '--format=%H|%P|%s', 'origin/release'])).toBe(
      `${outputs['sha'] as string}|${await at.commit('release-1')} ${sha}|Merge pull request #101 from artsy/staging`,
    );
    expect(await perform(merge, { number, sha })).toMatchObject({ wasDone: true, outputs });
  });

  test('a lost answer is marked, and the check finds the merge', async () => {
    const { number, head_sha: sha } = await begin();
    await at.inject({ lose: 1 });
    expect(await failureOf(perform(merge, { number, sha }))).toMatchObject({ lost: true });
    expect(await perform(merge, { number, sha })).toMatchObject({ wasDone: true });
  });

  test.each<[string, () => Promise<unknown>, JsonObject]>([
    ['the head has moved', () => push('sneaky'), { code: 'head-moved' }],
    ['it was closed', () => at.inject({ close: true }), { code: 'closed', message: '#101 was closed without being merged.' }],
    [
      'a rule of the branch is in the way',
      () => at.inject({ protected: true }),
      {
        code: 'not-mergeable',
        message: 'GitHub answered PUT repos/artsy/force/pulls/101/merge with 405: At least 1 approving review is required by reviewers with write access.',
        hint: 'Look at the pull request: a rule of the branch, a conflict, or the method of the merge is in the way.',
      },
    ],
    ['it has conflicts', () => push('hotfix', 'release', true), { code: 'not-mergeable' }],
  ])('nothing is merged where %s', async (_, happens, failure) => {
    const { number, head_sha: sha } = await begin();
    await happens();
    expect(await failureOf(perform(merge, { number, sha }))).toMatchObject(failure);
    expect((await at.see()).pulls).toMatchObject([{ mergeSha: null }]);
  });

  test('a head that moves in the last moment is refused by GitHub itself', async () => {
    const { number, head_sha: sha } = await begin();
    const racing = { ...merge, preview: async () => (await push('sneaky'), [{ does: 'PUT pulls/merge', to: REPO, data: {}, says: 'x' }]) };
    expect(await failureOf(perform(racing, { number, sha }))).toMatchObject({ code: 'refused', data: { status: 409 } });
  });
});
