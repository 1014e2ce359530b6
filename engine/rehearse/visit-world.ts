import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../core/failure.ts';
import { worldMessages } from '../core/messages/rehearsal.ts';
import type { Config } from '../core/plan.ts';
import type { Clock } from '../core/ports.ts';
import type { Actor } from '../core/state.ts';
import { ownerOfFolder } from './claim-folder.ts';
import { mergeConfig } from './connections.ts';
import { readIfThere } from './state-file.ts';
import { type WorldFile, peopleOf } from './world-file.ts';

/** A kept world as a second terminal sees it: nothing is started, nothing is claimed, and time is only read. */
export interface WorldVisit {
  readonly folder: string;
  readonly clock: Clock;
  readonly starter: Actor;
  readonly people: readonly Actor[];
  configure(config: Config): Config;
}

/** Fails with `no-world`. Whoever drives a run in the world goes on undisturbed. */
export function visitWorld(given: string): WorldVisit {
  const text = readIfThere(join(given, 'world.json'));
  if (text === undefined) return fail({ code: 'no-world', message: worldMessages.noWorld(given), hint: worldMessages.noWorldHint });
  const { world } = JSON.parse(text) as { readonly world: WorldFile };
  const folder = realpathSync(given);
  return {
    folder,
    clock: readClock(folder, Date.parse(world.clock)),
    ...peopleOf(world),
    configure: config => mergeConfig(config, {}, peopleOf(world).people),
  };
}

/** The time that the world's process last wrote down, going on since then while it lives. */
function readClock(folder: string, start: number): Clock {
  const file = join(folder, 'clock.json');
  const now = (): number => {
    const text = readIfThere(file);
    if (text === undefined) return start;
    const { now: kept } = JSON.parse(text) as { readonly now: number };
    return ownerOfFolder(folder) ? Math.floor(kept + Math.max(0, Date.now() - statSync(file).mtimeMs)) : kept;
  };
  return {
    now,
    until: async (at, _idle, signal) => {
      while (!signal.aborted && now() < at) await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
    },
  };
}

/** Somebody else moves the time, by leaps. */
const LOOK_EVERY = 200;
