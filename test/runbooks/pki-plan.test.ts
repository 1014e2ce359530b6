import { expect, test } from 'vitest';
import { runbook } from '../support/cli.ts';
import { prepareRehearsal } from '../support/rehearsal.ts';

/** Every step of pki-prod-deploy and pki-recycle that a plan must name, in order. */
const milestones = [
  'login',
  'tools/gpg',
  'baseline',
  'last',
  'staging',
  'cut',
  'promote/probe',
  'promote/true_up/ours',
  'promote/mr',
  'promote/share',
  'promote/mergeable',
  'go',
  'merge',
  'merged',
  'mirror',
  'recycle/announce',
  'recycle/before',
  'recycle/recycle',
  'recycle/follow/look',
  'recycle/follow/postpone',
  'recycle/inspect',
  'recycle/spin_down',
  'recycle/remove/remove_old',
  'recycle/live',
  'recycle/hour',
  'recycle/worse',
  'tag/prod_now',
  'tag/sign',
  'tag/release',
  'done',
];

test('a plan in the world reaches the last step, and changes nothing', async () => {
  const rehearsal = prepareRehearsal();
  const { code, stdout } = await rehearsal.rehearse('--dry-run');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ failedReads: 0 });
  const { view, writes } = await rehearsal.look();
  expect(Object.values(writes).every(count => count === 0)).toBe(true);
  const { 'fix-cac': main, 'rc-111': prod, 'feature-a': last } = view.git.identity_pki.commits;
  expect(rehearsal.git('origin', 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/').split('\n')).toEqual([
    `refs/heads/main ${main?.sha}`,
    `refs/heads/stages/prod ${prod?.sha}`,
    `refs/heads/stages/rc-2026-03-05 ${last?.sha}`,
  ]);
  expect(rehearsal.git('clone', 'for-each-ref', '--format=%(refname)', 'refs/heads/', 'refs/tags/').split('\n')).toEqual([
    'refs/heads/main',
    'refs/tags/2026-03-05T190412',
  ]);
  expect(rehearsal.git('clone', 'status', '--porcelain')).toBe('');
});

test('a plan without inputs, connections or a person shows every step', async () => {
  const { code, stdout } = await runbook(['run', 'pki-prod-deploy', '--dry-run', '--offline', '--non-interactive']);
  expect(code).toBe(0);
  const shown = [...stdout.matchAll(/\(([a-z_]+(?:\/[a-z_]+)*)\)$/gm)].map(([, path]) => path ?? '');
  expect(shown.filter(path => milestones.includes(path))).toEqual(milestones);
});

test('the rollback can be planned', async () => {
  const { code, stdout } = await runbook(['plan', 'pki-rollback', '--offline']);
  expect(code).toBe(0);
  for (const path of ['scale_in/remove_new', 'take_back/revert', 'mirror', 'recycle/recycle', 'retrospective']) expect(stdout).toContain(`(${path})`);
});
