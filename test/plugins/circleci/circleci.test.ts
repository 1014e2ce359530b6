import { afterEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandIn } from '../../../engine/core/stand-in.ts';
import { circleci } from '../../../plugins/circleci/plugin.ts';
import { standIn } from '../../../plugins/circleci/stand-in.ts';
import type { ActionBench } from '../../support/action-context.ts';
import { createBench, performTwice } from '../../support/action-context.ts';
import { failureOf } from '../../support/failure-of.ts';
import type { GitWorld } from '../../support/git-world.ts';
import { createGitWorld } from '../../support/git-world.ts';

const PROJECT = 'gh/artsy/force';
const JOBS = [
  { name: 'horizon/block', takes: '1m' },
  { name: 'hold', approval: true },
  { name: 'deploy', takes: '8m' },
];
const MINUTE = 60_000;

let at: GitWorld;
let double: StandIn;
let api: ActionBench;
afterEach(() => at.world.close());

/** A project whose release branch has just got a commit. */
async function begin(fault: JsonObject = {}, token?: string): Promise<string> {
  at = await createGitWorld({ force: { history: { main: ['base', 'fix'], release: ['base'] } } });
  double = await standIn.start(
    { [PROJECT]: { repository: 'force', branches: { release: { workflow: 'build-deploy', jobs: JOBS } } } },
    at.world.io('circleci'),
  );
  at.world.register('circleci', double);
  const { url } = double.connections['circleci'] as { url: string };
  const [secret = ''] = Object.values(double.env ?? {});
  api = createBench(at.world, { connection: { name: 'circleci', url: () => url, token: async () => token ?? secret } });
  if (Object.keys(fault).length > 0) await inject(fault);
  await at.push('main:release');
  await look('pipeline', { branch: 'release' }).catch(() => {});
  await at.world.advance(10_000);
  return at.commit('fix');
}

const inject = (fault: JsonObject) => at.world.inject('circleci', double, { [PROJECT]: fault });
const action = (name: string): Action => circleci.actions.find(one => one.name === name) as Action;
const params = (name: string, given: JsonObject): JsonObject => (['pipeline', 'trigger'].includes(name) ? { project: PROJECT, ...given } : given);
const look = (name: string, given: JsonObject) => action(name).run(params(name, given), api.look, []);
const perform = (name: string, given: JsonObject) => api.perform(action(name), params(name, given));
const pipelineOf = async () => (await look('pipeline', { branch: 'release' }))['id'] as string;
const workflowOf = async () => (await look('workflow', { pipeline: await pipelineOf() }))['id'] as string;

describe('circleci.pipeline', () => {
  test('finds the pipeline of a commit; that there is none is an answer', async () => {
    const sha = await begin();
    expect(await look('pipeline', { branch: 'release', sha })).toMatchObject({ found: true, number: 1, sha, state: 'created', errors: [] });
    expect(await look('pipeline', { branch: 'release', sha: '0'.repeat(40) })).toEqual({ found: false, id: '', state: 'none', errors: [] });
    expect(await look('pipeline', { branch: 'a b&c=$(id)' })).toMatchObject({ found: false });
  });

  test('a push that CircleCI has missed has none, and one can be started', async () => {
    const sha = await begin({ misses: 1 });
    expect(await look('pipeline', { branch: 'release', sha })).toMatchObject({ found: false });
    const { previewed, performed, outputs } = await perform('trigger', { branch: 'release', parameters: { urgent: true } });
    expect(performed).toEqual(previewed);
    expect(previewed).toEqual([
      { does: 'POST pipeline', to: PROJECT, data: { branch: 'release', parameters: { urgent: true } }, says: 'start a pipeline of gh/artsy/force on release' },
    ]);
    expect(await look('pipeline', { branch: 'release', sha })).toMatchObject({ found: true, id: outputs['id'], number: 1 });
  });

  test.each([{}, { branch: 'a', tag: 'b' }])('trigger wants a branch or a tag: %o', async given => {
    await begin();
    expect(await failureOf(perform('trigger', given))).toMatchObject({ code: 'bad-params' });
  });
});

