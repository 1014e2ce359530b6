import { defineRead } from '../../engine/core/action.ts';
import { DURATION_PATTERN, parseDuration } from '../../engine/core/duration.ts';
import { askNerdGraph } from './client.ts';
import { errorsQuery } from './nrql.ts';

/** Decimal places of a percentage. */
const PRECISION = 1e4;

export const errors = defineRead({
  name: 'errors',
  summary: 'How many requests of an application failed lately.',
  description:
    'Counts the transactions of an APM application, and those with an error, since some time ago. ' +
    'No data is unknown, never fine: without requests `known` is false and `percent` is absent, so ask for `outputs.requests > 0 && outputs.percent < 1`.',
  version: 1,
  params: {
    type: 'object',
    required: ['app', 'since'],
    additionalProperties: false,
    properties: {
      app: {
        type: 'string',
        minLength: 1,
        maxLength: 256,
        description: 'Name of the application in New Relic (`prod.pivcac`), after the `app-prefix` of the connection.',
      },
      since: { type: 'string', pattern: DURATION_PATTERN, description: 'How far to look back (`30m`).' },
    },
  },
  outputs: {
    type: 'object',
    required: ['requests', 'errors', 'known'],
    additionalProperties: false,
    properties: {
      requests: { type: 'integer', 'x-volatile': true, description: 'Transactions in that time.' },
      errors: { type: 'integer', 'x-volatile': true, description: 'Those with an error.' },
      percent: { type: 'number', 'x-volatile': true, description: 'Errors in percent of the requests. Absent where there were no requests.' },
      known: { type: 'boolean', description: 'Whether there were requests, so that there is a percentage.' },
    },
  },
  examples: [{ title: 'The last half hour of PKI', with: { app: 'prod.pivcac', since: '30m' } }],
  async run(params, context) {
    const prefix = context.connection.options['app-prefix'];
    const query = errorsQuery(`${typeof prefix === 'string' ? prefix : ''}${params.app}`, parseDuration(params.since) ?? 0);
    const [row] = await askNerdGraph(context, query);
    const [requests, failed] = [countOf(row?.['requests']), countOf(row?.['errors'])];
    if (requests === 0) context.log(`no requests of ${params.app} in the last ${params.since}: nothing is known`);
    else context.log(`${params.app}: ${failed} of ${requests} requests failed in the last ${params.since}`);
    return {
      requests,
      errors: failed,
      known: requests > 0,
      ...(requests > 0 ? { percent: Math.round((100 * failed * PRECISION) / requests) / PRECISION } : {}),
    };
  },
});

/** New Relic leaves a count out, or says null, where nothing was counted. */
function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : 0;
}
