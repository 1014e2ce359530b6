import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { failureOf } from '../../support/asg-harness.ts';
import { performTwice } from '../../support/action-context.ts';
import { FORCE, HOST, MINUTE, NEW, OLD, SECOND, createK8sWorld, k8sAction, type K8sWorld } from '../../support/k8s-world.ts';

let at: K8sWorld;
beforeEach(async () => {
  at = await createK8sWorld();
});
afterEach(() => at.world.close());

const statuses = async () =>
  ((await at.use('rollout'))['deployments'] as readonly { status: string; message: string }[]).map(({ status, message }) => `${status}: ${message}`);

test('deployments shows what the application is told to run, and nothing of its neighbours', async () => {
  expect(await at.use('deployments')).toEqual({
    namespace: 'default',
    deployments: [
      {
        name: 'force-web',
        replicas: 3,
        updated: 3,
        available: 3,
        version: OLD.slice(35),
        containers: [
          { name: 'force-web', image: `${HOST}@${OLD}`, init: false },
          { name: 'nginx', image: 'nginx:1.27', init: false },
        ],
      },
      {
        name: 'force-worker',
        replicas: 1,
        updated: 1,
        available: 1,
        version: OLD.slice(35),
        containers: [{ name: 'force-worker', image: `${HOST}@${OLD}`, init: false }],
      },
    ],
    digests: [OLD],
  });
  expect(at.lines).toEqual(['force-web: 3 of 3 ready, force@sha256:aaaaaaaaaaaa, nginx:1.27', 'force-worker: 1 of 1 ready, force@sha256:aaaaaaaaaaaa']);
});

test('set_image patches the containers of the repository alone, once, as previewed', async () => {
  expect(await at.preview('set_image', { digest: NEW })).toEqual([
    'set the image of force-web: force-web from force@sha256:aaaaaaaaaaaa to force@sha256:bbbbbbbbbbbb',
    'set the image of force-worker: force-worker from force@sha256:aaaaaaaaaaaa to force@sha256:bbbbbbbbbbbb',
  ]);
  expect(at.world.writes('k8s')).toBe(0);
  const outputs = await performTwice(at, k8sAction('set_image'), { app: 'force', digest: NEW, deadline: '5m' });
  expect(outputs).toEqual({ deployments: ['force-web', 'force-worker'], version: NEW.slice(35) });
  const { deployments } = await at.view();
  expect(deployments['force-web']?.images).toEqual([`${HOST}@${NEW}`, 'nginx:1.27']);
  expect(deployments['force-cdn-web']?.images).toEqual([`${HOST}-cdn@${OLD}`]);
});

test('a rollout follows the clock: seen, one pod after the other, the old ones gone, done', async () => {
  await at.change('set_image', { digest: NEW });
  expect(await statuses()).toEqual(['waiting: the cluster has not seen the change yet', 'waiting: the cluster has not seen the change yet']);
  await at.world.advance(2 * SECOND);
  expect(await statuses()).toEqual(['waiting: 1 of 3 pods are updated', 'waiting: 1 old pod is still there']);
  expect(await at.use('rollout')).toMatchObject({ done: false, failed: false, trouble: [] });
  await at.world.advance(25 * SECOND);
  expect(await statuses()).toEqual(['waiting: 2 of 3 pods are updated', 'done: rolled out, 1 pod is ready']);
  await at.world.advance(MINUTE);
  expect(await at.use('rollout')).toMatchObject({ done: true, failed: false });
  expect(await at.use('pods')).toMatchObject({ digests: [NEW], all_ready: true });
});

test('pods tells what really runs while old and new are there together', async () => {
  await at.change('set_image', { digest: NEW });
  await at.world.advance(2 * SECOND);
  const { pods, ...rest } = await at.use('pods');
  expect(rest).toEqual({ digests: [OLD, NEW], all_ready: false });
  expect((pods as readonly JsonObject[]).filter(({ digest }) => digest === NEW)).toMatchObject([{ ready: false, reason: 'Running' }, { ready: false }]);
});

