import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from '../core/action.ts';
import { fail } from '../core/failure.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { worldMessages } from '../core/messages/rehearsal.ts';
import type { Config } from '../core/plan.ts';
import type { Actor, GateState } from '../core/state.ts';
import { renderValue } from '../core/template.ts';
import { claimFolder } from './claim-folder.ts';
import { type GateReply, answerKey, replyTo } from './answers.ts';
import { mergeConfig } from './connections.ts';
import { worldEnvironment } from './environment.ts';
import { type Fault, scheduleFaults } from './faults.ts';
import { type StandIns, loadStandIns } from '../core/load-stand-ins.ts';
import { type HomeFiles, openHomeFiles } from './home-files.ts';
import { writePrograms, writeScripts } from './programs.ts';
import { type Cast, startCast } from './start-cast.ts';
import { openStateFile, readIfThere, writeWhole } from './state-file.ts';
import { type VirtualClock, createVirtualClock } from './virtual-clock.ts';
import { type WorldFile, partsOf, peopleOf } from './world-file.ts';

export interface WorldOptions {
  /** The world's directory; everything that a later command needs to join it is kept there. */
  readonly folder: string;
  readonly plugins: readonly Plugin[];
  /** A new world, whose document was checked, and what goes wrong in it. Absent: the world in the folder is joined. */
  readonly create?: { readonly world: WorldFile; readonly faults?: Readonly<Record<string, Fault>> };
  /** False: time moves only by `clock.advanceTo` (tests). Default: true. */
  readonly flows?: boolean;
}

/** A running world of stand-ins. */
export interface World {
  readonly name: string;
  readonly title: string;
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly starter: Actor;
  readonly people: readonly Actor[];
  /** The runbook's inputs, rendered. */
  readonly inputs: JsonObject;
  /** Literal URLs of the runbook, to the local ones. */
  readonly urls: Readonly<Record<string, string>>;
  /** The whole environment of a child, and where secrets are looked up; its dates are those of now. */
  environment(): Readonly<Record<string, string>>;
  /** The config with the world's connections and groups only: nothing real can be reached through it. */
  configure(config: Config): Config;
  /** Lets the faults of a step happen. Told twice it does nothing. */
  stepStarted(path: string): Promise<void>;
  /** Names of faults that have not happened yet. */
  pendingFaults(): readonly string[];
  /** What somebody of the world says at a gate; undefined where nobody can. `answers` replace the world's own. */
  answer(path: string, gate: GateState, options: { readonly yes: boolean; readonly answers?: JsonObject }): GateReply | undefined;
  /** The stand-ins' states, by plugin. */
  view(): Promise<Readonly<Record<string, JsonObject>>>;
  /** What each service looks like now, a few lines each. */
  summary(): Promise<readonly { readonly plugin: string; readonly lines: readonly string[] }[]>;
  /** How many requests changed each service. */
  writes(): Readonly<Record<string, number>>;
  /** Stops everything; the folder stays. */
  close(): Promise<void>;
}

