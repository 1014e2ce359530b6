import { expect, test } from 'vitest';
import { asgWorlds, MINUTE } from '../../support/asg-bench.ts';
import { describeGroup, failureOf, perform } from '../../support/asg-harness.ts';
import { shaNamed } from '../../support/asg-stand-in.ts';

/** What can go wrong in a world's AWS, as the actions see it. */
const start = asgWorlds();

test('bad code is replaced again and again, seen as abandoned, and another commit boots well', async () => {
  const { world, bench, inject, branch, view, states } = await start();
  await inject({ new: 'unhealthy' });
  await perform(bench, 'recycle', { spin_down: '15m' });
  await world.advance(7 * MINUTE);
  expect(await describeGroup(bench)).toMatchObject({ all_serving: false, abandoned: false });
  expect(await states()).toEqual(['InService serving', 'InService serving', 'InService', 'InService']);
  await world.advance(4 * MINUTE + 10_000);
  expect(await describeGroup(bench)).toMatchObject({ abandoned: true, running: 4 });
  await perform(bench, 'cancel_recycle');
  await world.advance(2 * MINUTE);
  expect((await view()).instances.map(({ sha, health }) => ({ sha, health }))).toEqual(
    Array.from({ length: 2 }, () => ({ sha: shaNamed('rc-111'), health: 'Healthy' })),
  );

  branch.sha = shaNamed('revert-rc-112');
  await perform(bench, 'recycle', { spin_down: '15m' });
  await world.advance(7 * MINUTE);
  expect(await describeGroup(bench)).toMatchObject({ all_serving: true, running: 4, abandoned: false });
});

test('an abandoned launch is replaced and seen, also where the fault comes after the doubling', async () => {
  const { world, bench, inject } = await start();
  await perform(bench, 'recycle', { spin_down: '15m' });
  await inject({ new: 'abandoned' });
  await world.advance(6 * MINUTE + 10_000);
  expect(await describeGroup(bench)).toMatchObject({ abandoned: true, desired: 4, running: 4 });
});

test('servers that are still starting when the scale-down runs are the ones that go', async () => {
  const { world, bench, inject, states, shas } = await start();
  await inject({ new: 'slow' });
  await perform(bench, 'recycle', { spin_down: '15m' });
  await world.advance(13 * MINUTE);
  expect(await states()).toEqual(['InService serving', 'InService serving', 'Pending:Wait', 'Pending:Wait']);
  await world.advance(3 * MINUTE);
  expect(await shas()).toEqual([shaNamed('rc-111'), shaNamed('rc-111')]);
});

test('slow servers make it where the scale-down is postponed', async () => {
  const { world, bench, inject } = await start();
  await inject({ new: 'slow' });
  await perform(bench, 'recycle', { spin_down: '15m' });
  await world.advance(13 * MINUTE);
  await perform(bench, 'postpone', { by: '15m' });
  await world.advance(6 * MINUTE);
  expect(await describeGroup(bench)).toMatchObject({ running: 4, all_serving: true, desired: 4 });
});

test('an extra server and the recycle of somebody else can stand there', async () => {
  const { bench, inject, world } = await start();
  await inject({ extra: 1 });
  expect(await describeGroup(bench)).toMatchObject({ running: 3, desired: 2, all_serving: true });
  expect(await perform(bench, 'remove_old')).toMatchObject({ outputs: { removed: [expect.any(String)] } });
  await world.advance(MINUTE);
  expect(await describeGroup(bench)).toMatchObject({ running: 2 });
  await inject({ 'pending-recycle': '10m' });
  expect(await describeGroup(bench)).toMatchObject({ desired: 4, spin_down_at: new Date(world.now() + 10 * MINUTE).toISOString() });
});

test('an old server goes bad: the balancer says so at once, the group replaces it after its grace, or never', async () => {
  const { bench, inject, world, shas } = await start();
  await inject({ old: 'unbalanced' });
  const { instances, all_serving } = await describeGroup(bench);
  expect(all_serving).toBe(false);
  expect(
    (instances as unknown as { health: string; balancer: string; serving: boolean }[]).map(({ health, balancer, serving }) => [health, balancer, serving]),
  ).toEqual([
    ['Healthy', 'OutOfService', false],
    ['Healthy', 'InService', true],
  ]);
  await world.advance(60 * MINUTE);
  expect(await shas()).toEqual([shaNamed('rc-111'), shaNamed('rc-111')]);
  await inject({ old: 'unhealthy' });
  await world.advance(6 * MINUTE);
  expect(await shas()).toEqual([shaNamed('rc-111'), shaNamed('rc-112')]);
});

