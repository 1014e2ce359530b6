import { expect, test } from 'vitest';
import { describeGroup, failureOf, perform, preview, type AsgBench } from '../../support/asg-harness.ts';
import { idsOf, onEveryAws, readGroup } from '../../support/asg-suite.ts';

onEveryAws('describe, recycle, postpone and cancel_recycle', ({ aws, group, recycled }) => {
  test.for(['classic', 'target-group'] as const)('describe reads a group at rest behind a %s balancer', async balancer => {
    const bench = await group({ balancer });
    const outputs = await readGroup(bench);
    expect(outputs).toMatchObject({
      group: bench.group,
      min: 1,
      desired: 2,
      max: 4,
      running: 2,
      all_serving: true,
      scheduled: [],
      abandoned: false,
      balancer_kind: balancer,
    });
    expect(outputs).not.toHaveProperty('spin_down_at');
    expect(outputs.instances).toHaveLength(2);
    const balancerState = balancer === 'classic' ? 'InService' : 'healthy';
    for (const instance of outputs.instances)
      expect(instance).toMatchObject({ state: 'InService', health: 'Healthy', serving: true, balancer: balancerState, protected: true });
    expect(bench.lines[0]).toBe(`${bench.group}: 2 running, desired 2 (min 1, max 4)`);
    expect(bench.lines[1]).toMatch(/^id +state +health +balancer +protected +launched +commit$/);
  });

  test('describe reads the commit of a server from its tag', async () => {
    const bench = await group();
    const [id = ''] = await idsOf(bench);
    const role = bench.group.replace(/^[^-]*-/, '');
    if (aws().name === 'moto') await bench.machines.createTags({ Resources: [id], Tags: [{ Key: `gitsha:${role}`, Value: 'a'.repeat(40) }] });
    const [first] = (await readGroup(bench)).instances;
    expect(first).toHaveProperty('sha', expect.stringMatching(/^[0-9a-f]{40}$/));
  });

  test('a group that does not exist is not found, and nothing is taken for granted', async () => {
    const bench = { ...(await group()), group: 'prod-nobody' };
    expect(await failureOf(describeGroup(bench))).toEqual({
      code: 'not-found',
      message: 'There is no Auto Scaling group prod-nobody.',
      hint: 'Check `env`, `role` and the region of the connection.',
    });
  });

  test('recycle schedules the scale-down, then doubles, exactly as previewed', async () => {
    const bench = await group();
    const old = await idsOf(bench);
    const { previewed, performed, outputs } = await perform(bench, 'recycle', { spin_down: '15m' });
    expect(previewed).toEqual([
      {
        does: 'PutScheduledUpdateGroupAction',
        to: bench.group,
        data: { AutoScalingGroupName: bench.group, ScheduledActionName: `RecycleOnce-${bench.group}`, DesiredCapacity: 2, StartTime: 'now + 15m' },
        says: `bring ${bench.group} back to 2 servers in 15m`,
      },
      {
        does: 'UpdateAutoScalingGroup',
        to: bench.group,
        data: { AutoScalingGroupName: bench.group, DesiredCapacity: 4 },
        says: `double ${bench.group} from 2 to 4 servers`,
      },
    ]);
    expect(performed).toEqual(previewed);
    const due = new Date(Math.ceil(bench.world.now() / 1_000) * 1_000 + 15 * 60_000).toISOString();
    expect(outputs).toEqual({ spin_down_at: due, desired_before: 2, desired: 4, old_ids: old });
    expect(await readGroup(bench)).toMatchObject({ desired: 4, running: 4, spin_down_at: due });
  });

  test('a second recycle finds the first one done and never doubles again', async () => {
    const bench = await group({ max: 16 });
    const first = await perform(bench, 'recycle', { spin_down: '15m' });
    const second = await perform(bench, 'recycle', { spin_down: '15m' });
    // Launches within one second, as on moto, cannot be told apart by age.
    const sizes = { ...first.outputs, old_ids: expect.any(Array) };
    expect(second).toEqual({ wasDone: true, previewed: [], performed: [], outputs: sizes });
    expect(await preview(bench, 'recycle', { spin_down: '15m' })).toEqual([]);
  });

  test('a crash between the two changes of recycle leaves only the doubling to do', async () => {
    const bench = await group();
    await leaveBehind(bench);
    expect(await readGroup(bench)).toMatchObject({ desired: 2, running: 2 });
    const { wasDone, performed, outputs } = await perform(bench, 'recycle', { spin_down: '15m' });
    expect(wasDone).toBe(false);
    expect(performed.map(effect => effect.does)).toEqual(['UpdateAutoScalingGroup']);
    expect(outputs).toMatchObject({ desired_before: 2, desired: 4 });
  });

  test('a scale-down that a crash left behind long ago is given its whole delay again', async () => {
    const bench = await group();
    await leaveBehind(bench);
    await bench.world.advance(10 * 60_000);
    const { performed } = await perform(bench, 'recycle', { spin_down: '15m' });
    expect(performed.map(effect => effect.does)).toEqual(['PutScheduledUpdateGroupAction', 'UpdateAutoScalingGroup']);
    expect((await readGroup(bench))['spin_down_at']).toBe(new Date(Math.ceil(bench.world.now() / 1_000) * 1_000 + 15 * 60_000).toISOString());
  });

  test("recycle refuses while somebody else's scheduled action is pending", async () => {
    const bench = await group();
    const StartTime = new Date(bench.world.now() + 600_000);
    await bench.others.putScheduledUpdateGroupAction({
      AutoScalingGroupName: bench.group,
      ScheduledActionName: `RecycleOnce-by-hand-${bench.group}`,
      StartTime,
      DesiredCapacity: 2,
    });
    expect(await failureOf(perform(bench, 'recycle', { spin_down: '15m' }))).toMatchObject({
      code: 'unsafe',
      message: expect.stringContaining('is being recycled already'),
    });
    expect(await readGroup(bench)).toMatchObject({ desired: 2 });
  });

  test('recycle refuses a group that cannot double', async () => {
    const bench = await group({ max: 3 });
    expect(await failureOf(perform(bench, 'recycle', { spin_down: '15m' }))).toEqual({
      code: 'unsafe',
      message: `${bench.group} cannot double: twice 2 is more than its maximum of 3.`,
      hint: 'Raise the maximum to at least 4 first.',
    });
    expect(await readGroup(bench)).toMatchObject({ desired: 2, scheduled: [] });
  });

  test('recycle refuses while extra servers run', async () => {
    const { bench } = await recycled();
    expect(await failureOf(perform(bench, 'recycle', { spin_down: '15m' }))).toEqual({
      code: 'unsafe',
      message: `${bench.group} is not at rest: 4 servers run, 2 are wanted.`,
      hint: 'Wait until it has settled, or remove the extra servers first (asg.remove_old).',
    });
  });

  test('postpone moves the scale-down later, never earlier', async () => {
    const bench = await group();
    await perform(bench, 'recycle', { spin_down: '15m' });
    await bench.world.advance(13 * 60_000);
    const { performed, outputs } = await perform(bench, 'postpone', { by: '15m' });
    expect(performed).toMatchObject([
      { does: 'PutScheduledUpdateGroupAction', data: { ScheduledActionName: `RecycleOnce-${bench.group}`, DesiredCapacity: 2, StartTime: 'now + 15m' } },
    ]);
    expect(outputs).toEqual({ spin_down_at: new Date(Math.ceil(bench.world.now() / 1_000) * 1_000 + 15 * 60_000).toISOString() });
    expect(await readGroup(bench)).toMatchObject({ scheduled: [{ name: `RecycleOnce-${bench.group}`, desired: 2 }], ...outputs });
    expect(await perform(bench, 'postpone', { by: '5m' })).toMatchObject({ wasDone: true, outputs });
  });

  test('postpone refuses where no scale-down is scheduled', async () => {
    const bench = await group();
    expect(await failureOf(perform(bench, 'postpone', { by: '15m' }))).toMatchObject({
      code: 'unsafe',
      message: `${bench.group} has no scale-down to postpone: none is scheduled.`,
    });
  });

  test('cancel_recycle sets the size back before it deletes what says the size', async () => {
    const bench = await group();
    await perform(bench, 'recycle', { spin_down: '15m' });
    const { previewed, performed, outputs } = await perform(bench, 'cancel_recycle');
    expect(performed.map(effect => effect.does)).toEqual(['UpdateAutoScalingGroup', 'DeleteScheduledAction']);
    expect(performed).toEqual(previewed);
    expect(outputs).toEqual({ desired: 2, cancelled: [`RecycleOnce-${bench.group}`] });
    expect(await readGroup(bench)).toMatchObject({ desired: 2, scheduled: [] });
    expect(await perform(bench, 'cancel_recycle')).toMatchObject({ wasDone: true, outputs: { desired: 2, cancelled: [] } });
  });
});

/** What stands where a recycle died between its two changes. */
async function leaveBehind({ others, group, world }: AsgBench): Promise<void> {
  const StartTime = new Date(world.now() + 15 * 60_000);
  await others.putScheduledUpdateGroupAction({ AutoScalingGroupName: group, ScheduledActionName: `RecycleOnce-${group}`, StartTime, DesiredCapacity: 2 });
}
