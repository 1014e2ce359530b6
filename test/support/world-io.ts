import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../engine/core/json.ts';
import type { StandIn, WorldIo } from '../../engine/core/stand-in.ts';
import { worldEnvironment } from '../../engine/rehearse/environment.ts';
import { hostStandIn, type StandInHost } from '../../engine/rehearse/stand-in-host.ts';
import { createVirtualClock } from '../../engine/rehearse/virtual-clock.ts';

/** A world without a world file, for the tests of stand-ins: the same hosts and clock, moved by hand. */
export interface TestWorld {
  readonly folder: string;
  /** The door of one plugin's stand-in; the same one each time. */
  io(plugin: string): WorldIo;
  /** Makes a stand-in answer the questions of others, and adds its `env` to the environment of children. */
  register(plugin: string, standIn: Pick<StandIn, 'answer' | 'env'>): void;
  now(): number;
  /** Moves the clock, doing on the way what stand-ins scheduled. */
  advance(ms: number): Promise<void>;
  /** Injects a fault as a real world does: in turn, and the state is kept. */
  inject(plugin: string, standIn: Pick<StandIn, 'inject'>, fault: Parameters<StandIn['inject']>[0]): Promise<void>;
  /** Requests that changed the service. */
  writes(plugin: string): number;
  /** The whole environment of a child in this world, now. */
  environment(): Record<string, string>;
  /** Stops all servers and removes the folder, unless it was given. */
  close(): Promise<void>;
}

export interface TestWorldOptions {
  /** Given: kept at the end, so that a second world can join it. */
  readonly folder?: string;
  readonly people?: WorldIo['people'];
  /** ISO time; default: a Tuesday morning in New York. */
  readonly start?: string;
}

export function createTestWorld(options: TestWorldOptions = {}): TestWorld {
  const folder = options.folder ?? realpathSync(mkdtempSync(join(tmpdir(), 'test-world-')));
  const clock = createVirtualClock({ start: Date.parse(options.start ?? '2026-03-10T10:00:00-04:00'), flows: false });
  const hosts = new Map<string, StandInHost>();
  const peers = new Map<string, Pick<StandIn, 'answer' | 'env'>>();

  const environment = () => worldEnvironment(folder, clock.now(), Object.assign({}, ...[...peers.values()].map(peer => peer.env)));
  const ask = async (question: string, about: Json) => {
    for (const peer of peers.values()) {
      const answer = await peer.answer?.(question, about);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  const host = (name: string) => {
    const there = hosts.get(name) ?? hostStandIn({ name, folder, clock, environment, ask, people: options.people ?? {} });
    hosts.set(name, there);
    return there;
  };

  return {
    folder,
    environment,
    now: clock.now,
    io: plugin => host(plugin).io,
    register: (plugin, standIn) => void peers.set(plugin, standIn),
    advance: ms => clock.advanceTo(clock.now() + ms),
    inject: (plugin, standIn, fault) => host(plugin).turn(() => standIn.inject(fault)),
    writes: plugin => host(plugin).writes(),
    async close() {
      await Promise.all([...hosts.values()].map(one => one.close()));
      clock.close();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}
