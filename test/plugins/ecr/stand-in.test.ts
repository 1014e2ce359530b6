import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { ecrStandIn } from '../../../plugins/ecr/stand-in.ts';
import { failureOf } from '../../support/asg-harness.ts';
import { commit, ecrAction, ecrBench } from '../../support/ecr-suite.ts';
import { createTestWorld, type TestWorld } from '../../support/world-io.ts';

const worlds: TestWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(world => world.close()));
});

async function start(part: JsonObject) {
  const world = createTestWorld();
  worlds.push(world);
  world.register('git', { answer: (question, about) => (question === 'commit' && typeof about === 'string' ? commit(about) : undefined) });
  const double = await ecrStandIn.start({ force: part }, world.io('ecr'));
  const { url, env } = double.connections['ecr'] as { url: string; env: Record<string, string> };
  const digestOf = async (tag: string) => ((await double.answer?.('image', { repository: 'force', tag })) as JsonObject | undefined)?.['digest'] as string;
  const bench = ecrBench({ world, url, env, repository: 'force', digests: {} });
  return { world, double, digestOf, bench, inject: (fault: JsonObject) => world.inject('ecr', double, { force: fault }) };
}

const TWO = {
  images: [
    { commit: 'rc-1', tags: ['production', 'production--2026-03-05--09-00-00'] },
    { commit: 'rc-2', tags: ['staging'] },
  ],
};

test('images are built from commits of the world, and people see what production runs', async () => {
  const { bench, double } = await start(TWO);
  expect(await bench.use('image', { tag: 'staging' })).toMatchObject({ sha: commit('rc-2'), pushed_at: '2026-03-09T14:00:00.000Z' });
  expect(await double.summary()).toEqual([`force: 2 images, production is ${commit('rc-1').slice(0, 7)} (production--2026-03-05--09-00-00), 0 before it`]);
  expect(double.roots).toEqual({ force: { uri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/force' } });
});

test('more images than a page holds are all read', async () => {
  const images = Array.from({ length: 1_002 }, (_, n) => ({
    commit: commit(`${n}`),
    tags: n === 0 ? ['production--2026-01-01--00-00-00'] : n === 1_001 ? ['production'] : [],
  }));
  const { bench } = await start({ images });
  expect(await bench.use('images')).toMatchObject({ current_sha: commit('1001'), choices: ['production--2026-01-01--00-00-00'] });
  expect(bench.readings.filter(reading => reading === 'DescribeImages force')).toHaveLength(3);
});

test('an archived image is shown and never offered', async () => {
  const old = { commit: 'rc-0', tags: ['production--2026-03-01--09-00-00'], archived: true };
  const { bench } = await start({ images: [...TWO.images, old] });
  expect(await bench.use('images')).toMatchObject({ images: [{ current: true }, { sha: commit('rc-0'), archived: true }], choices: [], previous: '' });
  expect(bench.lines.at(-1)).toMatch(/^2026-03-01 09:00 .* archived$/);
});

test('a tag whose answer was lost is on the image, and the check finds it', async () => {
  const { bench, digestOf, inject } = await start(TWO);
  const params = { digest: await digestOf('staging'), tags: ['production'] };
  await inject({ lost: 1 });
  expect(await failureOf(bench.change(params))).toMatchObject({ code: 'no-answer', lost: true });
  expect(await bench.change(params)).toMatchObject({ wasDone: true, outputs: params });
});

test('"slow down" is asked again; expired credentials are a failure of their own', async () => {
  const { bench, inject } = await start(TWO);
  await inject({ throttled: 1 });
  expect(await bench.use('image', { tag: 'staging' })).toMatchObject({ found: true });
  await inject({ expired: 1 });
  expect(await failureOf(bench.use('repository'))).toMatchObject({ code: 'credentials', message: expect.stringContaining('DescribeRepositories force') });
});

test('a staging deploy meanwhile moves the tag, and the digest that was read before stays what it is', async () => {
  const { bench, digestOf, inject } = await start(TWO);
  const pinned = await digestOf('staging');
  await inject({ push: { commit: 'rc-3', tags: ['staging'] } });
  await bench.change({ digest: pinned, tags: ['production'] });
  expect(await bench.use('image', { tag: 'production' })).toMatchObject({ digest: pinned, sha: commit('rc-2') });
  expect(await bench.use('image', { tag: 'staging' })).toMatchObject({ sha: commit('rc-3') });
});

test('verify names a tag that somebody has moved since', async () => {
  const { bench, digestOf } = await start(TWO);
  const params = { repository: 'force', digest: await digestOf('staging'), tags: ['production'] };
  const outputs = { digest: params.digest, tags: params.tags };
  const has = (await digestOf('production')).slice(0, 19);
  expect(await ecrAction('tag').verify?.(params, outputs, bench.look)).toEqual({
    ok: false,
    message: `The tag production of force is on ${has}: somebody has moved it since.`,
  });
});
