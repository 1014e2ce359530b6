/** Measures what a user could feel, as ratios in one run (DESIGN 10). `npm run bench` builds first; takes about a minute. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../engine/commands/index.ts';
import { table } from '../../engine/commands/table.ts';
import { repository } from '../support/cli.ts';
import { openPty } from '../support/screen.ts';
import { writeThirty, writeTrue } from './runbooks.ts';
import { medians, timeProcess } from './samples.ts';

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly holds: boolean;
}

const node = process.execPath;
const bin = join(repository, 'engine/bin.mjs');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
process.env['RUNBOOK_STATE_DIR'] = join(folder, 'state');
const cli =
  (...args: readonly string[]) =>
  (): number =>
    timeProcess([node, bin, ...args], folder);
const has = (name: string): boolean => commands.some(command => command.name === name);

execFileSync(node, [join(repository, 'engine/build.ts')]);
const rows = [...startUp(), ...thousandSteps(), ...linear(), ...(await view(120)), ...(await view(5_000))];
rmSync(folder, { recursive: true });
console.log(table([['', 'what', 'measured', 'goal'], ...rows.map(({ what, measured, goal, holds }) => [holds ? 'ok' : 'NO', what, measured, goal])], 160));
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;

function startUp(): readonly Row[] {
  const thirty = writeThirty(folder);
  const contenders: Record<string, () => number> = {
    bare: () => timeProcess([node, '-e', '0'], folder),
    version: cli('--version'),
    validate: cli('validate', thirty),
    ...(has('plan') && { plan: cli('plan', thirty, '--offline') }),
  };
  const { bare = 0, ...rest } = medians(15, contenders);
  const limits: Readonly<Record<string, number>> = { version: 15, validate: 120, plan: 120 };
  return Object.entries(rest).map(([name, ms]) => atMost(`start-up of ${name} over bare Node (${bare.toFixed(0)} ms)`, ms - bare, limits[name] ?? 0, 'ms'));
}

function thousandSteps(): readonly Row[] {
  if (!has('run')) return [];
  const runbook = writeTrue(folder, 1_000);
  let round = 0;
  const loop = join(repository, 'test/bench/bare-loop-program.ts');
  const { bare, run } = medians(3, {
    bare: () => timeProcess([node, loop, join(folder, `loop${round++}.db`), '1000'], folder),
    run: cli('run', runbook, '--non-interactive'),
  });
  return [atMost(`1,000 steps over a bare loop of spawn and insert (${bare.toFixed(0)} ms)`, run / bare, 1.3, 'times')];
}

/** Four times the steps: four times the time, start-up taken off. */
function linear(): readonly Row[] {
  const [small, large] = [writeTrue(folder, 1_250), writeTrue(folder, 5_000)];
  const measured = medians(5, { version: cli('--version'), small: cli('validate', small), large: cli('validate', large) });
  const ratio = (measured.large - measured.version) / (measured.small - measured.version);
  return [atMost(`5,000 steps validated (${measured.large.toFixed(0)} ms) over 1,250`, ratio, 4.8, 'times')];
}

async function view(steps: number): Promise<readonly Row[]> {
  const screen = openPty({ argv: [node, join(repository, 'test/bench/view-program.ts'), String(steps), '5'] });
  await screen.exited;
  const [, share = 'NaN'] = /share ([\d.]+)/.exec(screen.history().join('\n')) ?? [];
  return [atMost(`progress view of ${steps} steps and 50 lines a second`, Number(share), 5, '% of a core')];
}

function atMost(what: string, value: number, limit: number, unit: string): Row {
  return { what, measured: `${value.toFixed(unit === 'times' ? 2 : 1)} ${unit}`, goal: `at most ${limit} ${unit}`, holds: value <= limit };
}
