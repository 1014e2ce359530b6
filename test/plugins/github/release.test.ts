import { afterEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { release } from '../../../plugins/github/release.ts';
import { failureOf } from '../../support/failure-of.ts';
import type { GitHubWorld } from '../../support/github-world.ts';
import { REPO, createGitHubWorld } from '../../support/github-world.ts';

let at: GitHubWorld;
afterEach(() => at.world.close());

const perform = (params: JsonObject) => at.api.perform(release, { repo: REPO, name: 'Release 1', tag: 'v1', ...params });

describe('github.release', () => {
  test('publishes one, once', async () => {
    at = await createGitHubWorld();
    const { previewed, performed, outputs } = await perform({ description: '- fix "it" $(id) {{ x }}', make_latest: true });
    expect(performed).toEqual(previewed);
    expect(previewed).toEqual([
      {
        does: 'POST releases',
        to: REPO,
        data: { tag_name: 'v1', name: 'Release 1', body: '- fix "it" $(id) {{ x }}', prerelease: false, make_latest: 'true' },
        says: 'publish release "Release 1" on tag v1',
      },
    ]);
    expect(outputs).toEqual({ url: `${at.url}/${REPO}/releases/tag/v1`, id: 1 });
    expect((await at.see()).releases).toMatchObject([{ name: 'Release 1', tag: 'v1', body: '- fix "it" $(id) {{ x }}', latest: 'true' }]);
    expect(await perform({})).toMatchObject({ wasDone: true, outputs });
  });

  test('makes no tag by itself', async () => {
    at = await createGitHubWorld();
    expect(await failureOf(perform({ tag: 'v2/../x' }))).toEqual({
      code: 'no-such-ref',
      message: 'artsy/force has no tag v2/../x on GitHub.',
      hint: 'Push the tag first; a mirror may need a minute. GitHub would make one of its own, on whatever is newest.',
    });
    expect((await at.see()).releases).toEqual([]);
  });

  test('leaves a release of another name on the tag alone', async () => {
    at = await createGitHubWorld({ releases: [{ name: 'Another', tag: 'v1' }] });
    expect(await failureOf(perform({}))).toEqual({
      code: 'release-exists',
      message: 'There is a release "Another" on the tag v1 already.',
      hint: 'Look at it on GitHub, and rename or remove it by hand.',
    });
  });

  test('a lost answer is marked, and the check finds it', async () => {
    at = await createGitHubWorld();
    await at.inject({ lose: 1 });
    expect(await failureOf(perform({}))).toMatchObject({ lost: true });
    expect(await perform({})).toMatchObject({ wasDone: true });
    expect(at.world.writes('github')).toBe(1);
  });
});
