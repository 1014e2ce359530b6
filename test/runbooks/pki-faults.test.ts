import { expect, test } from 'vitest';
import { type Entry, prepareRehearsal } from '../support/rehearsal.ts';

test('unhealthy new servers end the deploy: no old server goes, and the rollback takes over', async () => {
  const rehearsal = prepareRehearsal();
  const { code, entries } = await rehearsal.rehearse('--yes', '--fault', 'unhealthy_new_instances');
  expect(code).toBe(5);
  const { view } = await rehearsal.look();
  const { 'rc-111': old } = view.git.identity_pki.commits;
  const kept = view.asg['prod-pivcac'].instances.filter(({ sha, serving }) => sha === old?.sha && serving);
  expect(kept).toHaveLength(2);
  expect(finished(entries, 'recycle/remove')).toBeUndefined();
  const said = 'The new servers do not become healthy. No old server was removed; they still serve. Now: roll back.';
  expect(view.slack.channels['login-appdev']?.at(-1)).toContain(`PKI deploy of RC 112 failed. ${said}`);
  expect(entries.find(({ type }) => type === 'run-finished')).toMatchObject({ status: 'failed', failure: { step: 'recycle/follow/look', message: said } });
  const merge = rehearsal.git('origin', 'rev-parse', 'stages/prod');
  expect(entries.filter(({ type }) => type === 'run-started').at(-1)).toMatchObject({
    runbook: 'pki-rollback',
    inputs: { number: '112', merge_sha: merge, reason: said },
  });
});

test('a conflict that comes while people review is trued up, and the deploy goes on', async () => {
  const rehearsal = prepareRehearsal();
  const { code, entries } = await rehearsal.rehearse('--yes', '--fault', 'merge_conflict');
  expect(code).toBe(0);
  expect(finished(entries, 'promote/true_up')).toMatchObject({ status: 'skipped' });
  expect(finished(entries, 'promote@2/true_up/ours')).toMatchObject({ status: 'succeeded' });
  expect(finished(entries, 'promote@2/share')).toMatchObject({ status: 'skipped' });
  const { view } = await rehearsal.look();
  const { 'fix-cac': candidate, hotfix } = view.git.identity_pki.commits;
  expect(rehearsal.git('origin', 'rev-parse', 'stages/prod^{tree}', 'stages/prod^1').split('\n')).toEqual([candidate?.tree, hotfix?.sha]);
  expect(view.slack.channels['login-appdev']).toHaveLength(4);
});

test('without Slack the deploy goes on, and says what it could not say', async () => {
  const rehearsal = prepareRehearsal();
  const { code, entries } = await rehearsal.rehearse('--yes', '--fault', 'slack_down');
  expect(code).toBe(0);
  expect(entries.at(-1)).toMatchObject({ status: 'succeeded', incomplete: ['promote/share', 'recycle/announce', 'recycle/eta', 'done'] });
  const { view } = await rehearsal.look();
  expect(Object.values(view.slack.channels).flat()).toEqual([]);
  expect(view.gitlab['lg/identity-pki']?.releases.at(-1)?.name).toBe('RC 112');
});

test('servers that are merely slow get more time: the scale-down is put off', async () => {
  const { code, entries } = await prepareRehearsal().rehearse('--yes', '--fault', 'slow_new_instances');
  expect(code).toBe(0);
  expect(finished(entries, 'recycle/follow/postpone')).toMatchObject({ status: 'succeeded' });
  expect(finished(entries, 'recycle/follow@2/look')).toMatchObject({ status: 'succeeded' });
});

test('extra servers go before the group doubles', async () => {
  const { code, entries } = await prepareRehearsal().rehearse('--yes', '--fault', 'extra_servers');
  expect(code).toBe(0);
  const order = entries.filter(({ type }) => type === 'step-finished').map(({ path }) => path);
  expect(finished(entries, 'recycle/extra')).toMatchObject({ status: 'succeeded' });
  expect(order.indexOf('recycle/extra')).toBeLessThan(order.indexOf('recycle/recycle'));
});

test('a release is not tagged where stages/prod has moved on', async () => {
  const rehearsal = prepareRehearsal();
  const { code, entries } = await rehearsal.rehearse('--yes', '--fault', 'merge_meanwhile');
  expect(code).toBe(0);
  expect(entries.at(-1)).toMatchObject({ status: 'succeeded', incomplete: ['tag'] });
  const { view } = await rehearsal.look();
  expect(Object.keys(view.git.identity_pki.tags)).toEqual(['2026-03-05T190412']);
});

test('errors after the deploy are shown beside those before it, and a no leads to the rollback', async () => {
  const rehearsal = prepareRehearsal();
  const answers = rehearsal.answers({ worse: false });
  const { code, entries } = await rehearsal.rehearse('--yes', '--answers', answers, '--fault', 'errors_after');
  expect(code).toBe(5);
  const gate = entries.find(({ type, path }) => type === 'gate-opened' && path === 'recycle/worse')?.gate;
  expect(gate?.show[0]).toBe('Errors in the last hour: 4 %; before the deploy: 0.2 %');
  expect(entries.filter(({ type }) => type === 'run-started').at(-1)).toMatchObject({ runbook: 'pki-rollback', inputs: { number: '112' } });
});

function finished(entries: readonly Entry[], path: string): Entry | undefined {
  return entries.find(entry => entry.type === 'step-finished' && entry.path === path);
}
