import { defineChange, defineRead, type Plugin } from '../../engine/core/action.ts';

/** Two small plugins for tests of the loader: nothing outside is touched. */
const look = defineRead({
  name: 'look',
  summary: 'Look at a thing',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['thing'],
    properties: {
      thing: { type: 'string', minLength: 1, description: 'What to look at.' },
      depth: { type: 'integer', minimum: 1, maximum: 9, description: 'How far.' },
      lens: { type: 'string', enum: ['wide', 'narrow'], description: 'Through what.' },
    },
  },
  outputs: { type: 'object', required: ['ready'], properties: { ready: { type: 'boolean' }, size: { type: 'integer' } } },
  examples: [{ title: 'Look at a house', with: { thing: 'house', depth: 2 } }],
  run: async params => ({ ready: params.thing !== '', size: params.depth ?? 1 }),
});

const make = defineChange({
  name: 'make',
  summary: 'Make a thing',
  version: 2,
  interrupted: 'ask',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['thing', 'parts'],
    properties: {
      thing: { type: 'string', description: 'What to make.' },
      parts: { type: 'array', items: { type: 'integer', minimum: 0 }, description: 'How many of each.' },
      options: { type: 'object', additionalProperties: { type: 'boolean' }, description: 'By name.' },
      key: { type: 'string', 'x-secret': true, description: 'What opens it.' },
    },
  },
  outputs: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
  examples: [{ title: 'Make a house', with: { thing: 'house', parts: [1, 2] } }],
  preview: async params => [{ does: 'make', to: params.thing, data: params.parts, says: `make ${params.thing}` }],
  run: async params => ({ id: params.thing }),
});

const post = defineChange({
  name: 'post',
  summary: 'Say something',
  version: 1,
  interrupted: 'ask',
  params: { type: 'object', additionalProperties: false, required: ['text'], properties: { text: { type: 'string', description: 'What to say.' } } },
  outputs: { type: 'object', properties: {} },
  examples: [{ title: 'Say hello', with: { text: 'hello' } }],
  preview: async params => [{ does: 'post', to: 'chat', data: params.text, says: `say ${params.text}` }],
  run: async () => ({}),
});

export const demoPlugins: readonly Plugin[] = [
  {
    name: 'demo',
    title: 'Demo',
    description: 'Things to look at and to make.',
    connection: { type: 'object', required: ['shelf'], properties: { shelf: { type: 'integer', description: 'Which shelf.' } } },
    actions: [look, make],
  },
  { name: 'chat', title: 'Chat', description: 'Somebody to talk to.', needsConnection: false, actions: [post] },
];
