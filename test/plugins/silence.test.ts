import { expect, test } from 'vitest';
import type { JsonObject } from '../../engine/core/json.ts';
import { toFailure } from '../../engine/core/failure.ts';
import { plugins } from '../../plugins/index.ts';
import { SHORT, contextOf, never, serve } from '../support/context-bench.ts';
import { NO_CONNECTION } from '../support/no-connection.ts';

const actionOf = (name: string) => {
  const [plugin, action] = name.split('.');
  const found = plugins.find(one => one.name === plugin)?.actions.find(one => one.name === action);
  if (!found) throw new Error(`no action ${name}`);
  return found;
};

async function bench() {
  const { url, count } = await serve(never);
  const connection = { ...NO_CONNECTION, url: () => url, token: async () => 'a-secret-token', options: { username: 'runbook' } };
  return { count, ...contextOf({ connection, patience: SHORT }) };
}

const WORKFLOW = '00000000-0000-4000-8000-000000000002';

test.each<[string, JsonObject]>([
  ['github.ref', { repo: 'artsy/force', ref: 'heads/main' }],
  ['github.pull_request', { repo: 'artsy/force', number: 1 }],
  ['circleci.workflow', { workflow: WORKFLOW }],
])('%s gives up on a service that never answers, after three tries', async (name, params) => {
  const { context, count, lines } = await bench();
  const failure = await actionOf(name).run(params, context, []).then(toFailure, toFailure);
  expect(failure).toMatchObject({ code: 'timeout' });
  expect(failure).not.toHaveProperty('lost');
  expect(count()).toBe(3);
  expect(JSON.stringify([failure, lines])).not.toContain('a-secret-token');
});

test('horizon.blocks takes silence for an answer: nobody can tell', async () => {
  const { context } = await bench();
  expect(await actionOf('horizon.blocks').run({ project: 1 }, context, [])).toMatchObject({
    status: 'unreachable',
    reason: expect.stringContaining('took longer than 50ms'),
  });
});

test.each<[string, JsonObject]>([
  ['github.tag', { repo: 'artsy/force', tag: 'v1', sha: '0'.repeat(40) }],
  ['circleci.trigger', { project: 'gh/artsy/force', branch: 'release' }],
  ['circleci.cancel', { workflow: WORKFLOW }],
])('%s sends its change once, and silence after it counts as lost', async (name, params) => {
  const { context, count } = await bench();
  const effect = { does: 'POST x', to: 'x', data: {}, says: 'x' };
  expect(await actionOf(name).run(params, context, [effect]).then(toFailure, toFailure)).toMatchObject({ code: 'timeout', lost: true });
  expect(count()).toBe(1);
});
