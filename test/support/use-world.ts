import type { Action, ChangeContext, Effect, Plugin } from '../../engine/core/action.ts';
import { type Failure, toFailure } from '../../engine/core/failure.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { createRedactor } from '../../engine/core/redaction.ts';
import { createConnection } from '../../engine/execute/connections.ts';
import { createContext } from '../../engine/execute/context.ts';
import { createLeases } from '../../engine/execute/leases.ts';
import { createSecrets } from '../../engine/execute/secrets.ts';
import type { World } from '../../engine/rehearse/open-world.ts';

/** Actions used in a real world as the engine uses them: with its connections, secrets, programs and clock. */
export interface WorldUse {
  readonly lines: string[];
  /** Check, preview, run, verify. `effects` are what was done; none where the check said that it was. */
  use(name: string, params: JsonObject): Promise<{ readonly outputs: JsonObject; readonly effects: readonly Effect[] }>;
  /** As a plan asks: nothing may change. */
  preview(name: string, params: JsonObject): Promise<readonly Effect[]>;
  failureOf(name: string, params: JsonObject): Promise<Failure>;
}

export function useWorld(world: World, plugins: readonly Plugin[], connection: string, more: Readonly<Record<string, string>> = {}): WorldUse {
  const redactor = createRedactor();
  const environment = () => ({ ...world.environment(), ...more });
  const [secrets, leases] = [createSecrets(environment, redactor), createLeases(environment, redactor)];
  const lines: string[] = [];
  const signal = new AbortController().signal;
  const now = () => new Date(world.clock.now());

  const contextOf = (plugin: Plugin, mode: 'read' | 'change', effects: Effect[]): ChangeContext => {
    const { connections } = world.configure({ 'time-zone': 'UTC', connections: {}, groups: {}, holidays: {}, absences: [] });
    const around = { secrets, leases, place: { folder: world.folder, signal }, environment: environment(), wrapper: plugin.wrapper, now };
    return createContext({
      connection: createConnection(connection, connections[connection], around),
      signal,
      folder: world.folder,
      now,
      log: line => void lines.push(line),
      env: environment(),
      mode,
      idempotencyKey: 'test',
      urls: world.urls,
      redact: text => redactor.redact(text),
      record: ({ effect }) => void (effect && effects.push(effect)),
    });
  };

  const use: WorldUse['use'] = async (name, params) => {
    const [plugin, action] = find(plugins, name);
    const look = contextOf(plugin, 'read', []);
    const checked = await action.check?.(params, look);
    if (checked?.done) return { outputs: checked.outputs, effects: [] };
    const effects: Effect[] = [];
    const outputs = await action.run(params, contextOf(plugin, 'change', effects), (await action.preview?.(params, look)) ?? []);
    const verdict = (await action.verify?.(params, outputs, look)) ?? { ok: true };
    if (!verdict.ok) throw new Error(`verify: ${verdict.message}`);
    return { outputs, effects };
  };
  return {
    lines,
    use,
    preview: async (name, params) => {
      const [plugin, action] = find(plugins, name);
      return (await action.preview?.(params, contextOf(plugin, 'read', []))) ?? [];
    },
    failureOf: async (name, params) => {
      const ended = await use(name, params).then(({ outputs }) => ({ outputs }), toFailure);
      leases.forget();
      if ('outputs' in ended) throw new Error(`did not fail: ${JSON.stringify(ended.outputs)}`);
      return ended;
    },
  };
}

function find(plugins: readonly Plugin[], name: string): readonly [Plugin, Action] {
  const found = plugins.flatMap(plugin => plugin.actions.filter(action => `${plugin.name}.${action.name}` === name).map(action => [plugin, action] as const));
  if (!found[0]) throw new Error(`no action ${name}`);
  return found[0];
}
