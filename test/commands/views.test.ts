import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { repository, runbook } from '../support/cli.ts';
import { type PtyScreen, openPty } from '../support/screen.ts';

const folder = mkdtempSync(join(tmpdir(), 'views-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'runbooks'));
writeFileSync(join(folder, 'runbooks/hi.yml'), 'version: 1\nname: hi\ntitle: Say hi\nsteps:\n  - { id: say, name: Say it, run: [echo, "hi there"] }\n');

const state = (name: string): Record<string, string> => ({ RUNBOOK_STATE_DIR: join(folder, name) });

async function runIn(name: string, env: Record<string, string>): Promise<PtyScreen> {
  const screen = openPty({ argv: [process.execPath, join(repository, 'engine/main.ts'), 'run', 'hi'], cwd: folder, env: { ...state(name), ...env } });
  expect(await screen.exited).toBe(0);
  return screen;
}

it('redraws on a terminal, in colours, and leaves the end on the screen', async () => {
  const screen = await runIn('terminal', {});
  expect(screen.raw()).toContain('\x1b[?25l');
  expect(screen.raw()).toMatch(/\x1b\[32m✔/);
  expect(screen.history().join('\n')).toMatch(/^✔ Say it.*\n\nRun \S+ succeeded.*\.\n/);
  expect(screen.cursorHidden()).toBe(false);
});

it('has no colours where NO_COLOR is set', async () => {
  const screen = await runIn('no-color', { NO_COLOR: '1' });
  expect(screen.raw()).toContain('\x1b[?25l');
  expect(screen.raw()).not.toMatch(/\x1b\[3\d?m/);
});

it.each([{ CI: 'true' }, { TERM: 'dumb' }])('writes plain lines with %j, without any control sequence', async env => {
  const screen = await runIn(Object.keys(env).join(), env);
  expect(screen.raw()).not.toContain('\x1b');
  expect(screen.history().join('\n')).toMatch(/^[-\d]+ [:\d]+ run \S+ started by .*: Say hi\n(?:.*\n)*[-\d]+ [:\d]+ say \| hi there\n/);
});

it('writes one event a line with --json', async () => {
  const { code, stdout } = await runbook(['run', 'hi', '--json'], { cwd: folder, env: state('json') });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { type: string; seq: number; status?: string });
  expect(code).toBe(0);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  expect(events[0]?.type).toBe('run-started');
  expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
});
