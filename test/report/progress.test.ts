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
});
