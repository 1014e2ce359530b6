import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Project, type Running, makeProject } from '../support/project.ts';

/** Its first step runs until the file `go` is there; what SIGTERM does to it is seen in `ended.txt`. */
const RUNBOOK = `
version: 1
name: slow
title: Slow
target: prod
steps:
  - id: slow
    run: ["sh", "-c", "trap 'echo ended >> ended.txt; exit 9' TERM; echo begun; while [ ! -e go ]; do sleep 0.05; done; echo did >> one.txt"]
    effect: change
    check: { run: ["test", "-e", "one.txt"] }
  - { id: two, run: ["sh", "-c", "echo did >> two.txt"], effect: change }
finally:
  - { id: clean, run: ["sh", "-c", "echo did >> clean.txt"], effect: change }
`;

async function begun(): Promise<{ project: Project; run: Running; go(): void }> {
  const project = makeProject({ 'runbooks/slow.yml': RUNBOOK });
  const run = project.start(['run', 'slow']);
  await run.says('slow | begun');
  return { project, run, go: () => writeFileSync(join(project.folder, 'go'), '') };
}

const effects = (project: Project): string[] => ['one', 'two', 'clean', 'ended'].map(name => project.read(`${name}.txt`).trim());

describe('stopping a run', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s lets the running step end, starts nothing more, parks, exit 130', async signal => {
    const { project, run, go } = await begun();
    run.child.kill(signal);
    expect((await project.cli(['status', 'last'])).stdout).toContain(`is driven by pid ${run.child.pid} `);
    go();
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(effects(project)).toEqual(['did', '', '', '']);
    expect(stdout).toMatch(/ slow succeeded\b.*\n(?:.*\n)*Run slow-\S+ is parked.*\nTo go on: runbook resume slow-\S+\n$/);
    expect((await project.cli(['resume', 'last'])).code).toBe(0);
    expect(effects(project)).toEqual(['did', 'did', 'did', '']);
  });

  it('a second Ctrl-C ends the step and its group; its check settles it at the resume', async () => {
    const { project, run, go } = await begun();
    run.child.kill('SIGINT');
    await run.says('Stopping after');
    run.child.kill('SIGINT');
    await run.says('Ending the running step. Press Ctrl-C again to leave at once.');
    expect((await run.ended).code).toBe(130);
    expect(effects(project)).toEqual(['', '', '', 'ended']);
    go();
    const resumed = await project.cli(['resume', 'last']);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain('slow started: slow, attempt 2');
    expect(effects(project)).toEqual(['did', 'did', 'did', 'ended']);
  });

  it('cancel from another process ends the step, skips the rest, runs finally, exit 1', async () => {
    const { project, run } = await begun();
    const cancelled = await project.cli(['cancel', 'last', '--reason', 'wrong commit']);
    expect(cancelled).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/Run slow-\S+ was cancelled/);
    expect(effects(project)).toEqual(['', '', 'did', 'ended']);
    expect(await project.cli(['cancel', 'last'])).toMatchObject({ code: 2, stdout: '' });
    expect((await project.cli(['resume', 'last'])).code).toBe(1);
    expect((await project.cli(['run', 'slow', '--dry-run', '--offline'])).code).toBe(0);
  });

  it('a second terminal cannot drive it, nor change the same target; both exits are 4 and name what is in the way', async () => {
    const { project, run, go } = await begun();
    const [resume, json, other] = await Promise.all([project.cli(['resume', 'last']), project.cli(['resume', 'last', '--json']), project.cli(['run', 'slow'])]);
    expect(resume.code).toBe(4);
    expect(resume.stderr).toContain(`Another process drives this run: pid ${run.child.pid} on `);
    expect(resume.stderr).toContain('Use that terminal, or end it first, or give --take-over.');
    expect(json.code).toBe(4);
    expect(JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ status: 'refused', code: 'owned' });
    expect(other.code).toBe(4);
    expect(other.stderr).toMatch(/^prod is locked by run slow-\S+, which \S+ started at .*See `runbook status slow-\S+`/);
    go();
    expect((await run.ended).code).toBe(0);
    expect(effects(project)).toEqual(['did', 'did', 'did', '']);
  });

  it('--take-over ends the first process and goes on; the first one changes nothing more', async () => {
    const { project, run, go } = await begun();
    const second = project.start(['resume', 'last', '--take-over']);
    expect((await run.ended).signal).toBe('SIGKILL');
    go();
    expect((await second.ended).code).toBe(0);
    expect(effects(project)).toEqual(['did', 'did', 'did', '']);
  });

  it('a reader that leaves early does not end the run', async () => {
    const { project, run, go } = await begun();
    run.child.stdout?.destroy();
    go();
    expect((await run.ended).code).toBe(0);
    expect(effects(project)).toEqual(['did', 'did', 'did', '']);
  });
});