test.for([
  [
    'never-ready',
    [],
    [
      'force-web: its pods run, but do not become ready: look at their logs and their readiness probe',
      'force-worker: its pods run, but do not become ready: look at their logs and their readiness probe',
    ],
  ],
  [
    'crash',
    ['force-web: CrashLoopBackOff: back-off 5m0s restarting failed container', 'force-worker: CrashLoopBackOff: back-off 5m0s restarting failed container'],
  ],
  ['image-pull', ['force-web: ImagePullBackOff: Back-off pulling image', 'force-worker: ImagePullBackOff: Back-off pulling image']],
  ['quota', [expect.stringMatching(/^force-web: pods "force-web-\w+" is forbidden: exceeded quota/), expect.stringContaining('force-worker: pods')]],
] as const)('a rollout of an image that is %s fails at its deadline, keeps the old pods, and is restored', async ([rollout, trouble, atEnd = trouble]) => {
  const { deployments: recorded } = await at.use('deployments');
  await at.inject({ rollout });
  await at.change('set_image', { digest: NEW, deadline: '5m' });
  await at.world.advance(4 * MINUTE);
  expect(await at.use('rollout')).toMatchObject({ done: false, failed: false, trouble });
  await at.world.advance(2 * MINUTE);
  expect(await at.use('rollout')).toMatchObject({ done: false, failed: true, trouble: atEnd });
  const ready = ((await at.use('pods'))['pods'] as readonly JsonObject[]).filter(pod => pod['ready']);
  expect(ready.map(pod => pod['digest'])).toEqual([OLD, OLD, OLD, OLD]);

  const { previewed, performed } = await at.change('restore', { deployments: recorded ?? [] });
  expect(performed).toEqual(previewed);
  expect(previewed.map(({ says }) => says)).toEqual([
    'set the image of force-web: force-web from force@sha256:bbbbbbbbbbbb to force@sha256:aaaaaaaaaaaa',
    'set the image of force-worker: force-worker from force@sha256:bbbbbbbbbbbb to force@sha256:aaaaaaaaaaaa',
  ]);
  await at.world.advance(MINUTE);
  expect(await at.use('rollout')).toMatchObject({ done: true, failed: false });
  expect(await at.use('pods')).toMatchObject({ digests: [OLD], all_ready: true });
  expect(await at.change('restore', { deployments: recorded ?? [] })).toMatchObject({ wasDone: true });
});

test('restore leaves a Deployment alone that was never changed: nothing goes one revision too far', async () => {
  const { deployments: recorded } = await at.use('deployments');
  await at.world.close();
  const first = FORCE.deployments['force-web'];
  at = await createK8sWorld({ deployments: { ...FORCE.deployments, 'force-web': { ...first, image: `${HOST}@${NEW}` } } });
  expect(await at.preview('restore', { deployments: recorded ?? [] })).toEqual([
    'set the image of force-web: force-web from force@sha256:bbbbbbbbbbbb to force@sha256:aaaaaaaaaaaa',
  ]);
});

test('restore refuses what is gone since', async () => {
  const gone = { name: 'force-old', replicas: 1, updated: 1, available: 1, version: '', containers: [] };
  expect(await failureOf(at.change('restore', { deployments: [gone] }))).toEqual({
    code: 'not-found',
    message: 'The Deployment default/force-old was recorded, and is not there any more.',
    hint: 'Somebody has deleted it. Apply its configuration again, then retry the step.',
  });
  const other = { ...gone, name: 'force-web', containers: [{ name: 'puma', image: 'x', init: false }] };
  expect(await failureOf(at.change('restore', { deployments: [other] }))).toMatchObject({
    message: 'The container puma of force-web was recorded, and is not there any more.',
  });
});

test('an application without Deployments, and one without the image, are not found', async () => {
  for (const name of ['deployments', 'rollout']) {
    expect(await failureOf(at.use(name, { app: 'nobody' }))).toEqual({
      code: 'not-found',
      message: 'There is no Deployment with app=nobody,layer=application in namespace default.',
      hint: 'Check `app`, the namespace, and the context of the connection.',
    });
  }
  expect(await failureOf(at.change('set_image', { digest: NEW, repository: 'orce' }))).toMatchObject({
    code: 'not-found',
    message: 'No container of the Deployments with app=force,layer=application has an image of orce.',
  });
});

test('a deploy whose answer was lost is found by its check', async () => {
  await at.inject({ lose: 1 });
  expect(await failureOf(at.change('set_image', { digest: NEW }))).toMatchObject({ code: 'no-answer', lost: true });
  const { performed } = await at.change('set_image', { digest: NEW });
  expect(performed.map(({ to }) => to)).toEqual(['default/force-worker']);
});

test('the double answers those who deploy otherwise, and joins again where it was', async () => {
  expect(await at.double.answer?.('runs', { app: 'force' })).toEqual({ done: true, failed: false, digest: OLD });
  expect(await at.double.answer?.('deploy', { app: 'force', image: `${HOST}@${NEW}` })).toBe(true);
  await at.world.advance(2 * MINUTE);
  expect(await at.double.answer?.('runs', { app: 'force', cluster: 'production' })).toEqual({ done: true, failed: false, digest: NEW });
  expect(await at.double.answer?.('runs', { app: 'nobody' })).toBeUndefined();
  expect((await at.double.summary())[1]).toBe('  force-web: force@sha256:bbbbbbbbbbbb, nginx:1.27, rolled out, 3 pods are ready');
});