/** Fails with `no-world`, `world-exists`, `world-busy`, `bad-input`, and with what a stand-in fails to start with. */
export async function openWorld(options: WorldOptions): Promise<World> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const folder = realpathSync(options.folder);
  const { world, faults } = enterFolder(folder, options.create);
  const release = claimFolder(folder);
  const clock = openClock(folder, world, options.flows ?? true);
  const ends: (() => Promise<void> | void)[] = [release, clock.close];
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const cast = await startWorldCast(folder, world, await loadStandIns(options.plugins), clock);
    ends.push(cast.close);
    const files = openHomeFiles(folder);
    if (options.create) files.write(world.files ?? {});
    return await raise({ folder, world, faults, clock, cast, files, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface Kept {
  readonly world: WorldFile;
  readonly faults: Readonly<Record<string, Fault>>;
}

/** What the folder keeps, or begins to keep. */
function enterFolder(folder: string, create: WorldOptions['create']): Kept {
  const file = join(folder, 'world.json');
  const text = readIfThere(file);
  if (!create)
    return text === undefined
      ? fail({ code: 'no-world', message: worldMessages.noWorld(folder), hint: worldMessages.noWorldHint })
      : (JSON.parse(text) as Kept);
  if (text !== undefined) fail({ code: 'world-exists', message: worldMessages.worldExists(folder), hint: worldMessages.worldExistsHint });
  const kept = { world: create.world, faults: create.faults ?? {} };
  writeWhole(file, JSON.stringify(kept));
  return kept;
}

/** Goes on where it was left. */
function openClock(folder: string, world: WorldFile, flows: boolean): VirtualClock {
  const file = openStateFile(join(folder, 'clock.json'));
  const state = file.state({ now: Date.parse(world.clock) });
  const moved = (now: number): void => {
    state.now = now;
    file.save();
  };
  return createVirtualClock({ start: state.now, flows, moved });
}

async function startWorldCast(folder: string, world: WorldFile, standIns: StandIns, clock: VirtualClock): Promise<Cast> {
  const programs = Object.assign({}, ...Object.values(standIns).map(({ programs: brought }) => brought));
  writePrograms(folder, world.programs ?? {}, programs);
  writeScripts(folder, world.scripts ?? {});
  const environment = (env: Readonly<Record<string, string>>) => worldEnvironment(folder, clock.now(), env);
  return startCast({ folder, parts: partsOf(world), standIns, clock, environment, people: world.people });
}

interface Opened extends Kept {
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly cast: Cast;
  readonly files: HomeFiles;
  readonly close: () => Promise<void>;
}

async function raise({ folder, world, faults, clock, cast, files, close }: Opened): Promise<World> {
  const { people, starter } = peopleOf(world);
  const inputs = renderInputs(world.inputs ?? {}, cast.roots);
  const inject = async (part: string, fault: JsonObject) => (part === 'files' ? files.write(fault) : cast.inject(part, fault));
  const schedule = scheduleFaults({ faults, file: join(folder, 'faults.json'), clock, inject });
  const countOpened = openingCounter(join(folder, 'gates.json'));
  await schedule.begin();
  return {
    name: world.name,
    title: world.title,
    folder,
    clock,
    starter,
    people,
    inputs,
    urls: cast.urls,
    environment: cast.environment,
    configure: config => mergeConfig(config, cast.connections, people),
    stepStarted: schedule.stepStarted,
    pendingFaults: schedule.pending,
    answer(path, gate, { yes, answers = world.answers ?? {} }) {
      const opened = countOpened(answerKey(path, answers) ?? path, path, gate.openedAt);
      return replyTo({ path, gate, opened }, { answers, people, starter, yes });
    },
    view: async () => ({ ...(await cast.view()), ...(world.files || world.scripts ? { files: files.view() } : {}) }),
    summary: async () => [...(await cast.summary()), ...filesSummary(files)],
    writes: cast.writes,
    close,
  };
}

/** Nothing where no script keeps any. */
function filesSummary(files: HomeFiles): readonly { readonly plugin: string; readonly lines: readonly string[] }[] {
  const lines = files.summary();
  return lines.length > 0 ? [{ plugin: 'files', lines }] : [];
}

function renderInputs(inputs: JsonObject, roots: JsonObject): JsonObject {
  const rendered = renderValue(inputs, { values: roots, unknown: [], secrets: [], timeZone: 'UTC' });
  if (rendered.status === 'known' && isJsonObject(rendered.value)) return rendered.value;
  return fail({ code: 'bad-input', message: worldMessages.badInput(rendered.status === 'error' ? `${rendered.path.join('.')}: ${rendered.message}` : '') });
}

/** How many other gates of the same answer opened before this one, kept so that a joined world goes on counting. */
function openingCounter(path: string): (key: string, gate: string, openedAt: number) => number {
  const file = openStateFile(path);
  const opened = file.state<{ readonly [key: string]: readonly string[] }>({});
  return (key, gate, openedAt) => {
    const all = (opened[key] ??= []);
    const id = `${gate} ${openedAt}`;
    if (!all.includes(id)) all.push(id);
    file.save();
    return all.indexOf(id);
  };
}
