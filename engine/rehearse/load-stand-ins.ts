import type { Plugin } from '../core/action.ts';
import type { StandIns } from './world-file.ts';

/** The stand-ins of all plugins that bring one, by plugin; loaded only for rehearsals, tests and the world's schema. */
export async function loadStandIns(plugins: readonly Plugin[]): Promise<StandIns> {
  const entries = await Promise.all(plugins.map(async ({ name, standIn }) => (standIn ? [[name, await standIn()] as const] : [])));
  return Object.fromEntries(entries.flat());
}
