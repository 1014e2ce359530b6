import { EFFECTS, UNCHECKED } from './crash-runbook.ts';
import { type CrashReport, type Kill, type Victim, crashRun } from './crash-run.ts';
import type { Moment } from './in-flight.ts';

export interface Figures {
  readonly runs: number;
  readonly kills: readonly Kill[];
  /** Effects that stand in a log more than once, and those that stand in none although the run succeeded. */
  readonly repeated: readonly string[];
  readonly lost: readonly string[];
  /** Questions about steps with a check, and about steps without. */
  readonly asked: { readonly checked: number; readonly blind: number };
}

/** Kills run after run, two at a time, until there were at least so many kills. */
export async function crashUntil(kills: number, seed: number, told: (report: CrashReport) => void = () => {}): Promise<Figures> {
  const reports: CrashReport[] = [];
  let next = seed;
  let promised = 0;
  const lane = async (): Promise<void> => {
    while (promised < kills) {
      const most = Math.min(KILLS_A_RUN, kills - promised);
      promised += most;
      const report = await crashRun(next++, most);
      promised -= most - report.kills.length;
      reports.push(report);
      told(report);
    }
  };
  await Promise.all([lane(), lane()]);
  return toFigures(reports);
}

const KILLS_A_RUN = 16;

/** The table that the test prints: what was killed, and in what. */
export function printFigures({ runs, kills, repeated, lost, asked }: Figures): string {
  const cell = (text: string | number): string => String(text).padStart(9);
  const row = (name: string, own: readonly Kill[]): string =>
    name.padEnd(9) + MOMENTS.map(moment => cell(own.filter(kill => kill.moment === moment).length)).join('') + cell(own.length);
  return [
    `${''.padEnd(9)}${MOMENTS.map(cell).join('')}${cell('kills')}`,
    ...VICTIMS.map(victim =>
      row(
        victim,
        kills.filter(kill => kill.victim === victim),
      ),
    ),
    row('all', kills),
    `runs ${runs}, effects ${runs * EFFECTS.length}: repeated ${repeated.length}, lost ${lost.length}`,
    `questions: ${asked.checked} with a check, ${asked.blind} without (kills in do without a check: ${blindKills(kills)})`,
  ].join('\n');
}

export function blindKills(kills: readonly Kill[]): number {
  return kills.filter(kill => kill.isBlind).length;
}

const MOMENTS: readonly Moment[] = ['look', 'do', 'confirm', 'settle', 'read', 'between'];
const VICTIMS: readonly Victim[] = ['engine', 'group', 'command'];

function toFigures(reports: readonly CrashReport[]): Figures {
  const tell = (seed: number, path: string): string => `seed ${seed}: ${path}`;
  const questions = reports.flatMap(report => report.questions);
  return {
    runs: reports.length,
    kills: reports.flatMap(report => report.kills),
    repeated: reports.flatMap(({ seed, effects }) => effects.filter((path, index) => effects.indexOf(path) !== index).map(path => tell(seed, path))),
    lost: reports.flatMap(({ seed, effects }) => EFFECTS.filter(path => !effects.includes(path)).map(path => tell(seed, path))),
    asked: {
      checked: questions.filter(path => !UNCHECKED.includes(path)).length,
      blind: questions.filter(path => UNCHECKED.includes(path)).length,
    },
  };
}
