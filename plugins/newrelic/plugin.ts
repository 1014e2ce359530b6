import type { Plugin } from '../../engine/core/action.ts';
import { errors } from './errors.ts';

export const newrelic: Plugin = {
  name: 'newrelic',
  title: 'New Relic',
  description:
    'Reads error rates from New Relic (NerdGraph). The `token` of the connection is a user key; its `url` defaults to https://api.newrelic.com/graphql (EU: https://api.eu.newrelic.com/graphql).',
  connection: {
    type: 'object',
    required: ['account'],
    properties: {
      account: { type: 'integer', minimum: 1, description: 'Account number.' },
      'app-prefix': { type: 'string', description: 'Put before every name of an application.' },
    },
  },
  actions: [errors],
  standIn: async () => (await import('./stand-in.ts')).newrelicStandIn,
};
