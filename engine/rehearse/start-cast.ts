import type { Json, JsonObject } from '../core/json.ts';
import type { Config } from '../core/plan.ts';
import type { StandIn, WorldIo } from '../core/stand-in.ts';
import { gatherConnections } from './connections.ts';
import { type StandInHost, hostStandIn } from './stand-in-host.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { StandIns } from '../core/load-stand-ins.ts';

/** All stand-ins of a world, started. */
export interface Cast {
  readonly connections: Config['connections'];
  readonly urls: Readonly<Record<string, string>>;
  /** By plugin: what templates of the world see. */
  readonly roots: JsonObject;
  environment(): Readonly<Record<string, string>>;
  inject(plugin: string, fault: JsonObject): Promise<void>;
  view(): Promise<Readonly<Record<string, JsonObject>>>;
  summary(): Promise<readonly { readonly plugin: string; readonly lines: readonly string[] }[]>;
  writes(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export interface CastOptions {
  readonly folder: string;
  readonly parts: readonly (readonly [plugin: string, part: JsonObject])[];
  readonly standIns: StandIns;
  readonly clock: VirtualClock;
  /** The whole environment of a child, given what the stand-ins add. */
  readonly environment: (env: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readonly people: WorldIo['people'];
}

/** Starts the stand-ins one after the other; where one fails, those before it are stopped again. */
export async function startCast({ folder, parts, standIns, clock, environment, people }: CastOptions): Promise<Cast> {
  const started = new Map<string, StandIn>();
  const hosts = new Map<string, StandInHost>();
  const current = () => environment(Object.assign({}, ...[...started.values()].map(({ env }) => env)));

  const ask = async (question: string, about: Json): Promise<Json | undefined> => {
    for (const standIn of started.values()) {
      const answer = await standIn.answer?.(question, about);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  const close = async () => {
    for (const standIn of started.values()) await standIn.stop?.();
    await Promise.all([...hosts.values()].map(host => host.close()));
  };

  try {
    for (const [name, part] of parts) {
      const host = hostStandIn({ name, folder, clock, environment: current, ask, people });
      hosts.set(name, host);
      const standIn = await standIns[name]?.start(part, host.io);
      if (standIn) started.set(name, standIn);
      await host.keep();
    }
    return assemble(started, hosts, clock, { environment: current, close });
  } catch (error) {
    await close();
    throw error;
  }
}

function assemble(
  started: ReadonlyMap<string, StandIn>,
  hosts: ReadonlyMap<string, StandInHost>,
  clock: VirtualClock,
  ends: Pick<Cast, 'environment' | 'close'>,
): Cast {
  /** In turn with requests, and after all that is due. */
  const look = async <T>(see: (standIn: StandIn) => Promise<T> | T): Promise<readonly (readonly [string, T])[]> => {
    await clock.settle();
    return Promise.all([...started].map(async ([name, standIn]) => [name, await (hosts.get(name)?.turn(() => see(standIn)) ?? see(standIn))] as const));
  };
  return {
    ...ends,
    connections: gatherConnections(started),
    urls: Object.assign({}, ...[...started.values()].map(({ urls }) => urls)),
    roots: Object.fromEntries([...started].map(([name, { roots = {} }]) => [name, roots])),
    inject: async (plugin, fault) => {
      await hosts.get(plugin)?.turn(() => started.get(plugin)?.inject(fault));
    },
    view: async () => Object.fromEntries(await look(standIn => standIn.view())),
    summary: async () => (await look(standIn => standIn.summary())).map(([plugin, lines]) => ({ plugin, lines })),
    writes: () => Object.fromEntries([...hosts].map(([name, host]) => [name, host.writes()])),
  };
}
