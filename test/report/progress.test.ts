import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Step } from '../../engine/core/runbook.ts';
import { T0, finished, headOf, journal, runStarted, started } from '../support/journal.ts';
import { planOf } from '../support/plan-of.ts';
import type { Phase, Scenario } from '../support/progress-program.ts';
import { type PtyOptions, type PtyScreen, openPty } from '../support/screen.ts';

const folder = mkdtempSync(join(tmpdir(), 'progress-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = fileURLToPath(new URL('../support/progress-program.ts', import.meta.url));
let count = 0;

function show(scenario: Scenario, options: Omit<PtyOptions, 'argv'> & { readonly mode?: string } = {}): PtyScreen {
  const file = join(folder, `${count++}.json`);
  writeFileSync(file, JSON.stringify(scenario));
  return openPty({ argv: [process.execPath, program, file, ...(options.mode ? [options.mode] : [])], ...options });
}

const SGR = /\x1b\[(?:[1-9]|3\d)m/;

const steps = (from: number, to: number): Step[] =>
  Array.from({ length: to - from }, (_, index) => ({ id: `s${from + index}`, name: `Step ${from + index}`, run: ['true'] }));

describe('the progress view in a terminal of 80x24', () => {
  it('never takes more than the screen with 120 steps, and shows the running one with its last lines', async () => {
    const phases: Phase[] = [];
    for (let index = 0; index < 120; index += 10) {
      const before = Array.from({ length: 10 }, (_, offset) => index - 10 + offset).filter(step => step >= 0);
      phases.push({
        now: T0 + index * 1_000,
        records: journal(
          [0, runStarted],
          ...before.slice(1).map(step => [step, started(`s${step}`)] as const),
          ...before.map(step => [step, finished(`s${step}`)] as const),
          [index, started(`s${index}`, `Step ${index}`)],
        ),
        lines: ['one', 'two', 'three', `line of ${index}`].map(text => [`s${index}`, text] as const),
      });
    }
    const rest = Array.from({ length: 10 }, (_, offset) => [120, finished(`s${110 + offset}`)] as const);
    phases.push({ now: T0 + 120_000, records: journal(...rest), end: { status: 'finished', head: headOf({ endedAt: T0 + 120_000 }) } });
    const screen = show({ plan: planOf(steps(0, 120)), phases });
    let mostScrolled = 0;
    for (let index = 0; index < 120; index += 10) {
      await screen.until(text => text.includes(`line of ${index}\n`));
      mostScrolled = Math.max(mostScrolled, screen.scrolled());
      expect(screen.lines().filter(line => line !== '').length).toBeLessThanOrEqual(22);
      expect(screen.lines().join('\n')).toMatch(new RegExp(`Step ${index}\\b.*\\n +two\\n +three\\n +line of ${index}\\n`));
      screen.signal('SIGUSR2');
    }
    expect(await screen.exited).toBe(0);
    expect(mostScrolled).toBe(0);
    expect(screen.history().join('\n')).toContain('Run r1 succeeded after 2m.');
    expect(screen.cursorHidden()).toBe(false);
  });

  it('is not disturbed by what titles and lines hold', async () => {
    const hostile = '\x1b[2J\x1b[1;1H\x1b]0;owned\x07\x1b[?1049h\r\x08\x9b2Kevil';
    const records = journal([0, runStarted], [0, started('s0', hostile)]);
    const screen = show({ plan: planOf(steps(0, 3)), phases: [{ now: T0, records, lines: [['s0', hostile]] }] });
    await screen.until(text => text.includes('> evil') || /evil\n +evil/.test(text));
    expect(screen.lines().slice(0, 4)).toEqual(['❯ evil', '  evil', '· Step 1', '· Step 2']);
    expect(screen.raw()).not.toContain('1049h');
    expect(screen.raw()).not.toContain('owned');
    screen.signal('SIGKILL');
    await screen.exited;
  });

  it('leaves the terminal to others while it is paused, and draws again below', async () => {
    const screen = show({
      plan: planOf(steps(0, 3)),
      phases: [
        { now: T0, records: journal([0, runStarted], [0, started('s0', 'Step 0')]) },
        { now: T0, then: 'pause', aside: 'a question and its answer\n' },
        { now: T0 + 5_000, then: 'resume' },
      ],
    });
    await screen.until(text => text.includes('❯ Step 0'));
    expect(screen.cursorHidden()).toBe(true);
    screen.signal('SIGUSR2');
    await screen.until(text => text.includes('answer'));
    expect(screen.lines().filter(line => line !== '')).toEqual(['a question and its answer']);
    expect(screen.cursorHidden()).toBe(false);
    screen.signal('SIGUSR2');
    await screen.until(text => text.includes('❯ Step 0 (5s)'));
    expect(screen.lines()[0]).toBe('a question and its answer');
    screen.signal('SIGKILL');
    await screen.exited;
  });

  it.each([
    ['throw', 1],
    ['exit', 3],
  ] as const)('gives the cursor back when the program ends by %s', async (then, code) => {
    const screen = show({
      plan: planOf(steps(0, 3)),
      phases: [
        { now: T0, records: journal([0, runStarted]) },
        { now: T0, then },
      ],
    });
    await screen.until(text => text.includes('· Step 0'));
    expect(screen.cursorHidden()).toBe(true);
    screen.signal('SIGUSR2');
    expect(await screen.exited).toBe(code);
    expect(screen.cursorHidden()).toBe(false);
  });

  it('follows the size of the window', async () => {
    const long = 'A name that is rather long for a narrow window and must be cut in it';
    const screen = show({ plan: planOf(steps(0, 40)), phases: [{ now: T0, records: journal([0, runStarted], [0, started('s3', long)]) }] });
    await screen.until(text => text.includes('must be cut in it'));
    screen.resize(40, 10);
    await screen.until(text => /A name[^\n]*…/.test(text) && text.includes('more to come'));
    expect(screen.lines().filter(line => line !== '').length).toBeLessThanOrEqual(8);
    expect(screen.lines().every(line => line.length <= 40)).toBe(true);
    expect(screen.lines().filter(line => line.includes('A name'))).toHaveLength(1);
    screen.resize(100, 30);
    await screen.until(text => text.includes('must be cut in it') && text.includes('Step 20'));
    expect(screen.lines().filter(line => line.includes('A name'))).toHaveLength(1);
    screen.signal('SIGKILL');
    await screen.exited;
  });

  it('has colours only where they are asked for', async () => {
    const scenario: Scenario = {
      plan: planOf(steps(0, 2)),
      phases: [{ now: T0, records: journal([0, runStarted], [0, finished('s0')]), end: { status: 'finished', head: headOf() } }],
    };
    const plain = show(scenario, { env: { FORCE_COLOR: '1' } });
    const colored = show(scenario, { mode: 'color', env: { NO_COLOR: '1' } });
    await Promise.all([plain.exited, colored.exited]);
    expect(plain.raw()).not.toMatch(SGR);
    expect(colored.raw()).toMatch(SGR);
    expect(plain.history().filter(line => line !== '' && !line.startsWith('cpu'))).toEqual(['✔ Step 0', '· Step 1', 'Run r1 succeeded.']);
  });

  it('costs little with 5,000 steps and 5,000 lines', async () => {
    const plan = planOf(steps(0, 5_000));
    const begin = { now: T0, records: journal([0, runStarted], ...Array.from({ length: 2_500 }, (_, index) => [0, finished(`s${index}`)] as const)) };
    const lines = Array.from({ length: 5_000 }, (_, index) => ['s2500', `line ${index}`] as const);
    const screen = show({
      plan,
      phases: [
        begin,
        { now: T0, records: journal([0, started('s2500', 'Step 2500')]), lines },
        { now: T0 + 1_000, end: { status: 'finished', head: headOf() } },
      ],
    });
    await screen.until(text => text.includes('Step 2500'));
    screen.signal('SIGUSR2');
    await screen.until(text => text.includes('line 4999'));
    screen.signal('SIGUSR2');
    await screen.exited;
    console.log(`progress view of 5,000 steps, start-up of Node included: ${/cpu .*/.exec(screen.history().join('\n'))?.[0]}`);
    expect(screen.history().join('\n')).toContain('Run r1 succeeded.');
  });
});
