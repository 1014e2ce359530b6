import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { openWorld, type World } from '../../../engine/rehearse/open-world.ts';
import type { WorldFile } from '../../../engine/rehearse/world-file.ts';
import { asg } from '../../../plugins/asg/plugin.ts';
import { git } from '../../../plugins/git/plugin.ts';
import { MINUTE } from '../../support/asg-bench.ts';
import { useWorld } from '../../support/use-world.ts';

/** A connection that works by the team's commands, started through aws-vault, in a real world. */
const PLUGINS = [git, asg];
const SCRIPT = { text: '#!/bin/sh\nexec asg-scripts "${0##*/}" "$@"\n' };
const NAMES = ['asg-size', 'ls-servers', 'asg-recycle', 'scale-remove-old-instances', 'scale-remove-new-instances'];
const FILE: WorldFile = {
  version: 1,
  name: 'scripts',
  title: 'Two servers, recycled by hand-made commands',
  clock: '2026-03-10T10:00:00-04:00',
  starter: 'ana',
  people: { ana: [] },
  git: {
    identity_pki: { history: { main: ['base'], 'stages/prod': ['base', { merge: 'rc-111', from: ['base'] }] } },
    identity_devops: { history: { main: ['scripts'] }, files: Object.fromEntries(NAMES.map(name => [`bin/${name}`, SCRIPT])) },
  },
  asg: {
    'prod-pivcac': {
      profile: 'prod-power',
      mode: 'scripts',
      checkout: 'identity_devops',
      size: { min: 1, desired: 2, max: 4 },
      boots: { branch: 'stages/prod', takes: '6m' },
      protected: true,
      balancer: 'classic',
    },
  },
  programs: { 'aws-vault': {}, 'asg-scripts': {} },
};
const GROUP = { env: 'prod', role: 'pivcac' };

const open: { folder: string; world: World }[] = [];
afterEach(async () => {
  for (const { folder, world } of open.splice(0)) {
    await world.close();
    rmSync(folder, { recursive: true });
  }
});

async function start(fault: JsonObject = {}, env: Readonly<Record<string, string>> = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scripts-')));
  const faults = Object.keys(fault).length === 0 ? {} : { it: { when: { step: 'now' }, asg: { 'prod-pivcac': fault } } };
  const world = await openWorld({ folder, plugins: PLUGINS, flows: false, create: { world: FILE, faults } });
  open.push({ folder, world });
  const used = useWorld(world, PLUGINS, 'prod-power', env);
  const ids = async (): Promise<string[]> => {
    const { instances } = (await used.use('asg.describe', GROUP)).outputs as unknown as { instances: readonly { id: string }[] };
    return instances.map(({ id }) => id);
  };
  return {
    ...used,
    ids,
    world,
    strike: () => world.stepStarted('now'),
    pass: (minutes: number) => world.clock.advanceTo(world.clock.now() + minutes * MINUTE),
  };
}

test('a recycle to its end: the commands change the group, AWS says what came of it', async () => {
  const { use, ids, lines, pass } = await start();
  const old = await ids();
  expect(lines).toContain('prod-pivcac: desired 2, min 1, max 4, health check ELB');
  expect(lines.filter(line => line.startsWith(old[0] ?? '?') && line.endsWith('InService'))).toHaveLength(2);
  const { effects, outputs } = await use('asg.recycle', { ...GROUP, spin_down: '15m' });
  expect(effects).toEqual([
    {
      does: 'bin/asg-recycle',
      to: 'prod-pivcac',
      data: { argv: ['bin/asg-recycle', 'prod', 'pivcac'] },
      says: 'run bin/asg-recycle prod pivcac: double prod-pivcac from 2 to 4 servers; it schedules the way back itself',
    },
  ]);
  expect(outputs).toEqual({ spin_down_at: '2026-03-10T14:15:00.000Z', desired_before: 2, desired: 4, old_ids: old });
  expect((await use('asg.recycle', { ...GROUP, spin_down: '15m' })).effects).toEqual([]);
  await use('asg.postpone', { ...GROUP, by: '20m' });
  await pass(21);
  const fresh = (await ids()).filter(id => !old.includes(id));
  const removed = await use('asg.remove_old', { ...GROUP, keep: fresh });
  expect(removed.effects.map(({ data }) => data)).toEqual([{ argv: ['bin/scale-remove-old-instances', 'prod', 'pivcac', '-f'] }]);
  expect(removed.outputs).toEqual({ kept: fresh, removed: old });
  await pass(1);
  expect(await ids()).toEqual(fresh);
});

