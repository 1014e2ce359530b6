import type { ChangeIo, Connection } from '../../engine/core/action.ts';
import { type Failure, fail, isFailureError } from '../../engine/core/failure.ts';
import { explanations, messages } from './messages.ts';

/** Where something is sent: a channel's webhook or a workflow's trigger. */
export interface Place {
  readonly kind: 'channel' | 'workflow';
  readonly name: string;
}

/** A place with its secret address. */
export interface Destination extends Place {
  readonly address: string;
}

const TIMEOUT = 15_000;
const KEYS = { channel: 'webhooks', workflow: 'triggers' } as const;

/** Fails with code `unknown-place` where the connection lists places, but not this one. Without a connection the engine says so. */
export function checkPlace({ kind, name }: Place, connection: Connection): void {
  if (Object.keys(connection.options).length === 0) return;
  const known = Object.keys(connection.options[KEYS[kind]] ?? {});
  if (known.includes(name)) return;
  fail({ code: 'unknown-place', message: messages.unknownPlace(kind, name, connection.name, known), hint: messages.unknownPlaceHint(kind, name) });
}

/** Fetches the place's secret address. Fails with `bad-address` before anything is sent: the library accepts an empty one. */
export async function findDestination({ kind, name }: Place, connection: Connection): Promise<Destination> {
  const address = (await connection.secret(KEYS[kind], name)).trim();
  const parsed = URL.parse(address);
  const isLocal = parsed?.hostname === '127.0.0.1' || parsed?.hostname === 'localhost';
  if (parsed?.protocol !== 'https:' && !isLocal) fail({ code: 'bad-address', message: messages.badAddress(name), hint: messages.badAddressHint });
  return { kind, name, address };
}

export async function sendMessage(io: ChangeIo, place: Destination, text: string): Promise<void> {
  const { IncomingWebhook } = await import('./library.ts');
  const heard = listen(io);
  await new IncomingWebhook(place.address, { fetch: heard.fetch, timeout: TIMEOUT })
    .send({ text })
    .catch((error: unknown) => explain(place, error, heard.answer()));
  const answer = heard.answer();
  if (answer?.text.trim() !== 'ok') refuse(place, answer);
}

export async function startWorkflow(io: ChangeIo, place: Destination, fields: Readonly<Record<string, string>>): Promise<void> {
  const { WebhookTrigger } = await import('./library.ts');
  const heard = listen(io);
  await new WebhookTrigger(place.address, { fetch: heard.fetch, timeout: TIMEOUT })
    .send({ ...fields })
    .catch((error: unknown) => explain(place, error, heard.answer()));
  const answer = heard.answer();
  if (answer && answer.text !== '' && !saysOk(answer.text)) refuse(place, answer);
}

interface Heard {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The engine's fetch for the library, which hides the answer: a 200 may still be a refusal, and Retry-After is lost. */
function listen(io: ChangeIo): { readonly fetch: Fetch; answer(): Heard | undefined } {
  let heard: Heard | undefined;
  return {
    answer: () => heard,
    async fetch(url, init) {
      const response = await io.fetch(url instanceof Request ? url.url : String(url), init);
      const text = await response.text();
      heard = { status: response.status, text, retryAfter: response.headers.get('retry-after') };
      return new Response(text, { status: response.status, headers: response.headers });
    },
  };
}

/** An answer came and it is bad: refused. None came: lost, unless the request never left. */
function explain(place: Destination, error: unknown, answer: Heard | undefined): never {
  if (answer) return refuse(place, answer, error);
  const failure = failureInside(error);
  if (!failure) throw error;
  if (!failure.lost) return fail({ ...failure, message: messages.unreachable(place.name, failure.message.replaceAll(place.address, 'its address')) }, error);
  return fail({ code: failure.code, message: messages.lost(place.name), hint: messages.lostHint, lost: true }, error);
}

/** The library wraps what the engine's fetch threw. */
function failureInside(error: unknown): Failure | undefined {
  if (isFailureError(error)) return error.failure;
  return error instanceof Error && error.cause !== undefined ? failureInside(error.cause) : undefined;
}

function refuse({ name }: Place, answer: Heard | undefined, cause?: unknown): never {
  const word = wordOf(answer?.text ?? '') ?? `HTTP ${answer?.status ?? 0}`;
  const isBusy = answer?.status === 429 || word === 'rate_limited';
  const failure = { code: isBusy ? 'rate-limited' : 'slack-refused', message: messages.refused(name, word, explanations[word] ?? '') };
  return fail({ ...failure, hint: hintFor(isBusy, answer), data: { status: answer?.status ?? 0, slack: word } }, cause);
}

function hintFor(isBusy: boolean, answer: Heard | undefined): string {
  if (isBusy) return messages.retryAfter(answer?.retryAfter ?? '60');
  return (answer?.status ?? 0) >= 500 ? messages.slackDown : messages.byHand;
}

/** Slack's own word: the whole text of a webhook's answer, `error` of a trigger's. */
function wordOf(text: string): string | undefined {
  const word = fieldOf(text, 'error') ?? text.trim();
  return typeof word === 'string' && /^[a-z][a-z_]{1,60}$/.test(word) ? word : undefined;
}

function saysOk(text: string): boolean {
  return fieldOf(text, 'ok') === true || text.trim() === 'ok';
}

function fieldOf(text: string, field: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;
  } catch {
    return undefined;
  }
}
