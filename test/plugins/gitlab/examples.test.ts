import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { git as plugin } from '../../../plugins/git/plugin.ts';
import { openMergeRequest } from '../../../plugins/gitlab/open-merge-request.ts';
import { gitlab } from '../../../plugins/gitlab/plugin.ts';
import { performTwice } from '../../support/action-context.ts';
import type { GitLabWorld } from '../../support/gitlab-world.ts';
import { PROJECT, createGitLabWorld } from '../../support/gitlab-world.ts';

let at: GitLabWorld;
afterEach(() => at.world.close());

const examples = [plugin, gitlab].flatMap(({ name, actions }) =>
  actions.flatMap(action => action.examples.map(example => [`${name}.${action.name}: ${example.title}`, action, example.with] as const)),
);

/** Everything that could have been changed. */
const everything = () => [
  at.git(['for-each-ref']),
  at.git(['status', '--porcelain', '--branch']),
  at.git(['for-each-ref'], at.origin),
  at.world.writes('gitlab'),
];

const prepare = async (name: string, params: JsonObject) => {
  at = await createGitLabWorld({ releases: [{ name: 'RC 111', tag: '2026-03-05T190412' }] });
  if (name.startsWith('git.merge:')) await at.push('main:refs/heads/stages/rc-2026-03-10');
  if (name.startsWith('git.pull:')) at.git(['checkout', '--quiet', '--detach', 'HEAD~1']);
  if (name.startsWith('gitlab.release:')) await at.push(`main:refs/tags/${params['tag'] as string}`);
  if (name.startsWith('gitlab.merge')) await at.api.perform(openMergeRequest, { project: PROJECT, source: 'main', target: 'stages/prod', title: 'x' });
  const bench = name.startsWith('git.') ? at.bench : at.api;
  return { bench, params: name.startsWith('gitlab.merge:') ? { ...params, sha: await at.commit('fix-cac') } : params };
};

test.each(examples.filter(([, { effect }]) => effect === 'read'))('%s changes nothing', async (name, action, given) => {
  const { bench, params } = await prepare(name, given);
  const before = everything();
  expect(await action.run(params, bench.look, [])).toEqual(expect.any(Object));
  expect(everything()).toEqual(before);
});

test.each(examples.filter(([, { effect }]) => effect !== 'read'))('%s does what it previews, once', async (name, action, given) => {
  const { bench, params } = await prepare(name, given);
  const before = everything();
  expect(await action.preview?.(params, bench.look)).not.toEqual([]);
  expect(everything()).toEqual(before);
  await performTwice(bench, action, params);
  expect(everything()).not.toEqual(before);
});
