import type { Plugin } from '../core/action.ts';
import { loadStandIns } from '../core/load-stand-ins.ts';
import { composeTestSchema, composeWorldSchema, type JsonSchema } from '../core/schema.ts';

/** The schemas of worlds and tests. */
interface RehearsalSchemas {
  readonly world: JsonSchema;
  readonly test: JsonSchema;
}

const known = new WeakMap<readonly Plugin[], Promise<RehearsalSchemas>>();

/** Composed once for a list of plugins: the stand-ins that they need are not loaded otherwise. */
export function rehearsalSchemas(plugins: readonly Plugin[]): Promise<RehearsalSchemas> {
  const done = known.get(plugins) ?? compose(plugins);
  known.set(plugins, done);
  return done;
}

async function compose(plugins: readonly Plugin[]): Promise<RehearsalSchemas> {
  const standIns = await loadStandIns(plugins);
  return { world: composeWorldSchema(plugins, standIns), test: composeTestSchema(standIns) };
}
