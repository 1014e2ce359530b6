import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandIn } from '../../../engine/core/stand-in.ts';
import { writePrograms } from '../../../engine/rehearse/programs.ts';
import { ecrStandIn } from '../../../plugins/ecr/stand-in.ts';
import { hokusai } from '../../../plugins/hokusai/plugin.ts';
import { hokusaiStandIn } from '../../../plugins/hokusai/stand-in.ts';
import { k8sStandIn } from '../../../plugins/k8s/stand-in.ts';
import { createBench, type ActionBench } from '../../support/action-context.ts';
import { failureOf } from '../../support/asg-harness.ts';
import { commit } from '../../support/ecr-suite.ts';
import { createTestWorld, type TestWorld } from '../../support/world-io.ts';

const [OLD, NEW, NEXT] = ['rc-1', 'rc-2', 'rc-3'].map(commit) as [string, string, string];
let world: TestWorld;
let bench: ActionBench;
let doubles: Readonly<Record<'ecr' | 'k8s' | 'hokusai', StandIn>>;

beforeEach(async () => {
  world = createTestWorld();
  const images = [
    { commit: OLD, tags: ['production', 'production--2026-03-09--09-00-00'] },
    { commit: NEW, tags: ['staging'] },
  ];
  const ecr = await ecrStandIn.start({ force: { images } }, world.io('ecr'));
  world.register('ecr', ecr);
  const deployments = {
    'force-web': { image: 'force:production', sidecars: { nginx: 'nginx:1' } },
    'force-worker': { image: 'force:production', replicas: 1 },
  };
  const k8s = await k8sStandIn.start({ production: { deployments } }, world.io('k8s'));
  world.register('k8s', k8s);
  doubles = { ecr, k8s, hokusai: await hokusaiStandIn.start({}, world.io('hokusai')) };
  world.register('hokusai', doubles.hokusai);
  writePrograms(world.folder, { hokusai: {}, kubectl: {} }, hokusaiStandIn.programs ?? {});
  mkdirSync(join(world.folder, 'force', 'hokusai'), { recursive: true });
  writeFileSync(join(world.folder, 'force', 'hokusai', 'config.yml'), 'project-name: force\n');
  bench = createBench(world, { connection: { name: 'hokusai', wrap: () => [] } });
});
afterEach(() => world.close());

const action = (name: string) => hokusai.actions.find(one => one.name === name) ?? (() => expect.unreachable(name))();
const change = (name: string, params: JsonObject) => bench.perform(action(name), { folder: 'force', ...params });
const inject = (name: keyof typeof doubles, fault: JsonObject) => world.inject(name, doubles[name], fault);
const asked = async (double: StandIn, question: string, about: JsonObject) =>
  (await double.answer?.(question, about)) as unknown as { digest: string; done: boolean };
const digestOf = async (tag: string) => (await asked(doubles.ecr, 'image', { repository: 'force', tag })).digest;
const runs = () => asked(doubles.k8s, 'runs', { app: 'force' });

test('images reads what hokusai prints, and leaves its headings out', async () => {
  const outputs = await action('images').run({ folder: 'force' }, bench.look, []);
  expect(outputs).toEqual({
    images: [
      {
        pushed: '2026-03-09 14:00:00+00:00',
        digest: await digestOf(OLD),
        sha: OLD,
        tags: expect.arrayContaining([OLD, 'production', 'production--2026-03-09--09-00-00']),
      },
    ],
  });
});

test('deploy shows the command with what changes, does it, and believes the cluster', async () => {
  const { previewed, performed, outputs } = await change('deploy', { tag: NEW, timeout: 300 });
  const [from, to] = [(await digestOf(OLD)).slice(0, 19), (await digestOf(NEW)).slice(0, 19)];
  expect(previewed.map(({ says }) => says)).toEqual([`hokusai production deploy ${NEW} --timeout 300: production from ${from} to ${to}`]);
  expect(performed).toEqual(previewed);
  expect(outputs).toEqual({ digest: await digestOf(NEW), complete: true, warnings: [] });
  expect(await runs()).toEqual({ done: true, failed: false, digest: await digestOf(NEW) });
  expect(await digestOf('production')).toBe(await digestOf(NEW));
  expect(await digestOf('production--2026-03-10--14-00-00')).toBe(await digestOf(NEW));
  expect(await change('deploy', { tag: NEW })).toMatchObject({ wasDone: true, outputs: { complete: true } });
});

test.for([
  [{ post_deploy: 3 }, 'WARNING: Running the post-deploy hook failed with return code 3'],
  [{ tags: 'fail' }, "WARNING: Updating ECR deployment tags failed due to the error: 'AccessDeniedException'"],
] as const)('an image that is live with exit code 1 is live, but incomplete: %j', async ([fault, warning]) => {
  await inject('hokusai', fault);
  const { outputs } = await change('deploy', { tag: NEW });
  expect(outputs).toEqual({ digest: await digestOf(NEW), complete: false, warnings: [warning] });
  expect(bench.lines).toContain('production runs the image, but hokusai ended with exit code 1: steps after the deploy are incomplete');
});

test.for([
  ['hokusai', { pre_deploy: 7 }, 7, 'ERROR: Pre-deploy hook failed with return code 7'],
  ['k8s', { production: { rollout: 'never-ready' } }, 1, 'ERROR: Deployment failed!'],
] as const)('a deploy that did not come to be says so, whatever went wrong: %s %j', async ([double, fault, exitCode, said]) => {
  await inject(double, fault);
  expect(await failureOf(change('deploy', { tag: NEW }))).toEqual({
    code: 'not-live',
    message: `hokusai ended with exit code ${exitCode}, and production does not run ${(await digestOf(NEW)).slice(0, 19)}: ${said}`,
    hint: 'Where a rollout fails hokusai undoes it, but does not wait for that: look with k8s.rollout and k8s.pods before you go on.',
    data: { exitCode },
  });
  expect((await runs()).digest).toBe(await digestOf(OLD));
});

test('promote refuses where staging is not what was looked at any more', async () => {
  const digest = await digestOf('staging');
  await inject('ecr', { force: { push: { commit: NEXT, tags: ['staging'] } } });
  expect(await failureOf(change('promote', { digest }))).toMatchObject({
    code: 'moved',
    message: `Staging runs ${(await digestOf(NEXT)).slice(0, 19)} now, not ${digest.slice(0, 19)}: somebody has deployed to it since.`,
  });
  expect((await runs()).digest).toBe(await digestOf(OLD));
  expect(await change('promote', { digest: await digestOf('staging') })).toMatchObject({ outputs: { complete: true } });
  expect((await runs()).digest).toBe(await digestOf(NEXT));
});

test('deploy_config asks after a crash, and gives the flag', async () => {
  expect(action('deploy_config')).toMatchObject({ interrupted: 'ask' });
  expect(action('deploy_config').check).toBeUndefined();
  const { previewed } = await change('deploy_config', { tag: NEW, git_remote: 'origin' });
  expect(previewed[0]?.data).toMatchObject({ argv: ['hokusai', 'production', 'deploy', NEW, '--git-remote', 'origin', '--update-config'] });
});

test('what is not there is named: the image, the project', async () => {
  expect(await failureOf(change('deploy', { tag: 'nothing' }))).toMatchObject({
    code: 'not-found',
    message: 'The registry of the project has no image with the tag nothing.',
  });
  writeFileSync(join(world.folder, 'force', 'hokusai', 'config.yml'), '# empty\n');
  expect(await failureOf(action('images').run({ folder: 'force' }, bench.look, []))).toMatchObject({ code: 'exit-code' });
});
