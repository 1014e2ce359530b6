import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/cli.ts';
import { type Entry, type Rehearsal, prepareRehearsal } from '../support/rehearsal.ts';

const files = ['pki-prod-deploy.yml', 'pki-recycle.yml', 'pki-rollback.yml', 'pki-prod-deploy.world.yml'];
const bytes = (): string[] => files.map(file => readFileSync(join(repository, 'runbooks', file), 'base64'));

test('a full release goes from staging to production, and every trace of it is right', async () => {
  const before = bytes();
  const rehearsal = prepareRehearsal();
  const { code, stderr, entries } = await rehearsal.rehearse('--yes');
  expect({ code, stderr: stderr.replace(/^The holidays .*\n/, '') }).toEqual({ code: 0, stderr: '' });
  expect(bytes()).toEqual(before);
  expectAllDone(entries);
  expectAboutHundredMinutes(entries);
  await expectReleased(rehearsal, '112');
});

/** Every step that began has succeeded; every other one says why it was skipped. */
function expectAllDone(entries: readonly Entry[]): void {
  const finished = entries.filter(({ type }) => type === 'step-finished');
  expect(finished.length).toBeGreaterThan(50);
  expect(finished.filter(({ status, reason = '' }) => status !== 'succeeded' && !(status === 'skipped' && reason.startsWith('only if ')))).toEqual([]);
  expect(entries.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded', incomplete: [] });
}

/** 20 minutes of review, 15 of recycling, an hour of watching. */
function expectAboutHundredMinutes(entries: readonly Entry[]): void {
  const minutes = (entries.at(-1)?.took ?? 0) / 60_000;
  expect(minutes).toBeGreaterThan(94);
  expect(minutes).toBeLessThan(106);
}

async function expectReleased(rehearsal: Rehearsal, number: string): Promise<void> {
  const { view } = await rehearsal.look();
  const merge = rehearsal.git('origin', 'rev-parse', 'stages/prod');
  const { 'rc-111': old, 'fix-cac': candidate } = view.git.identity_pki.commits;
  expect(rehearsal.git('origin', 'log', '-1', '--format=%P', merge)).toBe(`${old?.sha} ${candidate?.sha}`);
  expect(rehearsal.git('origin', 'rev-parse', `${merge}^{tree}`)).toBe(candidate?.tree);
  const tag = expectOneTag(rehearsal, merge);
  expect(view.gitlab['lg/identity-pki']?.releases.at(-1)).toEqual({ name: `RC ${number}`, tag, description: expect.stringMatching(/^- fix-cac /) });
  expect(view.gitlab['lg/identity-pki']?.merge_requests.at(-1)).toMatchObject({
    title: `Deploy RC ${number} to Prod`,
    labels: ['status - promotion'],
    state: 'merged',
    squash: false,
  });
  expect(view.asg['prod-pivcac']).toMatchObject({
    size: { desired: 2 },
    instances: [
      { sha: merge, serving: true },
      { sha: merge, serving: true },
    ],
  });
  expectToldInSlack(view.slack.channels, number, merge);
}

/** The tag is annotated; peeled it is the merge, and the remote has it. */
function expectOneTag(rehearsal: Rehearsal, merge: string): string {
  const rows = rehearsal.git('origin', 'ls-remote', '--tags', '.').split('\n');
  const peeled = rows.filter(row => row.startsWith(merge));
  expect(peeled).toEqual([expect.stringMatching(/\trefs\/tags\/2026-03-10T\d{6}\^\{\}$/)]);
  return peeled[0]?.replace(/^.*refs\/tags\//, '').replace('^{}', '') ?? '';
}

function expectToldInSlack(channels: Readonly<Record<string, readonly string[]>>, number: string, merge: string): void {
  const announced = expect.stringMatching(/^announce-release-pr: application: PIV\/CAC \(identity-pki\), link: http:.*\/merge_requests\/2$/);
  const recycled = `announce-recycle: rc: ${number}`;
  expect(channels).toEqual({
    'login-appdev': [
      announced,
      recycled,
      expect.stringMatching(/^PKI RC [\d.]+: 2 new servers are starting. The group shrinks at 10:\d\d at the earliest.$/),
      expect.stringContaining(`PKI deploy of RC ${number} succeeded. ${merge} Tag: 2026-03-10T`),
    ],
    'login-delivery': [announced],
    'login-devops': [recycled],
  });
}
