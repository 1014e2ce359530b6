import { parseDuration } from '../core/duration.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { StandIns } from '../core/load-stand-ins.ts';
import { worldMessages as say } from '../core/messages/rehearsal.ts';
import type { Actor } from '../core/state.ts';
import type { Fault } from './faults.ts';

/** `NAME.world.yml`, as its schema allows it. Every other key is a plugin's name with its stand-in's part. */
export interface WorldFile {
  readonly version: 1;
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** When the rehearsal begins, ISO with an offset. */
  readonly clock: string;
  readonly starter: string;
  /** Groups by person. */
  readonly people: Readonly<Record<string, readonly string[]>>;
  readonly inputs?: JsonObject;
  readonly answers?: JsonObject;
  readonly faults?: Readonly<Record<string, Fault>>;
  readonly programs?: Readonly<Record<string, JsonObject>>;
  /** Programs of the author's own: shell text by name. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Files of the world's home, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly [plugin: string]: Json | undefined;
}

/** Something wrong at a place of the document. */
export interface WorldProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const OWN_KEYS: readonly string[] = [
  'version',
  'name',
  'title',
  'description',
  'clock',
  'starter',
  'people',
  'inputs',
  'answers',
  'faults',
  'programs',
  'scripts',
  'files',
];

/** The stand-ins' parts, in the order in which they are written and start. */
export function partsOf(world: WorldFile): readonly (readonly [plugin: string, part: JsonObject])[] {
  return Object.entries(world).flatMap(([key, part]) => (OWN_KEYS.includes(key) ? [] : [[key, isJsonObject(part) ? part : {}] as const]));
}

/** Who lives in the world, and which of them starts its runs. */
export function peopleOf(world: WorldFile): { readonly people: readonly Actor[]; readonly starter: Actor } {
  const people = Object.entries(world.people).map(([name, groups]): Actor => ({ name, groups }));
  return { people, starter: people.find(({ name }) => name === world.starter) ?? { name: world.starter, groups: [] } };
}

/** What a schema cannot say. The document has passed the world schema. */
export function checkWorld(world: WorldFile, standIns: StandIns): readonly WorldProblem[] {
  const people = Object.keys(world.people);
  return [
    ...(Number.isNaN(Date.parse(world.clock)) ? [{ path: ['clock'], message: say.badClock(world.clock) }] : []),
    ...(people.includes(world.starter) ? [] : [{ path: ['starter'], message: say.unknownStarter(world.starter, people) }]),
    ...partsOf(world).flatMap(([plugin]) => (Object.hasOwn(standIns, plugin) ? [] : [{ path: [plugin], message: say.noStandIn(plugin) }])),
    ...Object.entries(world.faults ?? {}).flatMap(([name, fault]) => checkFault(world, name, fault)),
    ...checkPrograms(world, standIns),
  ];
}

function checkFault(world: WorldFile, name: string, fault: Fault): readonly WorldProblem[] {
  const path = ['faults', name];
  const plugins = Object.keys(fault).filter(key => key !== 'when');
  const { after } = fault.when ?? {};
  return [
    ...(plugins.length === 0 ? [{ path, message: say.emptyFault(name) }] : []),
    ...plugins
      .filter(plugin => plugin !== 'files' && !isJsonObject(world[plugin]))
      .map(plugin => ({ path: [...path, plugin], message: say.faultNeeds(name, plugin) })),
    ...(after !== undefined && parseDuration(after) === undefined ? [{ path: [...path, 'when', 'after'], message: say.badDuration(after) }] : []),
  ];
}

function checkPrograms(world: WorldFile, standIns: StandIns): readonly WorldProblem[] {
  const known = Object.values(standIns).flatMap(standIn => Object.keys(standIn.programs ?? {}));
  const unknown = Object.keys(world.programs ?? {}).filter(name => !known.includes(name));
  return unknown.map(name => ({ path: ['programs', name], message: say.unknownProgram(name, known) }));
}
