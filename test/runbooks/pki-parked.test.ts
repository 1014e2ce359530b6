import { expect, test } from 'vitest';
import { prepareRehearsal } from '../support/rehearsal.ts';

test('a run that was killed while it recycles goes on to the end, and doubles the group once', async () => {
  const rehearsal = prepareRehearsal();
  const started = rehearsal.start('--yes');
  await started.says('recycle/recycle does: double');
  started.child.kill('SIGKILL');
  await started.ended;
  const resumed = await rehearsal.join('resume', 'last', '--yes');
  expect(resumed.stderr).toBe('');
  expect(resumed.code).toBe(0);
  const { view } = await rehearsal.look();
  const merge = rehearsal.git('origin', 'rev-parse', 'stages/prod');
  expect(view.asg['prod-pivcac'].instances.map(({ sha }) => sha)).toEqual([merge, merge]);
  expect(view.gitlab['lg/identity-pki']?.releases.filter(({ name }) => name === 'RC 112')).toHaveLength(1);
  expect(view.slack.channels['login-devops']).toEqual(['announce-recycle: rc: 112']);
});

test('another person approves from another process while the run is parked', async () => {
  const rehearsal = prepareRehearsal();
  const parked = await rehearsal.rehearse('--non-interactive');
  expect(parked.code).toBe(5);
  expect(parked.entries.at(-1)).toMatchObject({ type: 'run-parked' });
  const own = await rehearsal.join('approve', 'last', 'go', '--as', 'ana');
  expect({ code: own.code, said: own.stdout + own.stderr }).toEqual({ code: 2, said: expect.stringContaining('ana started this run and may not approve it.') });
  expect(rehearsal.git('origin', 'branch', '--format=%(refname)', '--contains', 'stages/rc-2026-03-10')).not.toContain('stages/prod');
  expect((await rehearsal.join('approve', 'last', 'go', '--as', 'ben')).code).toBe(0);
  const resumed = await rehearsal.join('resume', 'last', '--yes');
  expect(resumed.code).toBe(0);
  expect(resumed.stdout).toContain('go approved by ben');
  expect((await rehearsal.look()).view.gitlab['lg/identity-pki']?.releases.at(-1)?.name).toBe('RC 112');
});
