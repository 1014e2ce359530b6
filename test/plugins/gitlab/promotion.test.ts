import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Action } from '../../../engine/core/action.ts';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { openWorld } from '../../../engine/rehearse/open-world.ts';
import type { World } from '../../../engine/rehearse/open-world.ts';
import type { WorldFile } from '../../../engine/rehearse/world-file.ts';
import { git } from '../../../plugins/git/plugin.ts';
import { gitlab } from '../../../plugins/gitlab/plugin.ts';
import { createBench } from '../../support/action-context.ts';

/** The git and GitLab half of the PKI runbooks, step by step, in a real world. */
const FILE: WorldFile = {
  version: 1,
  name: 'promotion',
  title: 'Production is a patch release behind main',
  clock: '2026-03-10T10:00:00-04:00',
  starter: 'ana',
  people: { ana: ['login-deployer'], ben: ['login-deployer'] },
  inputs: { repo: '{{ git.identity_pki.clone }}' },
  git: {
    identity_pki: {
      origin: 'gitlab',
      mirror: { url: 'https://github.com/18F/identity-pki', lag: '40s' },
      history: { main: ['base', 'feature-a', 'fix-cac'], 'stages/prod': ['base', { merge: 'rc-111', from: ['feature-a'] }] },
      tags: { '2026-03-05T190412': 'rc-111' },
      files: { 'bin/tag-release': { text: '#!/bin/sh\nset -eu\nt=$(date -u +%Y-%m-%dT%H%M%S)\ngit tag -s "$t" -m "$t release"\ngit push origin "$t"\n' } },
    },
  },
  gitlab: {
    'lg/identity-pki': {
      releases: [{ name: 'RC 111', tag: '2026-03-05T190412' }],
      pipeline: { takes: '12m', ends: 'success' },
      approvals: { required: 1, after: '20m', by: 'ben' },
    },
  },
  programs: { gpg: { key: 'ana', agent: 'cached' } },
};
const RC = 'stages/rc-2026-03-10';
const PROD = { url: 'https://github.com/18F/identity-pki', ref: 'refs/heads/stages/prod' };

let folder: string;
let world: World;
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'promotion-')));
  const faults = {
    conflict: { when: { step: 'mergeable' }, git: { identity_pki: { push: { to: 'stages/prod', commit: 'hotfix', conflicts: true } } } },
  };
  world = await openWorld({ folder, plugins: [git, gitlab], flows: false, create: { world: FILE, faults } });
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

/** One step: in the clone, with the connection and environment of the world. */
async function use(name: string, params: JsonObject): Promise<Record<string, Json>> {
  const [plugin, verb] = name.split('.');
  const action: Action | undefined = [...git.actions, ...gitlab.actions].find(
    found => found.name === verb && (plugin === 'git' ? git : gitlab).actions.includes(found),
  );
  if (!action) throw new Error(`no action ${name}`);
  const config = world.configure({ 'time-zone': 'UTC', connections: {}, groups: {}, holidays: {}, absences: [] });
  const connection = config.connections['gitlab'];
  const secret = connection?.token && 'env' in connection.token ? world.environment()[connection.token.env] : undefined;
  const bench = createBench(
    { folder, environment: () => ({ ...world.environment() }), now: world.clock.now },
    { folder: world.inputs['repo'] as string, connection: { url: () => connection?.url ?? '', token: async () => secret ?? '' } },
  );
  return (await bench.perform(action, plugin === 'gitlab' ? { project: 'lg/identity-pki', ...params } : params)).outputs;
}

const minutes = (count: number) => world.clock.advanceTo(world.clock.now() + count * 60_000);

/** From the cut to the merge; returns the merge commit. */
async function promote(): Promise<string> {
  await use('git.fetch', { prune: true });
  const { name } = await use('git.free_branch', { name: RC });
  await use('git.branch', { name: name ?? '', from: 'origin/main', push: true });
  const notes = await use('git.notes', { from: 'origin/stages/prod', to: `origin/${RC}` });
  const mr = await use('gitlab.open_merge_request', {
    source: RC,
    target: 'stages/prod',
    title: 'Deploy RC 112 to Prod',
    description: notes['markdown'] ?? '',
  });
  await minutes(20);
  expect(await use('gitlab.merge_request', { iid: mr['iid'] ?? 0 })).toMatchObject({ status: 'mergeable', pipeline: 'success' });
  const tip = await use('git.commit', { ref: `origin/${RC}` });
  const before = await use('git.commit', { ref: 'origin/stages/prod' });
  const { sha } = await use('gitlab.merge', { iid: mr['iid'] ?? 0, sha: tip['sha'] ?? '', squash: false });
  expect(await use('git.commit', { ref: 'origin/stages/prod' })).toMatchObject({
    sha,
    tree: tip['tree'],
    parents: [before['sha'], tip['sha']],
    is_revert: false,
  });
  return sha as string;
}

