import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { failureOf } from '../../support/asg-harness.ts';
import { performTwice } from '../../support/action-context.ts';
import { FORCE, HOST, MINUTE, NEW, SECOND, createK8sWorld, k8sAction, type K8sWorld } from '../../support/k8s-world.ts';

let at: K8sWorld;
afterEach(() => at.world.close());

const MIGRATE = { app: 'force', name: 'pre-deploy-1', digest: NEW, command: ['bundle', 'exec', 'rake', 'db:migrate'] };
const look = () => at.use('job_status', { app: undefined as never, name: 'pre-deploy-1' });
const start = async (part: JsonObject = {}) => {
  at = await createK8sWorld({ ...FORCE, ...part });
};

test('a job runs once in the container of the application, and is looked at until it ends', async () => {
  await start({
    jobs: [{ match: 'db:migrate', takes: '40s', log: ['== 1 CreateWorks: migrating', '== 1 CreateWorks: migrated', '== 2: migrating', '== 2: migrated'] }],
  });
  expect(await at.preview('job', MIGRATE)).toEqual(['start ["bundle","exec","rake","db:migrate"] once in force@sha256:bbbbbbbbbbbb as Job pre-deploy-1']);
  expect(await look()).toEqual({ state: 'absent', finished: true, exit_code: -1, reason: '', log: '' });
  expect(await performTwice(at, k8sAction('job'), MIGRATE)).toEqual({ name: 'pre-deploy-1', namespace: 'default' });
  expect(await look()).toMatchObject({ state: 'pending', finished: false, exit_code: -1, log: '' });
  await at.world.advance(22 * SECOND);
  expect(await look()).toEqual({
    state: 'running',
    finished: false,
    exit_code: -1,
    reason: '',
    log: '== 1 CreateWorks: migrating\n== 1 CreateWorks: migrated',
  });
  await at.world.advance(20 * SECOND);
  expect(await look()).toMatchObject({ state: 'succeeded', finished: true, exit_code: 0, reason: '' });
  expect(at.lines.slice(-5)).toEqual([
    'pre-deploy-1: succeeded, exit code 0',
    '== 1 CreateWorks: migrating',
    '== 1 CreateWorks: migrated',
    '== 2: migrating',
    '== 2: migrated',
  ]);
});

test('a job has the environment of the container and the wanted image, and neither its address nor its neighbours', async () => {
  await start();
  const hostile = ['sh', '-c', 'echo "$1" \'$(id)\'; {{ x }}\n', "it's"];
  const { performed } = await at.change('job', { ...MIGRATE, command: hostile });
  const { spec } = (performed[0]?.data ?? {}) as unknown as {
    spec: { template: { metadata: { labels: JsonObject }; spec: { containers: JsonObject[]; restartPolicy: string } } };
  };
  expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 1_800, ttlSecondsAfterFinished: 86_400 });
  expect(spec.template.spec.restartPolicy).toBe('Never');
  expect(spec.template.metadata.labels).toEqual({
    'app.kubernetes.io/managed-by': 'runbook',
    'app.kubernetes.io/part-of': 'force',
    'runbook-job': 'pre-deploy-1',
  });
  expect(spec.template.spec.containers).toEqual([
    { name: 'force-web', image: `${HOST}@${NEW}`, env: [{ name: 'RAILS_ENV', value: 'production' }], command: hostile },
  ]);
});

test.for([
  [{ exit: 3, takes: '5s', log: ['boom'] }, '1m', { state: 'failed', finished: true, exit_code: 3, reason: 'Error', log: 'boom' }],
  [{ hangs: true }, '1m', { state: 'failed', finished: true, exit_code: -1, reason: 'DeadlineExceeded' }],
] as const)('a job that goes wrong says how: %j', async ([rule, deadline, end]) => {
  await start();
  await at.inject({ job: { match: 'db:migrate', ...rule } });
  await at.change('job', { ...MIGRATE, deadline });
  await at.world.advance(2 * MINUTE);
  expect(await look()).toMatchObject(end);
});

test('a job of the same name is never started again, whatever its end', async () => {
  await start({ jobs: [{ exit: 1, takes: '1s' }] });
  await at.change('job', MIGRATE);
  await at.world.advance(MINUTE);
  expect(await look()).toMatchObject({ state: 'failed', exit_code: 1 });
  expect(await at.change('job', MIGRATE)).toMatchObject({ wasDone: true });
  expect(at.world.writes('k8s')).toBe(1);
});

test('a job whose image cannot be pulled waits, and says for what', async () => {
  await start();
  await at.inject({ rollout: 'image-pull' });
  await at.change('job', MIGRATE);
  await at.world.advance(MINUTE);
  expect(await look()).toMatchObject({ state: 'pending', finished: false, reason: 'ImagePullBackOff' });
});

test('a job needs a Deployment with the image, and a name that Kubernetes accepts', async () => {
  await start();
  expect(await failureOf(at.change('job', { ...MIGRATE, repository: 'other' }))).toMatchObject({
    code: 'not-found',
    message: 'No container of the Deployments with app=force,layer=application has an image of other.',
  });
  expect(await failureOf(at.change('job', { ...MIGRATE, container: 'sidekiq' }))).toMatchObject({
    message: 'The Deployment force-web has no container sidekiq.',
  });
  expect(await failureOf(at.change('job', { ...MIGRATE, name: 'Not a name' }))).toMatchObject({ code: 'refused' });
});

test('a job whose answer was lost is found by its name', async () => {
  await start();
  await at.inject({ lose: 1 });
  expect(await failureOf(at.change('job', MIGRATE))).toMatchObject({ code: 'no-answer', lost: true });
  expect(await at.change('job', MIGRATE)).toMatchObject({ wasDone: true });
});
