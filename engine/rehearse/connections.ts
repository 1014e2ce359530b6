import { fail } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { worldMessages } from '../core/messages/rehearsal.ts';
import type { Config, ConnectionConfig } from '../core/plan.ts';
import type { StandIn } from '../core/stand-in.ts';
import type { Actor } from '../core/state.ts';

/** The stand-ins' connections, by name. Fails with `two-connections`. */
export function gatherConnections(standIns: ReadonlyMap<string, StandIn>): Readonly<Record<string, ConnectionConfig>> {
  const gathered: Record<string, ConnectionConfig> = {};
  for (const [plugin, standIn] of standIns) {
    for (const [name, connection] of Object.entries(standIn.connections)) {
      if (Object.hasOwn(gathered, name)) fail({ code: 'two-connections', message: worldMessages.twoConnections(name) });
      gathered[name] = toConnection(plugin, connection);
    }
  }
  return gathered;
}

/** Time zone and calendars stay as they are; connections and groups are the world's alone. */
export function mergeConfig(config: Config, connections: Config['connections'], people: readonly Actor[]): Config {
  const groups = [...new Set(people.flatMap(person => person.groups))];
  const members = groups.map(group => [group, people.filter(person => person.groups.includes(group)).map(person => person.name)]);
  return { ...config, connections, groups: Object.fromEntries(members) };
}

function toConnection(plugin: string, connection: JsonObject): ConnectionConfig {
  return { plugin, ...connection };
}
