import { defineChange, type Effect, type FromSchema } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import type { Json } from '../../engine/core/json.ts';
import { checkAddress, withoutQuery } from './address.ts';
import { type Answer, answerSchema, readAnswer } from './answer.ts';
import { messages } from './messages.ts';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: { type: 'string', minLength: 1, description: 'The http or https address. Its query is never shown.' },
    json: { description: 'What to send, as JSON.' },
    text: { type: 'string', description: 'What to send, as plain text.' },
    headers: {
      type: 'object',
      description: 'Headers to send; their values may be secrets and are never shown.',
      additionalProperties: { type: 'string' },
      'x-secret': true,
    },
    ok: {
      type: 'array',
      minItems: 1,
      items: { type: 'integer' },
      description: 'The statuses that mean success. Default: 200 to 299. Redirects are not followed.',
    },
  },
} as const;

type Params = FromSchema<typeof params>;

export const post = defineChange({
  name: 'post',
  summary: 'Posts JSON or text to a web address',
  description: 'Give `json` or `text`. Whether a lost request arrived nobody can tell, so a person is asked then.',
  version: 1,
  interrupted: 'ask',
  params,
  outputs: answerSchema,
  examples: [{ title: 'Tell a bot', with: { url: 'https://bot.example.com/notes', json: { note: 'deployed' }, ok: [200, 202] } }],
  async preview(given) {
    return [effectOf(given)];
  },
  async run(given, context, effects) {
    const [effect = effectOf(given)] = effects;
    const { url, headers = {} } = given;
    const { type, body } = bodyOf(given);
    return context.change(effect, async io => {
      const response = await io.fetch(url, { method: 'POST', body, headers: { 'content-type': type, ...lowered(headers) }, redirect: 'manual' });
      return checkStatus(given, await readAnswer(response));
    });
  },
});

function effectOf(given: Params): Effect {
  checkAddress(given.url);
  const to = withoutQuery(given.url);
  const { body, shown } = bodyOf(given);
  return { does: 'POST', to, data: { ...shown, headers: Object.keys(given.headers ?? {}).toSorted() }, says: messages.post(to, body) };
}

function bodyOf({ json, text }: Params): { readonly type: string; readonly body: string; readonly shown: { readonly [key: string]: Json } } {
  if (json !== undefined && text !== undefined) fail({ code: 'bad-params', message: messages.twoBodies });
  if (text !== undefined) return { type: 'text/plain; charset=utf-8', body: text, shown: { text } };
  if (json === undefined) fail({ code: 'bad-params', message: messages.noBody });
  return { type: 'application/json', body: JSON.stringify(json), shown: { json: json as Json } };
}

/** An author's `Content-Type` replaces ours. */
function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function checkStatus({ url, ok }: Params, answer: Answer): Answer {
  const { status } = answer;
  if (ok ? ok.includes(status) : status >= 200 && status < 300) return answer;
  const wanted = ok ? ok.join(' or ') : '200 to 299';
  return fail({ code: 'http-status', message: messages.badStatus('POST', withoutQuery(url), status, wanted), data: { status } });
}
