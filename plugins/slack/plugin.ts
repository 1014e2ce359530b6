import type { Plugin } from '../../engine/core/action.ts';
import { post } from './post.ts';
import { workflow } from './workflow.ts';

const secretSource = {
  type: 'object',
  description: 'Where the address comes from: `{env: VAR}`, `{file: PATH}` or `{command: [argv]}`. It is a secret.',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    env: { type: 'string', description: 'Name of an environment variable.' },
    file: { type: 'string', description: 'Path of a file.' },
    command: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'A command that prints it.' },
  },
  'x-secret': true,
};

export const slack: Plugin = {
  name: 'slack',
  title: 'Slack',
  description: 'Posts messages through incoming webhooks, and starts workflows through their webhook triggers.',
  connection: {
    type: 'object',
    properties: {
      webhooks: { type: 'object', description: 'Addresses of incoming webhooks, by channel (without #).', additionalProperties: secretSource },
      triggers: { type: 'object', description: 'Addresses of workflow webhook triggers, by the name that steps use.', additionalProperties: secretSource },
    },
  },
  actions: [post, workflow],
  standIn: async () => (await import('./stand-in.ts')).standIn,
};
