import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const RUNBOOK = `
version: 1
name: demo
title: A demo
target: prod
steps:
${Array.from({ length: 12 }, (_, index) => `  - { id: s${index}, run: ["sh", "-c", "echo s${index} >> done.txt"], effect: change, check: {run: ["grep", "-qx", "s${index}", "done.txt"]} }`).join('\n')}
`;

/** A file system of its own for the state; undefined (with a printed reason) where this user may not mount one. */
function smallDisk(project: Project, kilobytes: number): string | undefined {
  const at = join(project.folder, 'disk');
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', at], { stdio: 'pipe' });
  } catch (error) {
    console.log(`skipped: a small file system cannot be mounted here (${error instanceof Error ? error.message.split('\n')[0] : ''})`);
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', at]));
  return at;
}

/** Leaves so many bytes on a disk. */
function fill(disk: string, left: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

const lines = (project: Project): string[] => project.read('done.txt').trim().split('\n').filter(Boolean);

describe('a full disk', () => {
  it('at the start: no run, no effect, exit 2', async context => {
    const project = makeProject({ 'runbooks/demo.yml': RUNBOOK, 'done.txt': '' });
    const disk = smallDisk(project, 64);
    if (disk === undefined) return context.skip();
    fill(disk, 8_192);
    const { code, stderr } = await project.cli(['run', 'demo'], { RUNBOOK_STATE_DIR: disk });
    expect(stderr).toMatch(
      /^No space is left for the state in .*\. Nothing was begun that is not recorded, and nothing is lost\. Make room, then try again\.\n$/,
    );
    expect(code).toBe(2);
    expect(lines(project)).toEqual([]);
  });

  it('at any later moment: no effect without a claim, and with room again the run ends with each effect once', async context => {
    const codes: (number | null)[] = [];
    const done: number[] = [];
    for (const left of [120, 160, 200, 240, 280, 320, 400]) {
      const project = makeProject({ 'runbooks/demo.yml': RUNBOOK, 'done.txt': '' });
      const disk = smallDisk(project, 1_024);
      if (disk === undefined) return context.skip();
      fill(disk, left * 1_024);
      const env = { RUNBOOK_STATE_DIR: disk };
      const first = await project.cli(['run', 'demo'], env);
      codes.push(first.code);
      done.push(lines(project).length);
      expect(first.code === 0 || first.stderr.includes('No space is left for the state')).toBe(true);
      rmSync(join(disk, 'ballast'));
      const isThere = (await project.cli(['runs', '--json'], env)).stdout.includes('"run":');
      const resumed = await project.cli(['resume', 'last'], env);
      expect(isThere ? ['0 0', '5 0'] : ['2 2']).toContain(`${first.code} ${resumed.code}`);
      expect(lines(project)).toEqual(isThere ? Array.from({ length: 12 }, (_, index) => `s${index}`) : []);
    }
    console.log(`full disk: exit codes ${codes.join(' ')}, effects before it was full ${done.join(' ')}`);
    expect(codes).toContain(5);
  });
});
