import { describe, expect, it } from 'vitest';
import { makeProject, ndjson } from '../support/project.ts';

const DEPLOY = `
version: 1
name: deploy
title: Deploy
target: shop/prod
steps:
  - { id: go, confirm: Go on? }
  - { id: swap, run: ["sh", "-c", "echo swapped >> swaps.txt"] }
`;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('targets on the command line', () => {
  it('shows who holds what and refuses a second start, naming the holder', async () => {
    const project = makeProject({ 'runbooks/deploy.yml': DEPLOY });
    expect(await project.cli(['targets'])).toMatchObject({ code: 0, stdout: 'No target is locked or frozen.\n' });
    expect((await project.cli(['run', 'deploy', '--non-interactive'])).code).toBe(5);
    const { targets } = JSON.parse((await project.cli(['targets', '--json'])).stdout) as { targets: { holder: { run: string } }[] };
    expect(targets).toEqual([
      { target: 'shop/prod', holder: { run: expect.stringMatching(/^deploy-/), starter: expect.any(String), since: expect.stringMatching(ISO) }, freezes: [] },
    ]);
    const run = targets[0]?.holder.run ?? '';
    const second = await project.cli(['run', 'deploy', '--non-interactive']);
    expect(second).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(`shop/prod is locked by run ${run}, which `) });
    expect((await project.cli(['targets'])).stdout).toMatch(new RegExp(`^target +is +by +since +until +why\nshop/prod +locked .* run ${run}\n$`));
    const refused = await project.cli(['unlock', 'shop/prod', '--reason', 'in my way']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`End it (\`runbook cancel ${run}\``) });
    await project.cli(['cancel', 'last']);
    expect((await project.cli(['targets'])).stdout).toBe('No target is locked or frozen.\n');
    expect(await project.cli(['unlock', 'shop/prod', '--reason', 'x'])).toMatchObject({ code: 2, stderr: 'Nobody holds the lock of shop/prod.\n' });
  });

  it('a freeze stops a run that is under way with exit 4, with who and why; unfreeze and resume go on', async () => {
    const project = makeProject({ 'runbooks/deploy.yml': DEPLOY });
    await project.cli(['run', 'deploy', '--non-interactive']);
    expect((await project.cli(['freeze', 'shop/prod', '--reason', 'incident 7'])).stdout).toBe('shop/prod is frozen.\n');
    await project.cli(['approve', 'last', 'go']);
    const stopped = await project.cli(['resume', 'last', '--json']);
    expect(stopped.code).toBe(4);
    expect(ndjson(stopped.stdout).at(-1)).toMatchObject({
      type: 'run-parked',
      why: 'frozen',
      message: expect.stringMatching(/^shop\/prod is frozen by .+: incident 7$/),
    });
    const again = await project.cli(['resume', 'last']);
    expect(again.code).toBe(4);
    expect(again.stdout).toMatch(/shop\/prod is frozen by .+: incident 7\nTo go on: runbook resume deploy-/);
    expect(project.read('swaps.txt')).toBe('');
    expect((await project.cli(['status', 'last'])).stdout).toMatch(/\nshop\/prod is frozen by .+: incident 7\n$/);
    expect((await project.cli(['unfreeze', 'shop/prod', '--reason', 'over'])).code).toBe(0);
    expect((await project.cli(['status', 'last'])).stdout).not.toContain('incident');
    expect((await project.cli(['resume', 'last'])).code).toBe(0);
    expect(project.read('swaps.txt')).toBe('swapped\n');
  });

  it('check-freeze tells a CI job by its exit code', async () => {
    const project = makeProject({ 'runbooks/deploy.yml': DEPLOY });
    expect(await project.cli(['check-freeze', 'shop/prod'])).toMatchObject({ code: 0, stdout: 'shop/prod is not frozen.\n' });
    await project.cli(['freeze', 'shop/prod', '--reason', 'release', '--until', '2999-01-01T00:00Z']);
    const found = await project.cli(['check-freeze', 'shop/prod']);
    expect(found).toMatchObject({ code: 4, stdout: expect.stringMatching(/^shop\/prod is frozen by .+ until 2999-01-01T00:00:00\.000Z: release\n$/) });
    const told = JSON.parse((await project.cli(['check-freeze', 'shop/prod', '--json'])).stdout) as unknown;
    expect(told).toMatchObject({ frozen: true, target: 'shop/prod', freezes: [{ reason: 'release', until: '2999-01-01T00:00:00.000Z', run: null }] });
    expect((await project.cli(['run', 'deploy', '--yes'])).code).toBe(4);
    expect((await project.cli(['runs', '--json'])).stdout).toBe('{"runs":[]}\n');
  });

  it.each([
    [['freeze', 'shop/prod'], 'Say why with --reason "…": others read it when they are stopped.'],
    [['freeze', 'shop/prod', '--reason', ' '], 'Say why with --reason'],
    [['freeze', 'a\nb', '--reason', 'x'], '"a\\nb" is no name of a target'],
    [['freeze', '', '--reason', 'x'], '"" is no name of a target'],
    [['freeze', 'shop/prod', '--reason', 'x', '--until', 'friday'], 'friday is no time. Write a duration (2h)'],
    [['freeze', 'shop/prod', '--reason', 'x', '--until', '2020-01-01'], '2020-01-01 is over already.'],
    [['unfreeze', 'shop/prod'], 'shop/prod is not frozen.'],
    [['unlock', 'shop/prod'], 'Say why with --reason'],
    [['targets', 'a\tb'], 'is no name of a target'],
  ])('%j is refused with exit 2 and changes nothing', async (args, message) => {
    const project = makeProject({ 'runbooks/deploy.yml': DEPLOY });
    expect(await project.cli(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect((await project.cli(['targets', '--json'])).stdout).toBe('{"targets":[]}\n');
  });

  it.each(['', ' ', 'a\nb', 'x'.repeat(201)])('a run whose target would be %j is refused before it exists', async name => {
    const project = makeProject({
      'runbooks/deploy.yml': DEPLOY.replace('target: shop/prod', "target: '{{ inputs.stage }}'\ninputs: { stage: { type: string } }"),
    });
    const message = 'is no name of a target: 1 to 200 characters on one line, without control characters.';
    expect(await project.cli(['run', 'deploy', '--yes', '-i', `stage=${name}`])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
    expect((await project.cli(['runs', '--json'])).stdout).toBe('{"runs":[]}\n');
  });

  it('run --wait names the holder, starts when it lets go, and Ctrl-C leaves', async () => {
    const project = makeProject({ 'runbooks/deploy.yml': DEPLOY });
    await project.cli(['run', 'deploy', '--non-interactive']);
    const waiting = project.start(['run', 'deploy', '--yes', '--wait']);
    await waiting.says('Waiting for it; Ctrl-C leaves.');
    const leaving = project.start(['run', 'deploy', '--yes', '--wait']);
    await leaving.says('Waiting for it; Ctrl-C leaves.');
    leaving.child.kill('SIGINT');
    expect(await leaving.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('Left the queue. No run was started.') });
    await project.cli(['cancel', 'last']);
    expect((await waiting.ended).code).toBe(0);
    expect(project.read('swaps.txt')).toBe('swapped\n');
    expect((await project.cli(['runs'])).stdout.split('\n').filter(line => line.startsWith('deploy-'))).toHaveLength(2);
  });
});
