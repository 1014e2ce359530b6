import type { Plugin } from './action.ts';
import type { StandInDefinition } from './stand-in.ts';

/** The stand-ins of plugins, by plugin. */
export type StandIns = Readonly<Record<string, StandInDefinition>>;

/** Those that bring one; loaded only for rehearsals, tests of runbooks, and the schemas of both. */
export async function loadStandIns(plugins: readonly Plugin[]): Promise<StandIns> {
  const entries = await Promise.all(plugins.map(async ({ name, standIn }) => (standIn ? [[name, await standIn()] as const] : [])));
  return Object.fromEntries(entries.flat());
}
