import { rmSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import { UNCHECKED, readEffects, writeCrashRunbook } from './crash-runbook.ts';
import { type InFlight, type Moment, commandsOf, inFlight } from './in-flight.ts';
import { type Leg, ask, startLeg } from './leg.ts';

/** What is killed: the engine alone, its whole process group (commands live on in theirs), or the command alone. */
export type Victim = 'engine' | 'group' | 'command';

export interface Kill {
  readonly victim: Victim;
  readonly path: string;
  readonly moment: Moment;
  /** In *do*, of a step whose effect only a person can look for. */
  readonly isBlind: boolean;
}

/** What became of one run that was killed again and again. */
export interface CrashReport {
  readonly seed: number;
  readonly kills: readonly Kill[];
  /** Steps that a person was asked about. */
  readonly questions: readonly string[];
  readonly effects: readonly string[];
}

/** The longest that a leg is left alone, in milliseconds. */
const LONGEST = 650;

/** Starts the runbook, kills it `most` times at moments that the seed names, resumes it each time, and lets it end. */
export async function crashRun(seed: number, most: number): Promise<CrashReport> {
  const folder = writeCrashRunbook();
  const random = randomFrom(seed);
  const kills: Kill[] = [];
  const questions: string[] = [];
  let leg = startLeg(folder, ['run', 'crash.yml']);
  const run = (await leg.begun) ?? explain(leg, seed);
  for (;;) {
    if (kills.length >= most || !(await isAliveAfter(leg, random() * LONGEST))) {
      const { code } = await leg.ended;
      if (code === 0) break;
      if (code !== 6) explain(leg, seed, code);
      questions.push(...(await settleAll(folder, run)));
    } else {
      const kill = await killOne(folder, leg, VICTIMS[Math.floor(random() * VICTIMS.length)] ?? 'engine', random, kills);
      if (kill) kills.push(kill);
      if (!kill || kill.victim === 'command') continue;
    }
    leg = startLeg(folder, ['resume', run]);
    await leg.begun;
  }
  const effects = readEffects(folder);
  rmSync(folder, { recursive: true, force: true });
  return { seed, kills, questions, effects };
}

const VICTIMS: readonly Victim[] = ['engine', 'group', 'command'];

/** Whether the process still lives when its time is over. */
async function isAliveAfter(leg: Leg, ms: number): Promise<boolean> {
  return Promise.race([pass(ms, true), leg.ended.then(() => false)]);
}

async function killOne(folder: string, leg: Leg, victim: Victim, random: () => number, before: readonly Kill[]): Promise<Kill | undefined> {
  if (victim === 'command') return killCommand(folder, leg, random, before);
  if (!signal(victim === 'group' ? -leg.pid : leg.pid)) return undefined;
  if ((await leg.ended).signal !== 'SIGKILL') return undefined;
  return toKill(victim, inFlight(folder));
}

/** The engine lives on and must see for itself what became of the command. A step whose command always dies fails: spare it. */
function killCommand(folder: string, leg: Leg, random: () => number, before: readonly Kill[]): Kill | undefined {
  const commands = commandsOf(leg.pid).filter(({ path }) => before.filter(kill => kill.victim === 'command' && kill.path === path).length < 3);
  const command = commands[Math.floor(random() * commands.length)];
  if (!command) return undefined;
  const known = inFlight(folder).filter(({ path }) => path === command.path);
  return signal(command.pid) ? toKill('command', known) : undefined;
}

function toKill(victim: Victim, flying: readonly InFlight[]): Kill {
  const [{ path, moment } = { path: '', moment: 'between' as const }] = flying;
  return { victim, path, moment, isBlind: flying.some(entry => entry.moment === 'do' && UNCHECKED.includes(entry.path)) };
}

/** Answers each open question as a careful person would: by looking at the log. */
async function settleAll(folder: string, run: string): Promise<readonly string[]> {
  const { gates } = JSON.parse(await ask(folder, ['status', run])) as { readonly gates: readonly string[] };
  for (const path of gates) await ask(folder, ['settle', run, path, readEffects(folder).includes(path) ? 'done' : 'redo']);
  return gates;
}

function signal(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function explain(leg: Leg, seed: number, code?: number | null): never {
  throw new Error(`seed ${seed}: the process ended${code === undefined ? ' at its start' : ` with ${code}`}\n${leg.said()}`);
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
