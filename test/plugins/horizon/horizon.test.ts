import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { blocks } from '../../../plugins/horizon/blocks.ts';
import { standIn } from '../../../plugins/horizon/stand-in.ts';
import { createBench } from '../../support/action-context.ts';
import { failureOf } from '../../support/failure-of.ts';
import { createTestWorld } from '../../support/world-io.ts';

const PASSWORD = 'password-1';

function connect(world: ReturnType<typeof createTestWorld>, url: string, password: string) {
  const bench = createBench(world, { connection: { name: 'horizon', url: () => url, token: async () => password, options: { username: 'runbook' } } });
  return { bench, ask: (project = 12) => blocks.run({ project }, bench.look, []) };
}

async function begin(part: JsonObject = {}) {
  const world = createTestWorld();
  onTestFinished(() => world.close());
  const double = await standIn.start(part, world.io('horizon'));
  const { url } = double.connections['horizon'] as { url: string };
  const [password = ''] = Object.values(double.env ?? {});
  return { world, inject: (fault: JsonObject) => world.inject('horizon', double, fault), ...connect(world, url, password) };
}

/** A server that says one thing, whatever is asked. */
async function serve(body: string, status = 200) {
  const server = createServer((_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body)).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const world = createTestWorld();
  onTestFinished(async () => (server.close(), world.close()));
  return connect(world, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, PASSWORD);
}

test('no block: open', async () => {
  const { ask } = await begin({ blocks: [{ project: 7, description: 'another project' }] });
  expect(await ask()).toEqual({ status: 'open', reason: 'Nothing blocks it.', blocks: [] });
});

test('blocks are told with reason, age and end; one that has ended blocks no more', async () => {
  const { world, inject, ask } = await begin({ blocks: [{ project: 12, description: 'QA of {{ x }} $(id)', for: '1h' }] });
  await world.advance(60_000);
  await inject({ block: { project: 12, description: 'known issue' } });
  expect(await ask()).toEqual({
    status: 'blocked',
    reason: 'Blocked since 2026-03-10 14:00 UTC, until 2026-03-10 15:00 UTC: QA of {{ x }} $(id) (and 1 more).',
    blocks: [
      { id: 1, description: 'QA of {{ x }} $(id)', created_at: '2026-03-10T14:00:00.000Z', until: '2026-03-10T15:00:00.000Z' },
      { id: 2, description: 'known issue', created_at: '2026-03-10T14:01:00.000Z' },
    ],
  });
  await world.advance(3_600_000);
  expect(await ask()).toMatchObject({ status: 'blocked', blocks: [{ id: 2 }] });
  await inject({ resolve: 12 });
  expect(await ask()).toMatchObject({ status: 'open' });
});

test.each([
  [{ password: true }, 'unauthorized', 'Horizon answered GET deploy_blocks with 401.'],
  [{ answers: 403 }, 'unauthorized', 'Horizon answered GET deploy_blocks with 403.'],
  [{ answers: 500 }, 'unreachable', 'Horizon answered GET deploy_blocks with 500.'],
  [{ answers: 301 }, 'unreachable', 'Horizon answered GET deploy_blocks with 301.'],
  [{ answers: 200 }, 'unreachable', 'The answer to GET deploy_blocks is text/plain, not JSON: it may be a login page or a proxy.'],
] as const)('%o: %s, never open', async (fault, status, reason) => {
  const { inject, ask } = await begin();
  await inject(fault);
  expect(await ask()).toEqual({ status, reason, blocks: [] });
});

test.each<[string, Json]>([
  ['{}', 'Horizon answered with something that is no list of blocks.'],
  ['["x"]', 'Horizon answered with something that is no list of blocks.'],
  ['[{', 'The answer to GET deploy_blocks is application/json, not JSON: it may be a login page or a proxy.'],
])('%s is no clear answer', async (body, reason) => {
  const { ask } = await serve(body);
  expect(await ask()).toEqual({ status: 'unreachable', reason, blocks: [] });
});

test('a block without any field still blocks', async () => {
  const { ask } = await serve('[{}]');
  expect(await ask()).toMatchObject({ status: 'blocked', reason: 'Blocked since an unknown time: no reason is given.' });
});

test('nobody there: unreachable', async () => {
  const world = createTestWorld();
  onTestFinished(() => world.close());
  expect(await connect(world, 'http://127.0.0.1:9', PASSWORD).ask()).toMatchObject({
    status: 'unreachable',
    reason: expect.stringContaining('could not be sent'),
  });
});

test('a wrong address is a failure, and the password is never shown', async () => {
  const { bench, ask } = await serve('{"error":"Not Found"}', 404);
  expect(await failureOf(ask())).toMatchObject({ code: 'not-found' });
  expect(JSON.stringify([bench.readings, bench.lines])).not.toContain(PASSWORD);
});
