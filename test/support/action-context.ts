import type { Action, ChangeContext, Connection, Effect } from '../../engine/core/action.ts';
import { canonicalJson } from '../../engine/core/json.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { createContext } from '../../engine/execute/context.ts';
import { NO_CONNECTION } from './no-connection.ts';
import type { TestWorld } from './world-io.ts';

/** An action's world in a test: real contexts over a test world, and what they recorded. */
export interface ActionBench {
  /** Look as a plan does: reads only. */
  readonly look: ChangeContext;
  readonly readings: string[];
  readonly lines: string[];
  /** Check, preview, run, verify, as a step does; the verify must hold. */
  perform(action: Action, params: JsonObject): Promise<Performed>;
}

export interface Performed {
  /** True where the check said that it was done already; then nothing was performed. */
  readonly wasDone: boolean;
  readonly previewed: readonly Effect[];
  readonly performed: readonly Effect[];
  readonly outputs: JsonObject;
}

export function createBench(
  world: Pick<TestWorld, 'folder' | 'environment' | 'now'>,
  options: { readonly folder?: string; readonly connection?: Partial<Connection>; readonly signal?: AbortSignal } = {},
): ActionBench {
  const readings: string[] = [];
  const lines: string[] = [];
  const contextOf = (mode: 'read' | 'change', effects: Effect[]) =>
    createContext({
      connection: { ...NO_CONNECTION, ...options.connection },
      signal: options.signal ?? new AbortController().signal,
      folder: options.folder ?? world.folder,
      now: () => new Date(world.now()),
      log: line => void lines.push(line),
      env: world.environment(),
      mode,
      idempotencyKey: 'test',
      record: ({ reading, effect }) => {
        if (reading !== undefined) readings.push(reading);
        if (effect) effects.push(effect);
      },
    });
  return {
    readings,
    lines,
    get look() {
      return contextOf('read', []);
    },
    async perform(action, params) {
      const look = contextOf('read', []);
      const checked = await action.check?.(params, look);
      if (checked?.done) return { wasDone: true, previewed: [], performed: [], outputs: checked.outputs };
      const previewed = (await action.preview?.(params, look)) ?? [];
      const performed: Effect[] = [];
      const outputs = await action.run(params, contextOf('change', performed), previewed);
      const verdict = (await action.verify?.(params, outputs, look)) ?? { ok: true };
      if (!verdict.ok) throw new Error(`verify: ${verdict.message}`);
      return { wasDone: false, previewed, performed, outputs };
    },
  };
}

/** Performs a step twice: what was previewed is what was done, and the second time there is nothing to do. */
export async function performTwice(bench: ActionBench, action: Action, params: JsonObject): Promise<JsonObject> {
  const first = await bench.perform(action, params);
  if (first.wasDone) throw new Error('it was done before the first time');
  if (canonicalJson(first.performed.map(toJson)) !== canonicalJson(first.previewed.map(toJson))) throw new Error('what was done is not what was previewed');
  const second = await bench.perform(action, params);
  if (!second.wasDone) throw new Error(`the second time it would do: ${second.previewed.map(({ says }) => says).join('; ')}`);
  return second.outputs;
}

function toJson({ does, to, data, says }: Effect): JsonObject {
  return { does, to, data, says };
}
