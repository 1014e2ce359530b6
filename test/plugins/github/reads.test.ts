import { afterEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { compare } from '../../../plugins/github/compare.ts';
import { openPullRequest } from '../../../plugins/github/open-pull-request.ts';
import { github } from '../../../plugins/github/plugin.ts';
import { ref } from '../../../plugins/github/ref.ts';
import { tag } from '../../../plugins/github/tag.ts';
import { performTwice } from '../../support/action-context.ts';
import { failureOf } from '../../support/failure-of.ts';
import type { GitHubWorld } from '../../support/github-world.ts';
import { REPO, createGitHubWorld } from '../../support/github-world.ts';

let at: GitHubWorld;
afterEach(() => at.world.close());

const read = (action: Action, params: JsonObject) => action.run({ repo: REPO, ...params }, at.api.look, []);
const perform = (action: Action, params: JsonObject) => at.api.perform(action, { repo: REPO, ...params });

test('github.ref finds branches and annotated tags; one that is not there is an answer, a repository is not', async () => {
  at = await createGitHubWorld();
  expect(await read(ref, { ref: 'heads/staging' })).toEqual({ found: true, sha: await at.commit('index') });
  expect(await read(ref, { ref: 'tags/v1' })).toEqual({ found: true, sha: await at.commit('lift-1') });
  expect(await read(ref, { ref: 'heads/../x y' })).toEqual({ found: false });
  expect(await failureOf(read(ref, { repo: 'artsy/other', ref: 'heads/main' }))).toEqual({
    code: 'not-found',
    message: 'GitHub answered GET repos/artsy/other with 404: Not Found.',
    hint: 'Look whether owner and name of the repository are right. GitHub also says this where the token may not see it.',
    data: { status: 404 },
  });
});

test('github.compare tells commits, people, pull requests and files', async () => {
  at = await createGitHubWorld({
    pulls: [
      { number: 12, title: 'Fix the header', author: 'ben' },
      { number: 14, title: 'Renamed later #migration', author: 'cho', commit: 'index' },
    ],
  });
  const [fix, index] = [await at.commit('fix'), await at.commit('index')];
  expect(await read(compare, { base: 'release', head: 'staging' })).toEqual({
    base_sha: await at.commit('release-1'),
    head_sha: index,
    ahead_by: 2,
    behind_by: 1,
    commits: [
      { sha: fix, short: fix.slice(0, 7), subject: 'Fix the header (#12)', author: 'ben', date: expect.any(String) },
      { sha: index, short: index.slice(0, 7), subject: 'Add an index', author: 'ben', date: expect.any(String) },
    ],
    authors: ['ben'],
    pulls: [
      { number: 12, title: 'Fix the header', url: `${at.url}/${REPO}/pull/12`, author: 'ben' },
      { number: 14, title: 'Renamed later #migration', url: `${at.url}/${REPO}/pull/14`, author: 'cho' },
    ],
    files: [
      { path: 'changes/fix', status: 'added' },
      { path: 'db/migrate/1_index.rb', status: 'added' },
    ],
    cut: false,
    text: `2 commits by ben\n- ${index.slice(0, 7)} Add an index (ben, 2026-03-10)\n- ${fix.slice(0, 7)} Fix the header (#12) (ben, 2026-03-10)`,
    url: expect.stringContaining('/compare/'),
    newest_at: '2026-03-10T13:00:00+00:00',
  });
  expect(await read(compare, { base: 'staging', head: fix })).toMatchObject({ head_sha: fix, ahead_by: 0, behind_by: 1, commits: [], text: 'nothing' });
  expect(await failureOf(read(compare, { base: 'nowhere', head: 'staging' }))).toMatchObject({
    code: 'no-such-ref',
    message: 'artsy/force has no commit, branch or tag nowhere on GitHub.',
  });
});

test('github.compare reads page by page, and says where it has cut', async () => {
  const names = Array.from({ length: 130 }, (_, index) => `c${index}`);
  at = await createGitHubWorld({}, undefined, { force: { history: { release: ['base'], staging: ['base', ...names], main: ['base'] } } });
  const outputs = await read(compare, { base: 'release', head: 'staging' });
  expect(outputs).toMatchObject({ ahead_by: 130, head_sha: await at.commit('c129'), cut: true });
  expect(outputs['commits']).toHaveLength(130);
  expect(outputs['text']).toMatch(/^130 commits by .*\n- [0-9a-f]{7} c129 .*\n[\s\S]*\n- and 100 more$/);
});

test('github.tag creates, moves where it may, and leaves others alone', async () => {
  at = await createGitHubWorld();
  const [fix, index] = [await at.commit('fix'), await at.commit('index')];
  const made = await perform(tag, { tag: 'production', sha: fix });
  expect(made.previewed).toEqual([
    { does: 'POST git/refs', to: REPO, data: { ref: 'refs/tags/production', sha: fix }, says: `create the tag production on ${fix.slice(0, 7)}` },
  ]);
  expect(await perform(tag, { tag: 'production', sha: fix })).toMatchObject({ wasDone: true });
  expect(await failureOf(perform(tag, { tag: 'production', sha: index }))).toMatchObject({
    code: 'tag-exists',
    message: `The tag production stands on ${fix.slice(0, 7)}, not on ${index.slice(0, 7)}.`,
  });
  const moved = await perform(tag, { tag: 'production', sha: index, move: true });
  expect([moved.performed, moved.previewed[0]?.says]).toEqual([moved.previewed, `move the tag production from ${fix.slice(0, 7)} to ${index.slice(0, 7)}`]);
  await at.inject({ lose: 1 });
  expect(await failureOf(perform(tag, { tag: 'lost', sha: fix }))).toMatchObject({ lost: true });
  expect(await perform(tag, { tag: 'lost', sha: fix })).toMatchObject({ wasDone: true });
  expect(await failureOf(perform(tag, { tag: 'a b..c', sha: fix }))).toMatchObject({ code: 'refused' });
});

describe('what goes wrong', () => {
  test.each([
    [{ status: 401 }, { code: 'credentials', hint: 'The token is missing, wrong or expired. Make a new one, and give it to the connection.' }],
    [{ status: 403 }, { code: 'credentials' }],
    [
      { status: 403, limited: true },
      { code: 'rate-limited', hint: 'Too many calls were made. Try again after 2026-03-10 14:10 UTC.' },
    ],
    [{ status: 500 }, { code: 'http-status', hint: 'Look whether the service is well, then try again.' }],
    [{ status: 200, page: true }, { code: 'not-json' }],
  ])('%o', async (answers, failure) => {
    at = await createGitHubWorld();
    await at.inject({ answers });
    const failed = await failureOf(read(ref, { ref: 'heads/main' }));
    expect(failed).toMatchObject(failure);
    expect(failed).not.toHaveProperty('lost');
  });

  test('a stumbling gateway does not end a poll', async () => {
    at = await createGitHubWorld();
    await at.inject({ answers: { status: 502, times: 1, page: true } });
    expect(await read(ref, { ref: 'heads/main' })).toMatchObject({ found: true });
  });

  test('a change is sent once, and what broke off is lost', async () => {
    at = await createGitHubWorld();
    const failed = perform(
      {
        ...tag,
        check: async () => (await at.inject({ answers: { status: 502, times: 1 } }), { done: false }),
        preview: async () => [{ does: 'x', to: 'x', data: null, says: 'x' }],
      },
      { tag: 'x', sha: await at.commit('fix') },
    );
    expect(await failureOf(failed)).toMatchObject({ code: 'http-status', lost: true });
    expect(at.world.writes('github')).toBe(0);
  });

  test('a wrong token is told without being shown', async () => {
    at = await createGitHubWorld({}, 'wrong-token');
    const failure = await failureOf(read(ref, { ref: 'heads/main' }));
    expect(failure).toMatchObject({ code: 'credentials' });
    expect(JSON.stringify([failure, at.api.lines, at.api.readings])).not.toContain('wrong-token');
  });
});

describe('the examples', () => {
  const examples = github.actions.flatMap(action => action.examples.map(example => [`github.${action.name}: ${example.title}`, action, example.with] as const));
  const isRead = ({ effect }: Action) => effect === 'read';
  const prepare = async (name: string, given: JsonObject) => {
    at = await createGitHubWorld();
    if (name.startsWith('github.release:')) await at.push(`main:refs/tags/${given['tag'] as string}`);
    const { outputs } = await perform(openPullRequest, { head: 'staging', base: name.includes('open_pull_request') ? 'main' : 'release', title: 'Deploy' });
    return { ...given, ...('number' in given && { number: outputs['number'] ?? 0 }), ...('sha' in given && { sha: await at.commit('index') }) };
  };

  test.each(examples.filter(([, action]) => isRead(action)))('%s', async (name, action, given) => {
    const params = await prepare(name, given);
    expect(await action.run(params, at.api.look, [])).toEqual(expect.any(Object));
  });

  test.each(examples.filter(([, action]) => !isRead(action)))('%s does what it previews, once', async (name, action, given) => {
    const params = await prepare(name, given);
    expect(await performTwice(at.api, action, params)).toEqual(expect.any(Object));
  });
});
