/**
 * Shows the progress view of a scenario (a JSON file named on the command line). The first phase is shown at once, each SIGUSR2
 * brings the next one, so that a test decides when things happen.
 */
import { readFileSync } from 'node:fs';
import type { JournalRecord } from '../../engine/core/events.ts';
import type { FrozenPlan } from '../../engine/core/plan.ts';
import type { DriveEnd } from '../../engine/core/ports.ts';
import { openProgress } from '../../engine/report/progress.ts';

export interface Scenario {
  readonly plan: FrozenPlan;
  readonly phases: readonly Phase[];
}

export interface Phase {
  readonly now: number;
  readonly records?: readonly JournalRecord[];
  readonly lines?: readonly (readonly [path: string, text: string])[];
  /** Written by somebody else while the view is paused. */
  readonly aside?: string;
  readonly then?: 'pause' | 'resume' | 'throw' | 'exit';
  readonly end?: DriveEnd;
}

const { plan, phases }: Scenario = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
let now = phases[0]?.now ?? 0;
const view = await openProgress({ plan, out: process.stdout, now: () => now, color: process.argv[3] === 'color' });
const living = setInterval(() => undefined, 60_000);
let next = 0;
process.on('SIGUSR2', showNext);
showNext();

function showNext(): void {
  const phase = phases[next++];
  if (!phase) return;
  now = phase.now;
  for (const record of phase.records ?? []) view.record(record);
  for (const [path, text] of phase.lines ?? []) view.line(path, text);
  if (phase.then === 'pause') view.pause();
  if (phase.aside !== undefined) process.stdout.write(phase.aside);
  if (phase.then === 'resume') view.resume();
  if (phase.then === 'exit') process.exit(3);
  if (phase.then === 'throw') throw new Error('thrown by the scenario');
  if (phase.end) {
    view.close(phase.end);
    const { user, system } = process.cpuUsage();
    process.stdout.write(`cpu ${Math.round((user + system) / 1_000)} ms\n`);
    clearInterval(living);
  }
}
