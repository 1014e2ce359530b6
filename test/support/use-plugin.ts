import type { Action, ChangeContext, Effect, Plugin } from '../../engine/core/action.ts';
import { toFailure } from '../../engine/core/failure.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { ConnectionConfig } from '../../engine/core/plan.ts';
import { createRedactor } from '../../engine/core/redaction.ts';
import { createConnection } from '../../engine/execute/connections.ts';
import { createContext } from '../../engine/execute/context.ts';
import { createLeases } from '../../engine/execute/leases.ts';
import { createSecrets } from '../../engine/execute/secrets.ts';

export interface PluginDoor {
  readonly connections?: Readonly<Record<string, JsonObject>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly urls?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Uses a plugin's actions as the engine does, through real contexts. `ran` and `readings` are what the engine would record. */
export function usePlugin(plugin: Plugin, door: PluginDoor) {
  const redactor = createRedactor();
  const secrets = createSecrets(() => door.env ?? {}, redactor);
  const leases = createLeases(() => door.env ?? {}, redactor);
  const signal = door.signal ?? new AbortController().signal;
  const ran: Effect[] = [];
  const readings: string[] = [];
  const config = door.connections?.[plugin.name] as ConnectionConfig | undefined;
  const context = (mode: 'read' | 'change'): ChangeContext =>
    createContext({
      connection: createConnection(plugin.name, config, {
        secrets,
        leases,
        place: { folder: '/', signal },
        environment: door.env ?? {},
        now: () => new Date(0),
      }),
      signal,
      folder: '/',
      now: () => new Date(0),
      log: () => {},
      env: door.env ?? {},
      mode,
      idempotencyKey: 'test#1/do',
      urls: door.urls ?? {},
      record: ({ reading, effect }) => void (effect ? ran.push(effect) : readings.push(reading ?? '')),
      patience: { read: 5_000, pauses: [], change: 5_000 },
    });
  const actionOf = (name: string): Action => {
    const action = plugin.actions.find(one => one.name === name);
    if (!action) throw new Error(`no action ${plugin.name}.${name}`);
    return action;
  };
  const preview = async (name: string, params: JsonObject) => (await actionOf(name).preview?.(params, context('read'))) ?? [];
  return {
    ran,
    readings,
    redactor,
    preview,
    run: async (name: string, params: JsonObject) => actionOf(name).run(params, context('change'), await preview(name, params)),
    /** The failure with which a use ends. */
    async failureOf(name: string, params: JsonObject) {
      const ended = await this.run(name, params).then(
        outputs => ({ outputs }),
        (error: unknown) => ({ failure: toFailure(error) }),
      );
      if ('outputs' in ended) throw new Error(`${name} did not fail: ${JSON.stringify(ended.outputs)}`);
      return ended.failure;
    },
  };
}
