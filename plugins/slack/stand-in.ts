import { isJsonObject, type JsonObject } from '../../engine/core/json.ts';
import type { StandIn, StandInDefinition, StandInRequest, StandInResponse, WorldIo } from '../../engine/core/stand-in.ts';
import { standInFaults, standInSchema } from './stand-in-schema.ts';

type State = {
  /** Messages as people read them, in order, by channel. */
  readonly channels: { readonly [channel: string]: readonly string[] };
  /** Started workflows, in order. */
  readonly started: readonly { readonly workflow: string; readonly fields: { readonly [field: string]: string } }[];
  readonly archived: readonly string[];
  readonly answers: number | 'ok_false' | 'lost' | null;
};

interface Workflow {
  readonly fields: readonly string[];
  readonly to: readonly string[];
}

/** A workspace with incoming webhooks and workflow triggers. */
export const standIn: StandInDefinition = { schema: standInSchema, faults: standInFaults, start: startSlack };

async function startSlack(part: JsonObject, world: WorldIo): Promise<StandIn> {
  const channels = (part['channels'] ?? []) as readonly string[];
  const workflows = toWorkflows((part['workflow'] ?? {}) as JsonObject, channels);
  const state = world.state<State>({ channels: Object.fromEntries(channels.map(name => [name, []])), started: [], archived: [], answers: null });

  const post = (channel: string, text: string) => (state.channels[channel] ??= []).push(text);

  const message = (channel: string, body: string): StandInResponse => {
    const text = fieldsOf(body)?.['text'];
    if (!channels.includes(channel)) return { status: 404, body: 'no_service' };
    if (state.archived.includes(channel)) return { status: 410, body: 'channel_is_archived' };
    if (typeof text !== 'string') return { status: 400, body: 'invalid_payload' };
    if (text === '') return { status: 400, body: 'no_text' };
    post(channel, asRead(text));
    return { status: 200, body: 'ok', wrote: true };
  };

  const workflow = (name: string, body: string): StandInResponse => {
    const declared = workflows.get(name);
    const fields = fieldsOf(body);
    if (!declared) return { status: 404, body: { ok: false, error: 'trigger_not_found' } };
    if (!fields || !isFilled(fields, declared.fields)) return { status: 400, body: { ok: false, error: 'invalid_workflow_input' } };
    state.started.push({ workflow: name, fields });
    const shown = declared.fields.map(field => `${field}: ${fields[field] ?? ''}`).join(', ');
    for (const channel of declared.to) post(channel, `${name}: ${shown}`);
    return { status: 200, body: { ok: true }, wrote: true };
  };

  const answer = ({ path, method, body }: StandInRequest): StandInResponse => {
    const [kind = '', , name = ''] = path.split('/').slice(1).map(decodeURIComponent);
    if (method !== 'POST' || (kind !== 'services' && kind !== 'triggers')) return { status: 404, body: 'no_service' };
    const faulty = toFaulty(state.answers, kind);
    if (faulty) return faulty;
    const response = kind === 'services' ? message(name, body) : workflow(name, body);
    return state.answers === 'lost' ? { ...response, status: 0 } : response;
  };

  const base = await world.serve(answer);
  const addresses = toAddresses(base, channels, [...workflows.keys()]);
  return {
    connections: { slack: { plugin: 'slack', webhooks: addresses.webhooks, triggers: addresses.triggers } },
    env: addresses.env,
    inject(fault) {
      const archived = fault['archived'] as readonly string[] | undefined;
      const answers = fault['answers'] as State['answers'] | 'ok' | undefined;
      if (archived) state.archived.push(...archived);
      if (answers !== undefined) state.answers = answers === 'ok' ? null : answers;
    },
    view: () => structuredClone({ channels: state.channels, started: state.started }),
    summary: () => Object.entries(state.channels).flatMap(([channel, texts]) => texts.map(text => `#${channel}: ${text}`)),
  };
}

/** `name: [fields]`, or `name: {fields, to}`; without `to` it posts to the first channel. */
function toWorkflows(part: JsonObject, channels: readonly string[]): ReadonlyMap<string, Workflow> {
  const entries = Object.entries(part).map(([name, given]) => {
    const { fields, to = channels.slice(0, 1) } = (isJsonObject(given) ? given : { fields: given }) as {
      readonly fields: readonly string[];
      readonly to?: readonly string[];
    };
    return [name, { fields, to }] as const;
  });
  return new Map(entries);
}

/** Webhook and trigger addresses as secrets, in variables of the world's environment. */
function toAddresses(base: string, channels: readonly string[], workflows: readonly string[]) {
  const variable = (kind: string, name: string) => `WORLD_SLACK_${kind}_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  const sources = (kind: string, names: readonly string[]) => Object.fromEntries(names.map(name => [name, { env: variable(kind, name) }]));
  const values = (kind: string, path: string, names: readonly string[]) =>
    names.map(name => [variable(kind, name), `${base}/${path}/T0WORLD/${encodeURIComponent(name)}`]);
  return {
    webhooks: sources('WEBHOOK', channels),
    triggers: sources('TRIGGER', workflows),
    env: Object.fromEntries([...values('WEBHOOK', 'services', channels), ...values('TRIGGER', 'triggers', workflows)]) as Readonly<Record<string, string>>,
  };
}

function toFaulty(answers: State['answers'], kind: 'services' | 'triggers'): StandInResponse | undefined {
  if (answers === null || answers === 'lost') return undefined;
  if (answers === 'ok_false')
    return kind === 'services' ? { status: 200, body: 'invalid_payload' } : { status: 200, body: { ok: false, error: 'workflow_not_published' } };
  if (answers === 429) return { status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' };
  return { status: answers, body: answers === 500 ? 'rollup_error' : '<html>Service Unavailable</html>' };
}

/** All declared fields are there, and nothing else. */
function isFilled(fields: Readonly<Record<string, unknown>>, declared: readonly string[]): boolean {
  return Object.keys(fields).length === declared.length && declared.every(field => typeof fields[field] === 'string');
}

function fieldsOf(body: string): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? (value as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}

/** What Slack shows: `<!channel>` calls everybody and reads `@channel`; an escaped one is only text. */
function asRead(text: string): string {
  const called = text.replaceAll(/<[!@#]([^>|]*)(?:\|[^>]*)?>/g, '@$1');
  return called.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
