import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { asgStandIn } from '../../../plugins/asg/stand-in.ts';
import { asgWorlds, MINUTE } from '../../support/asg-bench.ts';
import { perform } from '../../support/asg-harness.ts';
import { shaNamed } from '../../support/asg-stand-in.ts';
import { createTestWorld } from '../../support/world-io.ts';

const start = asgWorlds();

test('a recycle follows the clock from boot to the last old server', async () => {
  const { world, bench, view, states, shas } = await start();
  const old = (await view()).instances.map(instance => instance.id);
  await perform(bench, 'recycle', { spin_down: '15m' });
  expect(await states()).toEqual(['InService serving', 'InService serving', 'Pending:Wait', 'Pending:Wait']);
  await world.advance(6 * MINUTE);
  expect(await states()).toEqual(['InService serving', 'InService serving', 'InService', 'InService']);
  await world.advance(15_000);
  expect((await view()).instances.map(({ serving, sha }) => ({ serving, sha }))).toEqual(
    ['rc-111', 'rc-111', 'rc-112', 'rc-112'].map(name => ({ serving: true, sha: shaNamed(name) })),
  );
  await world.advance(8 * MINUTE + 44_000);
  expect((await view()).size.desired).toBe(4);
  await world.advance(1_000);
  expect(await view()).toMatchObject({ size: { desired: 2 }, scheduled: [] });
  expect((await view()).instances).toHaveLength(4);
  await perform(bench, 'remove_old');
  await world.advance(10_000);
  expect((await view()).instances.filter(({ state }) => state === 'Terminating').map(({ id }) => id)).toEqual(old);
  await world.advance(MINUTE);
  expect(await shas()).toEqual([shaNamed('rc-112'), shaNamed('rc-112')]);
});

test('the check of a recycle tells the old servers from the new ones', async () => {
  const { bench, world } = await start();
  const { outputs } = await perform(bench, 'recycle', { spin_down: '15m' });
  await world.advance(MINUTE);
  expect(await perform(bench, 'recycle', { spin_down: '15m' })).toEqual({ wasDone: true, previewed: [], performed: [], outputs });
});

test('a new server boots what the mirror of its branch has at that moment', async () => {
  const { branch, bench } = await start();
  branch.asked.length = 0;
  await perform(bench, 'recycle', { spin_down: '15m' });
  expect(branch.asked).toEqual(Array.from({ length: 2 }, () => ({ ref: 'stages/prod', mirror: true })));
});

test('servers that serve answer in turn, old and new', async () => {
  const { world, double, bench } = await start();
  const answers = async () => Promise.all([1, 2, 3, 4].map(async () => (await double.answer?.('serves', 'prod-pivcac')) as JsonObject));
  expect(await answers()).toEqual(Array.from({ length: 4 }, () => ({ env: 'prod', branch: 'stages/prod', git_sha: shaNamed('rc-111') })));
  await perform(bench, 'recycle', { spin_down: '15m' });
  await world.advance(7 * MINUTE);
  const shas = (await answers()).map(answer => answer['git_sha']);
  expect(['rc-111', 'rc-112'].map(name => shas.filter(sha => sha === shaNamed(name)).length)).toEqual([2, 2]);
  expect(await double.answer?.('serves', 'prod-nobody')).toBeUndefined();
});

test('it refuses what AWS refuses', async () => {
  const { bench, world } = await start();
  const { others } = bench;
  const group = { AutoScalingGroupName: 'prod-pivcac' };
  const soon = new Date(world.now() + MINUTE);
  await others.putScheduledUpdateGroupAction({ ...group, ScheduledActionName: 'a', StartTime: soon, DesiredCapacity: 2 });
  const refused = [
    ['ValidationError', others.updateAutoScalingGroup({ ...group, DesiredCapacity: 5 })],
    ['ValidationError', others.setDesiredCapacity({ ...group, DesiredCapacity: 0 })],
    ['ValidationError', others.putScheduledUpdateGroupAction({ ...group, ScheduledActionName: 'b', StartTime: new Date(world.now() - 1), DesiredCapacity: 2 })],
    ['AlreadyExistsFault', others.putScheduledUpdateGroupAction({ ...group, ScheduledActionName: 'b', StartTime: soon, DesiredCapacity: 2 })],
    ['ValidationError', others.deleteScheduledAction({ ...group, ScheduledActionName: 'b' })],
    ['ValidationError', others.setInstanceProtection({ ...group, InstanceIds: ['i-0'], ProtectedFromScaleIn: false })],
    ['ValidationError', others.updateAutoScalingGroup({ AutoScalingGroupName: 'prod-nobody', DesiredCapacity: 1 })],
    ['InvalidAction', others.startInstanceRefresh(group)],
  ] as const;
  for (const [name, call] of refused) await expect(call).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  expect(world.writes('asg')).toBe(1);
});

test('a later command joins the world as it stands', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'asg-world-'));
  try {
    const first = await start({}, { folder });
    await perform(first.bench, 'recycle', { spin_down: '15m' });
    const before = await first.view();
    await first.world.close();
    const second = await start({}, { folder });
    expect(await second.view()).toEqual(before);
    await second.world.advance(15 * MINUTE);
    expect(await second.view()).toMatchObject({ size: { desired: 2 }, scheduled: [] });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without the repository whose branch it boots, the world does not start', async () => {
  const world = createTestWorld();
  const part = { 'prod-pivcac': { size: { min: 1, desired: 1, max: 2 }, boots: { branch: 'stages/prod' } } };
  await expect(asgStandIn.start(part, world.io('asg'))).rejects.toThrow(
    'the servers of prod-pivcac boot stages/prod, but no git repository of this world has it: put `git` above `asg`, and name it with `boots.repository`',
  );
  await world.close();
});

test('the aws of a world says who one is, and sees expired credentials', async () => {
  const { env, inject, world } = await start();
  const program = join(world.folder, 'aws.mjs');
  await writeFile(program, `const options = { account: 'prod' };\n${asgStandIn.programs?.['aws']?.source}`);
  const aws = (...args: string[]) => promisify(execFile)(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
  const identity = { UserId: 'AROAEXAMPLE:rehearsal', Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/prod/rehearsal' };
  expect(JSON.parse((await aws('sts', 'get-caller-identity')).stdout)).toEqual(identity);
  expect((await aws('sts', 'get-caller-identity', '--query', 'Account', '--output=text')).stdout).toBe('111122223333\n');
  await expect(aws('s3', 'ls')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('knows only "aws sts get-caller-identity') });
  await inject({ expired: 1 });
  await expect(aws('sts', 'get-caller-identity')).rejects.toMatchObject({ code: 254, stderr: expect.stringContaining('(ExpiredToken)') });
});