describe('circleci.workflow', () => {
  test('follows a workflow over a hold to its end', async () => {
    await begin();
    const pipeline = await pipelineOf();
    const follow = () => look('workflow', { pipeline });
    expect(await follow()).toMatchObject({ name: 'build-deploy', status: 'running', ended: false, running: ['horizon/block'] });
    await at.world.advance(MINUTE);
    expect(await follow()).toMatchObject({ status: 'on_hold', ended: false, on_hold: ['hold'], running: [] });
    const workflow = await workflowOf();
    expect(await performTwice(api, action('approve'), { workflow, job: 'hold' })).toEqual({ job: 'hold' });
    await at.world.advance(8 * MINUTE);
    expect(await look('workflow', { workflow })).toEqual({
      id: workflow,
      name: 'build-deploy',
      status: 'success',
      ended: true,
      on_hold: [],
      failed: [],
      running: [],
      url: `https://app.circleci.com/pipelines/workflows/${workflow}`,
    });
  });

  test('a rerun from the failed job is followed by the pipeline', async () => {
    await begin({ fails: 'horizon/block' });
    await at.world.advance(MINUTE);
    const pipeline = await pipelineOf();
    expect(await look('workflow', { pipeline })).toMatchObject({ status: 'failed', ended: true, failed: ['horizon/block'] });
    const old = await workflowOf();
    const again = await performTwice(api, action('rerun'), { workflow: old });
    expect(await look('workflow', { pipeline })).toMatchObject({ id: again['workflow'], status: 'running', running: ['horizon/block'] });
    expect(await look('workflow', { workflow: old })).toMatchObject({ status: 'failed' });
  });

  test('chosen jobs run again; unknown ones are told', async () => {
    await begin();
    const workflow = await workflowOf();
    expect(await failureOf(perform('rerun', { workflow, jobs: ['hold', 'nope'] }))).toMatchObject({
      code: 'bad-params',
      message: 'The workflow has no job nope.',
    });
    const { previewed } = await perform('rerun', { workflow, jobs: ['hold'] });
    expect(previewed).toMatchObject([
      { does: 'POST workflow/rerun', data: { jobs: [expect.any(String)] }, says: `run workflow ${workflow} again with the jobs hold` },
    ]);
  });

  test('is cancelled, once; what has ended stays as it is', async () => {
    await begin();
    const workflow = await workflowOf();
    expect(await performTwice(api, action('cancel'), { workflow })).toEqual({ status: 'canceled' });
    expect(await look('workflow', { workflow })).toMatchObject({ status: 'canceled', ended: true });
  });

  test('nothing that is not held can be approved', async () => {
    await begin();
    await at.world.advance(MINUTE);
    expect(await failureOf(perform('approve', { workflow: await workflowOf(), job: 'deploy' }))).toEqual({
      code: 'not-on-hold',
      message: 'No job "deploy" waits for an approval; there is hold.',
      hint: 'Look at the workflow: it may not have come so far, or somebody has approved it.',
    });
  });

  test.each([{}, { workflow: 'a', pipeline: 'b' }])('wants an id of one kind: %o', async given => {
    await begin();
    expect(await failureOf(look('workflow', given))).toMatchObject({ code: 'bad-params' });
  });
});

describe('what goes wrong', () => {
  test.each([
    ['approve', { job: 'hold' }],
    ['cancel', {}],
    ['rerun', {}],
  ])('a lost answer to %s is marked, and the check finds what landed', async (name, given) => {
    await begin();
    await at.world.advance(MINUTE);
    const workflow = await workflowOf();
    await inject({ lose: 1 });
    expect(await failureOf(perform(name, { workflow, ...given }))).toMatchObject({ lost: true });
    expect(await perform(name, { workflow, ...given })).toMatchObject({ wasDone: true });
  });

  test('nobody can tell whether a lost trigger has landed, so a person is asked', async () => {
    await begin();
    await inject({ lose: 1 });
    expect([await failureOf(perform('trigger', { branch: 'release' })), action('trigger').interrupted]).toMatchObject([{ lost: true }, 'ask']);
  });

  test.each([
    [
      { status: 401 },
      { code: 'credentials', hint: 'The token is missing, wrong or expired. It must be a personal one: project tokens are not accepted by this API.' },
    ],
    [{ status: 403 }, { code: 'credentials' }],
    [
      { status: 404 },
      { code: 'not-found', message: 'CircleCI answered GET /project/gh/artsy/force/pipeline?branch=release with 404: 404 as this world wants it.' },
    ],
    [{ status: 422 }, { code: 'refused' }],
    [{ status: 500 }, { code: 'http-status' }],
    [{ status: 301 }, { code: 'http-status' }],
    [{ status: 200, page: true }, { code: 'not-json' }],
  ])('%o', async (answers, failure) => {
    await begin();
    await inject({ answers });
    expect(await failureOf(look('pipeline', { branch: 'release' }))).toMatchObject(failure);
  });

  test('a stumbling gateway does not end a poll', async () => {
    await begin();
    await inject({ answers: { status: 503, times: 1 } });
    expect(await look('pipeline', { branch: 'release' })).toMatchObject({ found: true });
  });

  test('a wrong token is told without being shown', async () => {
    await begin({}, 'wrong-token');
    const failure = await failureOf(look('workflow', { workflow: '../../me' }));
    expect(failure).toMatchObject({ code: 'credentials' });
    expect(JSON.stringify([failure, api.lines, api.readings])).not.toContain('wrong-token');
  });
});

const examples = circleci.actions.filter(({ effect }) => effect === 'change').flatMap(one => one.examples.map(example => [one.name, example.with] as const));
test.each(examples)('the example of circleci.%s does what it previews', async (name, given) => {
  await begin();
  await at.world.advance(MINUTE);
  const { previewed, performed } = await perform(name, { ...given, ...('workflow' in given && { workflow: await workflowOf() }) });
  expect(previewed).toHaveLength(1);
  expect(performed).toEqual(previewed);
});
