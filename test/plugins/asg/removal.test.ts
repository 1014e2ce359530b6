import { expect, test } from 'vitest';
import { failureOf, perform } from '../../support/asg-harness.ts';
import { idsOf, onEveryAws, readGroup } from '../../support/asg-suite.ts';

onEveryAws('remove_old and remove_new', ({ group, recycled, need }) => {
  test('remove_old lets the group remove exactly the servers that are not kept', async () => {
    const { bench, old, fresh } = await recycled();
    const { performed, previewed, outputs } = await perform(bench, 'remove_old', { keep: fresh });
    expect(performed).toEqual(previewed);
    expect(performed.map(({ does, data }) => ({ does, data }))).toEqual([
      { does: 'SetInstanceProtection', data: { AutoScalingGroupName: bench.group, InstanceIds: old, ProtectedFromScaleIn: false } },
      { does: 'UpdateAutoScalingGroup', data: { AutoScalingGroupName: bench.group, DesiredCapacity: 2 } },
    ]);
    expect(outputs).toEqual({ kept: fresh, removed: old });
    await bench.shrink();
    expect(await idsOf(bench)).toEqual(fresh);
    expect(await perform(bench, 'remove_old', { keep: fresh })).toMatchObject({ wasDone: true, outputs: { kept: fresh, removed: [] } });
  });

  test('remove_old keeps the newest by itself', async ({ skip }) => {
    need('ages', skip);
    const { bench, old, fresh } = await recycled();
    expect(await perform(bench, 'remove_old')).toMatchObject({ outputs: { kept: fresh, removed: old } });
  });

  test('remove_old refuses while the size is doubled, and changes nothing', async () => {
    const bench = await group();
    const old = await idsOf(bench);
    await perform(bench, 'recycle', { spin_down: '15m' });
    await bench.boot();
    const fresh = (await idsOf(bench)).filter(id => !old.includes(id));
    expect(await failureOf(perform(bench, 'remove_old', { keep: fresh }))).toMatchObject({
      code: 'unsafe',
      message: expect.stringContaining('still wants 4 servers'),
    });
    expect((await readGroup(bench)).instances.every(instance => instance.protected)).toBe(true);
  });

  test('remove_old refuses to keep fewer than are wanted, or servers that are not there', async () => {
    const { bench, fresh } = await recycled();
    expect(await failureOf(perform(bench, 'remove_old', { keep: fresh.slice(0, 1) }))).toMatchObject({
      code: 'unsafe',
      message: `Only 1 servers of ${bench.group} would be kept, but 2 are wanted.`,
    });
    expect(await failureOf(perform(bench, 'remove_old', { keep: [...fresh, 'i-0'] }))).toMatchObject({
      code: 'unsafe',
      message: `Not in ${bench.group}: i-0.`,
    });
  });

  test('remove_old refuses while a kept server does not serve', async ({ skip }) => {
    need('boot', skip);
    const bench = await group();
    const old = await idsOf(bench);
    await perform(bench, 'recycle', { spin_down: '15m' });
    await bench.world.advance(6 * 60_000 + 5_000);
    await perform(bench, 'cancel_recycle');
    const fresh = (await idsOf(bench)).filter(id => !old.includes(id));
    expect(await failureOf(perform(bench, 'remove_old', { keep: fresh }))).toMatchObject({
      code: 'unsafe',
      message: expect.stringContaining('are not in service'),
    });
    expect((await readGroup(bench)).instances.filter(instance => old.includes(instance.id)).every(instance => instance.protected)).toBe(true);
  });

  test('remove_old refuses to keep servers that the group might remove instead', async () => {
    const { bench, fresh } = await recycled();
    await bench.others.setInstanceProtection({ AutoScalingGroupName: bench.group, InstanceIds: fresh.slice(0, 1), ProtectedFromScaleIn: false });
    expect(await failureOf(perform(bench, 'remove_old', { keep: fresh }))).toMatchObject({
      code: 'unsafe',
      message: expect.stringContaining(`not protected from scale-in: ${fresh[0]}.`),
    });
  });

  test('remove_new removes exactly the servers named and keeps the old ones', async () => {
    const { bench, old, fresh } = await recycled();
    const { performed, outputs } = await perform(bench, 'remove_new', { ids: fresh });
    expect(performed.map(effect => effect.does)).toEqual(['SetInstanceProtection', 'UpdateAutoScalingGroup']);
    expect(outputs).toEqual({ kept: old, removed: fresh });
    await bench.shrink();
    expect(await idsOf(bench)).toEqual(old);
    expect(await perform(bench, 'remove_new', { ids: fresh })).toMatchObject({ wasDone: true });
  });

  test('remove_new refuses while the size is doubled, and where too few would remain', async () => {
    const bench = await group();
    const old = await idsOf(bench);
    await perform(bench, 'recycle', { spin_down: '15m' });
    await bench.boot();
    const fresh = (await idsOf(bench)).filter(id => !old.includes(id));
    expect(await failureOf(perform(bench, 'remove_new', { ids: fresh }))).toMatchObject({
      code: 'unsafe',
      hint: expect.stringContaining('asg.cancel_recycle'),
    });
    await perform(bench, 'cancel_recycle');
    expect(await failureOf(perform(bench, 'remove_new', { ids: [...fresh, ...old.slice(0, 1)] }))).toMatchObject({
      code: 'unsafe',
      message: expect.stringContaining('Only 1 servers'),
    });
    expect(await perform(bench, 'remove_new', { ids: fresh })).toMatchObject({ outputs: { kept: old, removed: fresh } });
  });
});
