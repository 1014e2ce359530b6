import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { rmSync, renameSync } from 'node:fs';
import { type Project, makeProject, ndjson } from '../support/project.ts';
import { PREFIX, gitIn, makeRemote, scratch } from '../support/target-stores.ts';

const DEPLOY = `
version: 1
name: deploy
title: Deploy
target: shop/prod
steps:
  - { id: first, run: ["sh", "-c", "echo first >> did.txt"] }
  - { id: go, confirm: Go on? }
  - { id: swap, run: ["sh", "-c", "echo swapped >> did.txt"] }
`;
const REF = `${PREFIX}/shop%2Fprod`;

/** Two people on two machines: each a state directory of their own, one git remote between them. */
function makeTeam(): { readonly ana: Project; readonly ben: Project; readonly remote: string } {
  const remote = makeRemote(scratch());
  const files = { 'runbooks/deploy.yml': DEPLOY, 'runbook.config.yml': `version: 1\ntargets: { git: ${remote} }\n` };
  return { ana: makeProject(files), ben: makeProject(files), remote };
}

async function holderOf(project: Project): Promise<string | undefined> {
  const { targets } = JSON.parse((await project.cli(['targets', 'shop/prod', '--json'])).stdout) as { targets: { holder: { run: string } | null }[] };
  return targets[0]?.holder?.run;
}

describe('two state directories that share a git remote', () => {
  it('a target that one holds is refused to the other by name, until the run has ended', async () => {
    const { ana, ben, remote } = makeTeam();
    expect((await ana.cli(['run', 'deploy', '--non-interactive'])).code).toBe(5);
    const run = (await holderOf(ben)) ?? '';
    expect(await ben.cli(['run', 'deploy', '--yes'])).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining(`shop/prod is locked by run ${run}, which `),
    });
    expect((await ben.cli(['runs', '--json'])).stdout).toBe('{"runs":[]}\n');
    const waiting = ben.start(['run', 'deploy', '--yes', '--wait']);
    await waiting.says('Waiting for it; Ctrl-C leaves.');
    expect((await ana.cli(['resume', 'last', '--yes'])).code).toBe(0);
    expect((await waiting.ended).code).toBe(0);
    expect([ana.read('did.txt'), ben.read('did.txt')]).toEqual(['first\nswapped\n', 'first\nswapped\n']);
    expect(await holderOf(ana)).toBeUndefined();
    const titles = gitIn(remote, 'log', '--reverse', '--format=%s', REF).split('\n');
    expect(titles.map(title => title.replace(/deploy-\S+/, 'RUN'))).toEqual(
      Array.from({ length: 2 }, () => ['Lock shop/prod for run RUN', 'Release shop/prod from run RUN']).flat(),
    );
  });

  it('a freeze by one stops the run of the other before its next change; the history tells who and why', async () => {
    const { ana, ben, remote } = makeTeam();
    await ana.cli(['run', 'deploy', '--non-interactive']);
    expect((await ben.cli(['freeze', 'shop/prod', '--reason', 'incident 7'])).code).toBe(0);
    await ana.cli(['approve', 'last', 'go']);
    const stopped = await ana.cli(['resume', 'last', '--json']);
    expect(stopped.code).toBe(4);
    expect(ndjson(stopped.stdout).at(-1)).toMatchObject({ why: 'frozen', message: expect.stringMatching(/^shop\/prod is frozen by .+: incident 7$/) });
    expect(ana.read('did.txt')).toBe('first\n');
    expect((await ana.cli(['check-freeze', 'shop/prod'])).code).toBe(4);
    expect((await ana.cli(['plan', 'deploy'])).stdout).toContain('incident 7');
    expect((await ana.cli(['unfreeze', 'shop/prod', '--reason', 'over'])).code).toBe(0);
    expect((await ana.cli(['resume', 'last'])).code).toBe(0);
    expect(ana.read('did.txt')).toBe('first\nswapped\n');
    expect(gitIn(remote, 'log', '--format=%an %s %b', REF)).toMatch(/^\S+ Freeze shop\/prod incident 7$/m);
  });

  it('a lock that was broken with a reason stops its run while another has it, and is taken anew afterwards', async () => {
    const { ana, ben, remote } = makeTeam();
    await ana.cli(['run', 'deploy', '--non-interactive']);
    expect((await ana.cli(['unlock', 'shop/prod', '--reason', 'x'])).code).toBe(2);
    expect((await ben.cli(['unlock', 'shop/prod', '--reason', "Ana's machine is gone"])).code).toBe(0);
    expect(gitIn(remote, 'log', '-1', '--format=%b', REF)).toMatch(/^broke the lock of run deploy-\S+: Ana's machine is gone$/);
    await ben.cli(['run', 'deploy', '--non-interactive']);
    await ana.cli(['approve', 'last', 'go']);
    expect(await ana.cli(['resume', 'last'])).toMatchObject({ code: 4, stdout: expect.stringContaining('shop/prod is locked by run deploy-') });
    await ben.cli(['cancel', 'last']);
    expect((await ana.cli(['resume', 'last'])).code).toBe(0);
    expect(ana.read('did.txt')).toBe('first\nswapped\n');
    expect(await holderOf(ben)).toBeUndefined();
  });
});

describe('a git remote that cannot be reached', () => {
  it('is an answer of its own: nothing starts, a check fails closed, unless it may fail open', async () => {
    const { ana, remote } = makeTeam();
    rmSync(remote, { recursive: true });
    const message = `The locks and freezes in ${remote} cannot be reached: `;
    const closed = await ana.cli(['check-freeze', 'shop/prod']);
    expect(closed).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(message) });
    expect(closed.stderr).toContain('so it counts as frozen. --fail-open goes on instead.');
    expect((await ana.cli(['check-freeze', 'shop/prod', '--fail-open'])).code).toBe(0);
    expect(await ana.cli(['run', 'deploy', '--yes'])).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(message) });
    expect((await ana.cli(['runs', '--json'])).stdout).toBe('{"runs":[]}\n');
    expect(await ana.cli(['freeze', 'shop/prod', '--reason', 'x'])).toMatchObject({ code: 4, stderr: expect.stringContaining(message) });
    const planned = await ana.cli(['plan', 'deploy', '--offline']);
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining(message) });
  });

  it('stops a run before its next change; one that ends without it tells that its lock is left, and the next command gives it back', async () => {
    const { ana, ben, remote } = makeTeam();
    await ana.cli(['run', 'deploy', '--non-interactive']);
    await ana.cli(['approve', 'last', 'go']);
    const away = join(scratch(), 'away.git');
    renameSync(remote, away);
    expect(await ana.cli(['resume', 'last'])).toMatchObject({ code: 4, stdout: expect.stringContaining('cannot be reached') });
    expect(ana.read('did.txt')).toBe('first\n');
    const cancelled = await ana.cli(['cancel', 'last']);
    expect(cancelled).toMatchObject({ code: 0, stderr: expect.stringContaining('The next `runbook run` or `runbook targets` from here does it.') });
    renameSync(away, remote);
    expect(await holderOf(ben)).toMatch(/^deploy-/);
    await ana.cli(['targets']);
    expect(await holderOf(ben)).toBeUndefined();
  });
});
