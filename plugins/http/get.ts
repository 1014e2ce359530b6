import { defineRead } from '../../engine/core/action.ts';
import { checkAddress } from './address.ts';
import { answerSchema, readAnswer } from './answer.ts';

export const get = defineRead({
  name: 'get',
  summary: 'Asks a web address and returns what it answers',
  description: [
    'Every status that comes is an answer, 500 too: judge it in `verify` or `until`. The step fails only where none comes.',
    'Redirects are followed only where no `headers` are given, since headers may hold secrets.',
  ].join('\n'),
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: { type: 'string', minLength: 1, description: 'The http or https address.' },
      headers: {
        type: 'object',
        description: 'Headers to send; their values may be secrets.',
        additionalProperties: { type: 'string' },
        'x-secret': true,
      },
    },
  },
  outputs: answerSchema,
  examples: [{ title: 'Which commit does staging run?', with: { url: 'https://staging.example.com/api/deploy.json' } }],
  async run({ url, headers }, context) {
    checkAddress(url);
    const init: RequestInit = headers ? { headers, redirect: 'manual' } : {};
    return readAnswer(await context.fetch(url, init));
  },
});
