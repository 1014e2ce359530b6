import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { Failure } from '../../../engine/core/failure.ts';
import { toFailure } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { mergeRequest } from '../../../plugins/gitlab/merge-request.ts';
import { merge } from '../../../plugins/gitlab/merge.ts';
import { openMergeRequest } from '../../../plugins/gitlab/open-merge-request.ts';
import { release } from '../../../plugins/gitlab/release.ts';
import type { GitLabWorld } from '../../support/gitlab-world.ts';
import { PROJECT, createGitLabWorld } from '../../support/gitlab-world.ts';

/** What a world's GitLab can be made to do to a promotion, and what the person who deploys reads then. */
let at: GitLabWorld;
let params: { readonly iid: number; readonly sha: string };
beforeEach(async () => {
  at = await createGitLabWorld();
  await perform(openMergeRequest, { source: 'main', target: 'stages/prod', title: 'Deploy RC 112 to Prod' });
  params = { iid: 1, sha: await at.commit('fix-cac') };
});
afterEach(() => at.world.close());

const perform = (action: Action, given: JsonObject) => at.api.perform(action, { project: PROJECT, ...given });
const look = () => mergeRequest.run({ project: PROJECT, iid: 1 }, at.api.look, []);
const failureOf = (call: Promise<unknown>): Promise<Failure | undefined> => call.then(() => undefined, toFailure);

test.each([
  ['discussions_not_resolved', 'Discussions are not resolved.', 'Answer and resolve the threads in GitLab.'],
  ['moon_phase', 'GitLab says "moon_phase", which this version does not know.', 'Open the merge request in GitLab: its page says what is missing.'],
])('a merge request shows %s for a time, and is not merged meanwhile', async (is, explanation, todo) => {
  await at.inject({ status: { is, for: '10m' } });
  expect(await look()).toMatchObject({ status: is, explanation, todo, blocked: true });
  expect(await failureOf(perform(merge, params))).toMatchObject({ code: 'not-mergeable', message: `!1 cannot be merged: ${explanation}`, hint: todo });
  await at.world.advance(10 * 60_000);
  expect(await perform(merge, params)).toMatchObject({ wasDone: false });
});

test.each([
  ['plain', false],
  ['squashed', true],
])('somebody merges it by hand (%s)', async (how, isSquashed) => {
  await at.inject({ merge: how });
  expect(await look()).toMatchObject({ state: 'merged' });
  const [, second] = at.git(['log', '-1', '--format=%P', 'refs/heads/stages/prod'], at.origin).split(' ');
  expect(second !== params.sha).toBe(isSquashed);
});

test.each([
  ['always', 2],
  ['fast-forward', 1],
])('a project that squashes (%s) is told, with what to do', async (squash, parents) => {
  await at.inject({ squash });
  await expect(perform(merge, params)).rejects.toThrow(
    "verify: GitLab has squashed !1: the project's settings override the request. The merge commit does not contain the branch's commits. " +
      'Before anything uses it: take it back on the target branch, let the project allow merges that are not squashed (Settings > Merge requests), and begin again.',
  );
  expect(at.git(['log', '-1', '--format=%P', 'refs/heads/stages/prod'], at.origin).split(' ')).toHaveLength(parents);
});

test('a release of somebody stands on the tag', async () => {
  await at.inject({ release: { name: 'RC 111', tag: '2026-03-05T190412' } });
  expect(await failureOf(perform(release, { tag: '2026-03-05T190412', name: 'RC 112' }))).toMatchObject({ code: 'release-exists' });
  expect(await perform(release, { tag: '2026-03-05T190412', name: 'RC 111' })).toMatchObject({ wasDone: true });
  await at.world.inject('git', at.standIn, { identity_pki: { tag: { name: 'late', on: 'main' } } });
  expect(await failureOf(perform(release, { tag: 'late', name: 'RC 111' }))).toEqual({
    code: 'release-exists',
    message: 'There is a release "RC 111" already, on the tag 2026-03-05T190412.',
    hint: 'Look at it in GitLab: if it is another release, this one needs another name; if it is this one on a wrong tag, remove it there, then retry the step.',
  });
});

test('a login page in place of GitLab is told, and passes', async () => {
  await at.inject({ answers: { status: 200, html: '<html>Sign in</html>', times: 1 } });
  expect(await failureOf(look())).toMatchObject({
    code: 'not-json',
    message: 'The answer to GET projects/lg/identity-pki/merge_requests/1 is text/html, not JSON: it may be a login page or a proxy.',
  });
  expect(await look()).toMatchObject({ status: 'mergeable' });
});