test('the new servers go by the mirror command, after the recycle was stopped through AWS', async () => {
  const { use, ids, pass, failureOf } = await start();
  const old = await ids();
  await use('asg.recycle', { ...GROUP, spin_down: '15m' });
  await pass(7);
  const fresh = (await ids()).filter(id => !old.includes(id));
  expect((await use('asg.cancel_recycle', GROUP)).outputs).toEqual({ desired: 2, cancelled: ['RecycleOnce'] });
  expect(await failureOf('asg.remove_new', { ...GROUP, ids: old })).toEqual({
    code: 'unsafe',
    message: `bin/scale-remove-new-instances would keep ${old.join(', ')}, not ${fresh.join(', ')}.`,
    hint: 'The script chooses by launch time alone. Use a connection without `mode: scripts`, or remove the others by hand. Nothing was changed.',
  });
  expect((await use('asg.remove_new', { ...GROUP, ids: fresh })).effects.map(({ does }) => does)).toEqual(['bin/scale-remove-new-instances']);
  await pass(1);
  expect(await ids()).toEqual(old);
});

test('a command that ends well and does nothing is found out', async () => {
  const { failureOf, strike } = await start({ ignored: 2 });
  await strike();
  expect(await failureOf('asg.recycle', { ...GROUP, spin_down: '15m' })).toEqual({
    code: 'not-done',
    message:
      'bin/asg-recycle prod pivcac ended with exit code 0, but prod-pivcac has not doubled with its way back scheduled: it wants 2 servers. ' +
      'It said last: Set prod-pivcac from 2 to 4; back at 2026-03-10T14:15:00.000Z',
    hint: "Its exit code proves nothing. Read the step's log and look at the group with asg.describe; retry only where nothing has happened.",
    data: { command: 'bin/asg-recycle prod pivcac', exit_code: 0 },
  });
});

test('a command that was cut off after the doubling is never started again: that would be the ratchet', async () => {
  const { failureOf, strike, pass, world } = await start({ lost: 1, size: { max: 8 } });
  await strike();
  expect(await failureOf('asg.recycle', { ...GROUP, spin_down: '15m' })).toMatchObject({ code: 'not-done', data: { exit_code: 1 } });
  await pass(20);
  expect(await failureOf('asg.recycle', { ...GROUP, spin_down: '15m' })).toEqual({
    code: 'unsafe',
    message:
      'prod-pivcac was doubled from 2 to 4 at 2026-03-10T14:00:00.000Z, and nothing is scheduled that brings it back: a recycle may have been cut off half-way.',
    hint: 'If it was, set it back to 2 (`aws autoscaling set-desired-capacity --auto-scaling-group-name prod-pivcac --desired-capacity 2`), then retry. If 4 is its size now, an hour later it counts as normal. Nothing was changed.',
  });
  expect((await world.view())['asg']).toMatchObject({ 'prod-pivcac': { size: { desired: 4 } } });
});

test('a command that ends badly and did its work is no failure', async () => {
  const { use, ids, pass, strike, lines } = await start({ lost: 1 });
  const old = await ids();
  await use('asg.recycle', { ...GROUP, spin_down: '15m' });
  await pass(16);
  await strike();
  expect((await use('asg.remove_old', GROUP)).outputs).toMatchObject({ removed: old });
  expect(lines).toContainEqual(expect.stringContaining('bin/scale-remove-old-instances prod pivcac -f ended with exit code 1: '));
});

test('inside aws-vault of the same profile nothing is nested, inside another one nothing is done', async () => {
  const { use } = await start({}, { AWS_VAULT: 'prod-power', AWS_ACCESS_KEY_ID: 'AKIAREHEARSAL0000000' });
  expect(await use('asg.recycle', { ...GROUP, spin_down: '15m' }).catch((error: Error) => error.message)).not.toContain('aws-vault');
  const other = await start({}, { AWS_VAULT: 'sandbox-power' });
  expect(await other.failureOf('asg.describe', GROUP)).toEqual({
    code: 'nested',
    message:
      'You are inside `aws-vault exec sandbox-power`, but the connection prod-power needs prod-power: aws-vault cannot be nested, and sandbox-power is another account or role.',
    hint: 'Leave that shell (`exit`), then go on with `runbook resume` in one without AWS_VAULT.',
  });
});

test('a session is fetched again before it ends, and one that ends early is a matter of logging in', async () => {
  const { use, pass, failureOf, strike } = await start({ sessions: 'mfa' });
  await use('asg.describe', GROUP);
  await pass(61);
  await use('asg.describe', GROUP);
  await strike();
  expect(await failureOf('asg.describe', GROUP)).toMatchObject({ code: 'credentials', data: { aws: 'ExpiredToken' } });
  expect(await failureOf('asg.describe', GROUP)).toEqual({
    code: 'credentials',
    message:
      '`aws-vault` gave no credentials for the connection `prod-power`: aws-vault: error: exec: Failed to get credentials for prod-power: operation error STS: GetSessionToken, AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.',
    hint: 'Log in with `aws-vault exec prod-power -- true`, then go on.',
  });
});
