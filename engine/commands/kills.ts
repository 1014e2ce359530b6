import type { Engine } from '../core/ports.ts';
import { openLocalEngine } from '../durable/local-engine.ts';
import { processes } from '../execute/process-identity.ts';
import type { Setting } from './setting.ts';

/** Stands for the death of the process that drives a run: nothing of the commit that was due is kept. */
class Killed extends Error {}

/** A setting whose engine dies once before every commit of a driven run. */
export function withKills(setting: Setting): Setting {
  const engines: Engine[] = [];
  const killed = new Set<string>();
  // By name, not by number: a step that is done again after each death would otherwise die at its end for ever.
  const beforeCommit = (what: string): void => {
    if (killed.has(what)) return;
    killed.add(what);
    throw new Killed();
  };
  const openEngine = async (): Promise<Engine> => {
    const engine = openLocalEngine({ directory: setting.stateDirectory, processes, now: () => setting.clock.now(), beforeCommit });
    engines.push(engine);
    return engine;
  };
  const close = async (): Promise<void> => {
    for (const engine of engines) engine.close();
    await setting.close();
  };
  return { ...setting, openEngine, close };
}

/** Goes on after every death, as `resume` does. */
export async function throughKills<T>(drive: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await drive();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}
