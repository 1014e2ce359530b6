import type { Connection, Wrapper } from '../core/action.ts';
import { fail } from '../core/failure.ts';
import { isJsonObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { executionFailures } from '../core/messages/execution.ts';
import type { ConnectionConfig } from '../core/plan.ts';
import type { Leases } from './leases.ts';
import { isSecretSource } from './secrets.ts';
import type { SecretPlace, Secrets } from './secrets.ts';

/** What a connection finds around it. */
export interface Surroundings {
  readonly secrets: Secrets;
  readonly leases: Leases;
  readonly place: SecretPlace;
  /** What children inherit. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of the connection's plugin. */
  readonly wrapper?: Wrapper | undefined;
  now(): Date;
}

/** Keys of a connection that are the engine's; `mode` is the plugin's to read. */
const ENGINE_KEYS: readonly string[] = ['plugin', 'url', 'token', 'env', 'wrap', 'login'];

/** A connection for one attempt. Without a config it exists, and fails with `no-connection` where something is asked of it. */
export function createConnection(name: string, config: ConnectionConfig | undefined, around: Surroundings): Connection {
  const { secrets, leases, place, environment, wrapper } = around;
  const { wrap = [], login } = config ?? {};
  const missing = (what: string): never => fail(executionFailures.noConnection(name, config ? `has no ${what}` : 'is not configured'));
  const options = optionsOf(config);
  const read = async (path: readonly string[], source: Json | undefined): Promise<string> => {
    const label = path.join('.');
    return isSecretSource(source) ? secrets.read(`${name}.${label}`, source, place) : missing(`\`${label}\``);
  };
  return {
    name,
    url: fallback => (config?.url ?? (config && fallback) ?? missing('`url`')).replace(/\/+$/, ''),
    token: () => read(['token'], config?.token),
    secret: (...path) => read(path, valueAt(options, path)),
    wrap: () => wrapper?.outer(wrap, environment, name) ?? wrap,
    lease: (argv, parse) => leases.read({ connection: name, argv, read: parse, place, now: around.now(), login }),
    options,
    env: config?.env ?? {},
  };
}

function optionsOf(config: ConnectionConfig | undefined): JsonObject {
  const entries = Object.entries(config ?? {}).flatMap(([key, value]) => (value === undefined || ENGINE_KEYS.includes(key) ? [] : [[key, value] as const]));
  return Object.fromEntries(entries);
}

/** Own keys only. */
function valueAt(value: Json, path: readonly string[]): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return isJsonObject(value) && Object.hasOwn(value, key) ? valueAt(value[key] ?? null, rest) : undefined;
}
