import type { FromSchema } from '../../engine/core/action.ts';
import { DURATION_PATTERN, parseDuration } from '../../engine/core/duration.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { answerGraphql, refuseGraphql } from './stand-in/graphql.ts';
import { countTraffic, perMinute, type Stretch } from './stand-in/traffic.ts';

const RATE = '^[0-9]+(\\.[0-9]+)?/[sm]$';
const TRAFFIC = {
  requests: { type: 'string', pattern: RATE, description: 'Requests a second or a minute: `1200/m`. `0/m` is no data.' },
  errors: { type: 'number', minimum: 0, maximum: 100, description: 'Percent of them that fail.' },
} as const;
const APP = { type: 'object', additionalProperties: false, required: ['requests', 'errors'], properties: TRAFFIC } as const;
const FAULT = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    ...TRAFFIC,
    for: { type: 'string', pattern: DURATION_PATTERN, description: 'It has been so for this long already. Default: it begins now.' },
    'rate-limited': { type: 'integer', minimum: 0, description: 'So many queries are answered with TOO_MANY_REQUESTS.' },
    'wrong-key': { type: 'boolean', description: 'The key is refused until a fault says false.' },
  },
} as const;

type App = FromSchema<typeof APP>;
type Fault = FromSchema<typeof FAULT>;
/** Traffic by application as it was and is, and what goes wrong. */
type State = { apps: Record<string, Stretch[]>; limited: number; wrongKey: boolean };

const KEY = 'NRAK-REHEARSAL00000000';
const ACCOUNT = 1;
/** Applications have served like this for a week when the world begins. */
const BEFORE = 7 * 86_400_000;

/** New Relic with steady traffic: NerdGraph on loopback. */
export const newrelicStandIn: StandInDefinition = {
  schema: { type: 'object', description: 'Traffic by application.', additionalProperties: APP },
  faults: { type: 'object', description: 'What changes, by application: traffic from now on, or how New Relic answers.', additionalProperties: FAULT },
  start: startNewrelic,
};

async function startNewrelic(part: JsonObject, world: WorldIo): Promise<StandIn> {
  // Checked against the schema by the engine.
  const apps = Object.entries(part as Readonly<Record<string, App>>);
  const begin = world.now() - BEFORE;
  const initial: State = {
    apps: Object.fromEntries(apps.map(([name, app]) => [name, [{ from: begin, perMinute: perMinute(app.requests), errors: app.errors }]])),
    limited: 0,
    wrongKey: false,
  };
  const state: State = world.state(initial);
  const handle = (request: StandInRequest): StandInResponse => {
    if (state.wrongKey || request.headers['api-key'] !== KEY) return refuseGraphql('BAD_API_KEY', 'The API key provided is invalid.');
    if (state.limited > 0) {
      state.limited -= 1;
      return refuseGraphql('TOO_MANY_REQUESTS', 'Too many requests. Try again later.');
    }
    return answerGraphql(request.body, (app, since) => countTraffic(state.apps[app] ?? [], world.now() - since, world.now()));
  };
  const url = await world.serve(handle);
  return {
    connections: { newrelic: { plugin: 'newrelic', url: `${url}/graphql`, account: ACCOUNT, token: { env: 'NEW_RELIC_API_KEY' } } },
    env: { NEW_RELIC_API_KEY: KEY },
    inject(fault) {
      for (const [name, one] of Object.entries(fault)) injectFault(state, name, one as Fault, world.now());
    },
    view: () => Object.fromEntries(Object.entries(state.apps).map(([name, stretches]) => [name, { ...stretches.at(-1) }])),
    summary: () =>
      Object.entries(state.apps).map(
        ([name, stretches]) => `${name}: ${stretches.at(-1)?.perMinute ?? 0} requests a minute, ${stretches.at(-1)?.errors ?? 0} % errors`,
      ),
  };
}

function injectFault(state: State, name: string, fault: Fault, now: number): void {
  const stretches = (state.apps[name] ??= []);
  const { perMinute: requests = 0, errors = 0 } = stretches.at(-1) ?? {};
  const from = now - (parseDuration(fault.for ?? '') ?? 0);
  while ((stretches.at(-1)?.from ?? 0) >= from) stretches.pop();
  stretches.push({ from, perMinute: fault.requests === undefined ? requests : perMinute(fault.requests), errors: fault.errors ?? errors });
  state.limited = fault['rate-limited'] ?? state.limited;
  state.wrongKey = fault['wrong-key'] ?? state.wrongKey;
}