test('new servers that only the group calls healthy stay as they are', async () => {
  const { bench, inject, world, states } = await start();
  await inject({ new: 'unbalanced' });
  await perform(bench, 'recycle', { spin_down: '30m' });
  await world.advance(25 * MINUTE);
  expect(await states()).toEqual(['InService serving', 'InService serving', 'InService', 'InService']);
  expect(await describeGroup(bench)).toMatchObject({ abandoned: false, all_serving: false });
});

test('a scheduled action comes late, and stays listed until then', async () => {
  const { bench, inject, world } = await start();
  await inject({ late: '2m' });
  await perform(bench, 'recycle', { spin_down: '15m' });
  await world.advance(16 * MINUTE + 59_000);
  expect(await describeGroup(bench)).toMatchObject({ desired: 4, spin_down_at: expect.any(String) });
  await world.advance(1_000);
  expect(await describeGroup(bench)).toMatchObject({ desired: 2, scheduled: [] });
});

test('other limits, and calls that are not allowed, end as AWS ends them', async () => {
  const { bench, inject } = await start();
  await inject({ size: { max: 3 } });
  expect(await failureOf(perform(bench, 'recycle', { spin_down: '15m' }))).toEqual({
    code: 'unsafe',
    message: 'prod-pivcac cannot double: twice 2 is more than its maximum of 3.',
    hint: 'Raise the maximum to at least 4 first.',
  });
  await inject({ size: { max: 4 }, suspended: ['ScheduledActions', 'AlarmNotification'] });
  expect(await failureOf(perform(bench, 'recycle', { spin_down: '15m' }))).toEqual({
    code: 'unsafe',
    message: 'Somebody has suspended ScheduledActions of prod-pivcac: a recycle would stop half-way.',
    hint: 'Ask who did it and why; then `aws autoscaling resume-processes --auto-scaling-group-name prod-pivcac`. Nothing was changed.',
  });
  await inject({ denied: 1 });
  expect(await failureOf(describeGroup(bench))).toEqual({
    code: 'access-denied',
    message:
      'AWS does not let connection prod-power do DescribeAutoScalingGroups prod-pivcac: User: arn:aws:sts::111122223333:assumed-role/power/rehearsal is not authorized to perform: DescribeAutoScalingGroups.',
    hint: 'Use a role that may do this, then retry the step. This call changed nothing.',
    data: { aws: 'AccessDenied', status: 403 },
  });
});

test('a change whose answer is lost is lost, and its check finds it', async () => {
  const { bench, inject, world } = await start();
  await inject({ lost: 1 });
  expect(await failureOf(perform(bench, 'recycle', { spin_down: '15m' }))).toMatchObject({ lost: true });
  expect(await perform(bench, 'recycle', { spin_down: '15m' })).toMatchObject({ wasDone: false, performed: [{ does: 'UpdateAutoScalingGroup' }] });
  await world.advance(7 * MINUTE);
  await perform(bench, 'cancel_recycle');
  const fresh = ((await describeGroup(bench))['instances'] as unknown as { id: string; sha: string }[])
    .filter(({ sha }) => sha === shaNamed('rc-112'))
    .map(({ id }) => id);
  await inject({ lost: 1 });
  expect(await failureOf(perform(bench, 'remove_new', { ids: fresh }))).toMatchObject({ lost: true });
  await world.advance(MINUTE);
  expect(await perform(bench, 'remove_new', { ids: fresh })).toMatchObject({ wasDone: true, outputs: { removed: [] } });
});

test('one "slow down" is asked again; expired credentials are a matter of logging in', async () => {
  const { bench, inject } = await start();
  await inject({ throttled: 1 });
  expect(await describeGroup(bench)).toMatchObject({ running: 2 });
  await inject({ expired: 1 });
  expect(await failureOf(describeGroup(bench))).toEqual({
    code: 'credentials',
    message:
      'AWS does not accept the credentials of connection prod-power (DescribeAutoScalingGroups prod-pivcac): The security token included in the request is expired.',
    hint: "Log in again (the connection's `login` command, `aws sso login --profile prod-power`, or `aws-vault exec`), then go on. Where the engine itself runs inside aws-vault, leave that shell and resume in a new one.",
    data: { aws: 'ExpiredToken', status: 403 },
  });
  expect(await describeGroup(bench)).toMatchObject({ running: 2 });
});