test('a release is promoted, mirrored, tagged and published', async () => {
  expect(await use('gitlab.last_release', { prefix: 'RC ' })).toEqual({ number: '111', next: '112', name: 'RC 111', sure: false });
  const sha = await promote();
  expect(await use('git.remote_ref', PROD)).not.toMatchObject({ sha });
  await minutes(1);
  expect(await use('git.remote_ref', PROD)).toEqual({ exists: true, sha });
  expect(await use('git.pull', { branch: 'stages/prod' })).toMatchObject({ sha });
  expect(await use('git.tags_at', { ref: sha, remote: true })).toEqual({ tags: [] });
  const clone = world.inputs['repo'] as string;
  await promisify(execFile)(join(clone, 'bin/tag-release'), { cwd: clone, env: { ...world.environment() } });
  const { tags } = (await use('git.tags_at', { ref: sha, remote: true })) as { tags: string[] };
  expect(tags).toHaveLength(1);
  await use('gitlab.release', { tag: tags[0] ?? '', name: 'RC 112', description: 'notes' });
  expect(await use('gitlab.last_release', { prefix: 'RC ' })).toEqual({ number: '112', next: '113', name: 'RC 112', sure: true });
  const summary = await world.summary();
  expect(summary.find(({ plugin }) => plugin === 'gitlab')?.lines).toEqual(['lg/identity-pki: !1 merged · releases RC 111, RC 112']);
});

test('a release is taken back, and the next one must be trued up', async () => {
  const bad = await promote();
  await use('git.pull', { branch: 'stages/prod' });
  const { sha, tree } = await use('git.revert', { commit: bad, mainline: 1, branch: 'revert-rc-112', push: true });
  const mr = await use('gitlab.open_merge_request', { source: 'revert-rc-112', target: 'stages/prod', title: 'Revert RC 112' });
  await minutes(20);
  await use('gitlab.merge', { iid: mr['iid'] ?? 0, sha: sha ?? '', squash: false });
  const after = await use('git.commit', { ref: 'origin/stages/prod' });
  expect(after).toMatchObject({ tree, is_revert: true });
  const view = (await world.view())['git'] as { identity_pki: { 'stages/prod': { tree: string }; commits: { 'rc-111': { tree: string } } } };
  expect(view.identity_pki['stages/prod'].tree).toBe(view.identity_pki.commits['rc-111'].tree);
  expect(await use('git.probe_merge', { ours: 'origin/main', theirs: 'origin/stages/prod' })).toMatchObject({ conflict: false });
  expect(await use('git.free_branch', { name: RC })).toEqual({ name: `${RC}.2` });
});

test('a conflict that appears while waiting is trued up on the release branch', async () => {
  await use('git.branch', { name: RC, from: 'origin/main', push: true });
  const mr = await use('gitlab.open_merge_request', { source: RC, target: 'stages/prod', title: 'Deploy RC 112 to Prod' });
  await world.stepStarted('promote/mergeable');
  expect(await use('gitlab.merge_request', { iid: mr['iid'] ?? 0 })).toMatchObject({ status: 'conflict' });
  expect(await use('git.probe_merge', { ours: RC, theirs: 'origin/stages/prod' })).toMatchObject({ conflict: true });
  const merged = await use('git.merge', { branch: RC, from: 'origin/stages/prod', strategy: 'ours', push: 'force-with-lease' });
  expect(merged['tree']).toBe(merged['tree_before']);
  expect(await use('gitlab.open_merge_request', { source: RC, target: 'stages/prod', title: 'again' })).toMatchObject({ iid: mr['iid'], created: false });
  await minutes(20);
  expect(await use('gitlab.merge_request', { iid: mr['iid'] ?? 0 })).toMatchObject({ status: 'mergeable', sha: merged['sha'] });
});
