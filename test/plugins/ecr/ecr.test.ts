import { expect, test } from 'vitest';
import { failureOf } from '../../support/asg-harness.ts';
import { performTwice } from '../../support/action-context.ts';
import { commit, ecrAction, onEveryEcr } from '../../support/ecr-suite.ts';

const [OLD, MIDDLE, NEW, NEXT] = ['old', 'middle', 'new', 'next'].map(commit) as [string, string, string, string];
/** `OLD` was deployed again after `MIDDLE`: the push order and the order of the deploys differ. */
const HISTORY = [
  [OLD, 'production--2026-03-01--09-00-00', 'production--2026-03-05--09-00-00'],
  [MIDDLE, 'production--2026-03-04--17-54-15', 'staging--2026-03-03--10-00-00'],
  [NEW, 'production', 'production--2026-03-09--19-43-45', 'latest'],
  [NEXT, 'staging', 'staging--2026-03-10--08-00-00'],
];

onEveryEcr('the ecr actions', open => {
  test('repository tells the address of the images and whether tags move; a missing one is a failure', async () => {
    const bench = await open([]);
    expect(await bench.use('repository')).toMatchObject({
      name: bench.repository,
      uri: expect.stringContaining(`.dkr.ecr.us-east-1.amazonaws.com/${bench.repository}`),
      mutability: 'MUTABLE',
      immutable: false,
    });
    for (const name of ['repository', 'images']) {
      expect(await failureOf(bench.use(name, { repository: 'nobody' }))).toEqual({
        code: 'not-found',
        message: 'There is no ECR repository nobody in this account and region.',
        hint: 'Check the name, and `region` and `profile` of the connection. In the registry of another account it needs `registry`.',
      });
    }
  });

  test('image finds by tag and by digest; that it is not there is an answer', async () => {
    const bench = await open(HISTORY);
    const found = { found: true, digest: bench.digests[NEXT], sha: NEXT, archived: false, pushed_at: expect.stringMatching(/Z$/) };
    expect(await bench.use('image', { tag: 'staging' })).toEqual({ ...found, tags: [NEXT, 'staging', 'staging--2026-03-10--08-00-00'].toSorted() });
    expect(await bench.use('image', { digest: bench.digests[NEXT] ?? '' })).toMatchObject({ found: true, sha: NEXT });
    const absent = { found: false, digest: '', sha: '', tags: [], archived: false };
    expect(await bench.use('image', { tag: 'nothing' })).toEqual(absent);
    expect(await bench.use('image', { digest: `sha256:${'0'.repeat(64)}` })).toEqual(absent);
    expect(await failureOf(bench.use('image', {}))).toMatchObject({ code: 'bad-params', message: 'Which image is meant is not clear.' });
  });

  test('images stand in the order of deploys, the current one marked, with what can be rolled back to', async () => {
    const bench = await open(HISTORY);
    const outputs = await bench.use('images');
    expect(outputs).toMatchObject({
      images: [
        { sha: NEW, current: true, deploy_tag: 'production--2026-03-09--19-43-45', deployed_at: '2026-03-09T19:43:45.000Z' },
        { sha: OLD, current: false, deploy_tag: 'production--2026-03-05--09-00-00' },
        { sha: MIDDLE, current: false },
      ],
      more: 0,
      current_digest: bench.digests[NEW],
      current_sha: NEW,
      choices: ['production--2026-03-05--09-00-00', 'production--2026-03-04--17-54-15'],
      previous: 'production--2026-03-05--09-00-00',
    });
    expect(bench.lines.slice(0, 2).map(line => line.replace(/sha256:\w+ +\S+ \S+/, 'DIGEST PUSHED').replaceAll(/ +/g, ' '))).toEqual([
      'deployed at commit digest pushed at',
      `2026-03-09 19:43 ${NEW.slice(0, 7)} DIGEST PUSHED <- current`,
    ]);
    expect(await bench.use('images', { limit: 1 })).toMatchObject({ more: 2, choices: [], previous: '' });
    expect(await bench.use('images', { stage: 'staging' })).toMatchObject({ current_sha: NEXT, previous: 'staging--2026-03-03--10-00-00' });
  });

  test('tag moves and adds tags by digest, exactly as previewed, once', async () => {
    const bench = await open(HISTORY);
    const params = { repository: bench.repository, digest: bench.digests[NEXT] ?? '', tags: ['production', 'production--2026-03-10--14-00-00', 'staging'] };
    const previewed = await ecrAction('tag').preview?.(params, bench.look);
    expect(previewed?.map(({ says }) => says)).toEqual([
      `tag ${bench.repository} ${bench.digests[NEXT]?.slice(0, 19)} as production, moving it from ${bench.digests[NEW]?.slice(0, 19)}`,
      `tag ${bench.repository} ${bench.digests[NEXT]?.slice(0, 19)} as production--2026-03-10--14-00-00`,
    ]);
    expect(await performTwice(bench, ecrAction('tag'), params)).toEqual({ digest: params.digest, tags: params.tags });
    expect(await bench.use('images')).toMatchObject({ current_sha: NEXT, previous: 'production--2026-03-09--19-43-45' });
  });

  test('where tags are immutable one that would have to move is refused before anything is done', async () => {
    const bench = await open(HISTORY, { immutable: true });
    const digest = bench.digests[NEXT] ?? '';
    expect(await failureOf(bench.change({ digest, tags: ['new-tag', 'production'] }))).toEqual({
      code: 'immutable',
      message: `The tag production of ${bench.repository} cannot be moved from ${bench.digests[NEW]?.slice(0, 19)}: tags of this repository are immutable.`,
      hint: 'Let production be moved (put-image-tag-mutability, MUTABLE or with an exclusion for it), or use a tag that is new each time.',
    });
    expect(await bench.change({ digest, tags: ['new-tag'] })).toMatchObject({ performed: [{ does: 'PutImage' }] });
  });

  test('an image that is not there cannot be tagged', async () => {
    const bench = await open(HISTORY);
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(await failureOf(bench.change({ digest, tags: ['production'] }))).toMatchObject({
      code: 'not-found',
      message: `${bench.repository} has no image ${digest}.`,
    });
  });
});
