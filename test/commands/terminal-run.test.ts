import { spawn } from '@lydell/node-pty';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../support/cli.ts';
import { makeProject } from '../support/project.ts';

const ASKS = `
version: 1
name: asks
title: Asks
inputs:
  zebra: { type: string, description: First question }
  apple: { type: integer, description: Second question }
  mango: { type: string, default: "m-{{ inputs.zebra }}" }
  blue: { type: boolean, description: Third question }
steps:
  - { id: show, run: ["printf", "%s|%s|%s|%s", "{{ inputs.zebra }}", "{{ inputs.apple }}", "{{ inputs.mango }}", "{{ inputs.blue }}"], effect: read }
  - { id: tell, run: ["sh", "-c", "printf '%s' \\"$T\\" > told.txt"], env: { T: "{{ steps.show.outputs.stdout }}" } }
`;

const HOSTILE = '\x1b[2J\x1b[1;1H\x1b]0;owned\x07\x1b[?1049h\x9b2Kevil';

const SCREEN = `
version: 1
name: screen
title: Screen
inputs: { text: { type: string } }
steps:
  - { id: shout, run: ["printf", "%s", "{{ inputs.text }}"], effect: read }
  - { id: go, confirm: "Really {{ inputs.text }}?", show: ["{{ inputs.text }}"] }
  - { id: refuse, run: ["sh", "-c", "printf '%s' \\"$T\\" >&2; exit 3"], env: { T: "{{ inputs.text }}" } }
`;

const SLOW = `
version: 1
name: slow
title: Slow
steps:
  - { id: slow, run: ["sh", "-c", "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo did >> one.txt"], effect: change, check: { run: ["test", "-e", "one.txt"] } }
  - { id: two, run: ["sh", "-c", "echo did >> two.txt"], effect: change }
`;

describe('a run in a terminal', () => {
  it('asks for missing inputs in the written order, again where an answer does not fit', async () => {
    const project = makeProject({ 'runbooks/asks.yml': ASKS });
    const screen = project.pty(['run', 'asks']);
    await screen.until(text => text.includes('First question'));
    expect(screen.lines().join('\n')).not.toContain('Second question');
    screen.type('a"; touch x; #\r');
    await screen.until(text => text.includes('Second question'));
    screen.type('many\r');
    await screen.until(text => /number/i.test(text));
    screen.type('\x7f\x7f\x7f\x7f12\r');
    await screen.until(text => text.includes('Third question'));
    screen.type('yes\r');
    expect(await screen.exited).toBe(0);
    expect(project.read('told.txt')).toBe('a"; touch x; #|12|m-a"; touch x; #|true');
    expect(project.read('x')).toBe('');
    expect(screen.cursorHidden()).toBe(false);
  });

  it('is not disturbed by what values and commands hold', async () => {
    const project = makeProject({ 'runbooks/screen.yml': SCREEN });
    const screen = project.pty(['run', 'screen', '--input', `text=${HOSTILE}`, '--yes', '--non-interactive']);
    expect(await screen.exited).toBe(1);
    const raw = screen.raw();
    for (const sequence of ['owned', '\x1b[2J', '\x1b[1;1H', '1049h', '\x9b']) expect(raw).not.toContain(sequence);
    expect(screen.history().join('\n')).toContain('`sh` ended with exit code 3: evil');
    expect(screen.cursorHidden()).toBe(false);
  });

  it('shows a gate in words that cannot forge the screen, and takes the answer given there', async () => {
    const project = makeProject({ 'runbooks/screen.yml': SCREEN });
    const screen = project.pty(['run', 'screen', '--input', `text=${HOSTILE}`]);
    await screen.until(text => text.includes('Leave it open and answer later'));
    expect(screen.lines().join('\n')).toContain('Really evil?');
    screen.type('\r');
    expect(await screen.exited).toBe(5);
    for (const sequence of ['owned', '\x1b[2J', '1049h', '\x9b']) expect(screen.raw()).not.toContain(sequence);
    expect((await project.cli(['status', 'last'])).stdout).toContain('To go on: runbook resume');
  });

  it('parks when its terminal is closed: the step ends, nothing more begins', async () => {
    const project = makeProject({ 'runbooks/slow.yml': SLOW });
    const file = join(repository, 'engine', 'main.ts');
    const env = { ...process.env, RUNBOOK_STATE_DIR: project.state, TERM: 'xterm-256color', CI: '' };
    const child = spawn(process.execPath, [file, 'run', 'slow'], { cols: 80, rows: 24, cwd: project.folder, env });
    let seen = '';
    await new Promise<void>(resolve => child.onData(text => (seen += text).includes('begun') && resolve()));
    const owner = project.start(['status', 'last']);
    expect((await owner.ended).stdout).toContain(`is driven by pid ${child.pid} `);
    const gone = new Promise<void>(resolve => child.onExit(() => resolve()));
    (child as unknown as { destroy(): void }).destroy();
    writeFileSync(join(project.folder, 'go'), '');
    await gone;
    expect([project.read('one.txt'), project.read('two.txt')]).toEqual(['did\n', '']);
    expect((await project.cli(['status', 'last', '--json'])).stdout).toContain('"parked":true,"owner":null');
    expect((await project.cli(['resume', 'last'])).code).toBe(0);
    expect([project.read('one.txt'), project.read('two.txt')]).toEqual(['did\n', 'did\n']);
  });
});
