import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { toFailure, type Failure } from '../../../engine/core/failure.ts';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { errors } from '../../../plugins/newrelic/errors.ts';
import { errorsQuery } from '../../../plugins/newrelic/nrql.ts';
import { newrelicStandIn } from '../../../plugins/newrelic/stand-in.ts';
import { createBench } from '../../support/action-context.ts';
import { createTestWorld } from '../../support/world-io.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map(close => close()));
});

const APP = { app: 'prod.pivcac', since: '30m' };

/** The action against an address, with a key and options. */
function connect(world: ReturnType<typeof createTestWorld>, url: string, key = 'NRAK-1', options: JsonObject = { account: 7 }) {
  const bench = createBench(world, { connection: { name: 'newrelic', url: () => url, token: async () => key, options } });
  return { lines: bench.lines, ask: (params: JsonObject = APP) => errors.run(params, bench.look, []) };
}

async function start(part: JsonObject = { 'prod.pivcac': { requests: '1200/m', errors: 0.2 } }) {
  const world = createTestWorld();
  closing.push(() => world.close());
  const double = await newrelicStandIn.start(part, world.io('newrelic'));
  const { url, account } = double.connections['newrelic'] as { url: string; account: number };
  const inject = (fault: JsonObject) => world.inject('newrelic', double, { 'prod.pivcac': fault });
  return { world, double, inject, ...connect(world, url, double.env?.['NEW_RELIC_API_KEY'], { account }) };
}

type Reply = { readonly status?: number; readonly body: Json };

/** A NerdGraph that gives the answers one after the other, the last one for ever. */
async function serve(answers: Reply | readonly Reply[], options: JsonObject = { account: 7 }) {
  const replies = [answers].flat();
  const asked: { headers: Record<string, unknown>; body: JsonObject }[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    asked.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) as JsonObject });
    const { status = 200, body } = replies[Math.min(asked.length, replies.length) - 1] ?? { body: '' };
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const world = createTestWorld();
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await world.close();
  });
  return { asked, ...connect(world, `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, 'NRAK-1', options) };
}

async function failureOf(use: Promise<unknown>): Promise<Failure> {
  const ended = await use.then(
    value => ({ value }),
    (error: unknown) => ({ failure: toFailure(error) }),
  );
  if ('value' in ended) throw new Error(`did not fail: ${JSON.stringify(ended.value)}`);
  return ended.failure;
}

/** The query that came first. */
const nrqlOf = (asked: readonly { readonly body: JsonObject }[]) => (asked[0]?.body['variables'] as JsonObject | undefined)?.['nrql'];
const rows = (row: JsonObject) => ({ data: { actor: { account: { nrql: { results: [row] } } } } });
const refusal = (code: string, message = 'no') => ({ data: null, errors: [{ message, path: ['actor'], extensions: { errorClass: code } }] });

test('steady traffic is counted over the span that is asked for', async () => {
  const { ask, lines } = await start();
  expect(await ask()).toEqual({ requests: 36_000, errors: 72, percent: 0.2, known: true });
  expect(await ask({ app: 'prod.pivcac', since: '1h' })).toMatchObject({ requests: 72_000, errors: 144 });
  expect(lines[0]).toBe('prod.pivcac: 72 of 36000 requests failed in the last 30m');
});

test('errors that go up show as time goes by', async () => {
  const { ask, inject, world } = await start();
  await inject({ errors: 10 });
  expect(await ask()).toMatchObject({ percent: 0.2 });
  await world.advance(15 * 60_000);
  expect(await ask()).toMatchObject({ percent: 5.1 });
  await world.advance(15 * 60_000);
  expect(await ask()).toMatchObject({ percent: 10 });
});

test('no data is unknown, never fine', async () => {
  const { ask, inject, world, lines } = await start();
  await inject({ requests: '0/m' });
  await world.advance(30 * 60_000);
  expect(await ask()).toEqual({ requests: 0, errors: 0, known: false });
  expect(await ask({ app: 'prod.nobody', since: '30m' })).toEqual({ requests: 0, errors: 0, known: false });
  expect(lines[0]).toBe('no requests of prod.pivcac in the last 30m: nothing is known');
});

test('a wrong key is a matter of credentials, until it is put right', async () => {
  const { ask, inject } = await start();
  await inject({ 'wrong-key': true });
  expect(await failureOf(ask())).toEqual({
    code: 'credentials',
    message: 'New Relic does not accept the key of connection newrelic: The API key provided is invalid.',
    hint: 'NerdGraph wants a user key (NRAK-...) of somebody who may read this account. Set it where the `token` of the connection points, then go on.',
  });
  await inject({ 'wrong-key': false });
  expect(await ask()).toMatchObject({ known: true });
});

test('a busy New Relic is asked again', async () => {
  const { ask, inject } = await start();
  await inject({ 'rate-limited': 1 });
  expect(await ask()).toMatchObject({ percent: 0.2 });
});

test('it asks with the key, the account as a variable, and an application that cannot break out', async () => {
  const { ask, asked } = await serve({ body: rows({ requests: 10, errors: 1 }) });
  await ask({ app: "it's \\ OR '1", since: '90s' });
  expect(asked[0]).toMatchObject({ headers: { 'api-key': 'NRAK-1' }, body: { variables: { account: 7 } } });
  expect(nrqlOf(asked)).toBe(errorsQuery("it's \\ OR '1", 90_000));
  expect(errorsQuery("it's \\ OR '1", 90_000)).toContain(String.raw`WHERE appName = 'it\'s \\ OR \'1' SINCE 90 seconds ago`);
});

test('the prefix of the connection stands before the application', async () => {
  const { ask, asked } = await serve({ body: rows({ requests: 1, errors: 0 }) }, { account: 7, 'app-prefix': 'login-' });
  await ask();
  expect(nrqlOf(asked)).toContain("appName = 'login-prod.pivcac'");
});

test.for([
  ['data that is only partly there', { body: { data: { actor: { account: null } } } }, 'bad-answer'],
  ['a web page', { body: '<html>' }, 'bad-answer'],
  ['a refused query', { body: { ...refusal('NRDB:1101002', 'NRQL Syntax Error'), data: { actor: {} } } }, 'refused'],
  ['a schema error', { body: { errors: [{ message: 'Cannot query field', locations: [{ line: 1, column: 2 }] }] } }, 'refused'],
  ['a bad key', { body: refusal('BAD_API_KEY') }, 'credentials'],
  ['HTTP 401', { status: 401, body: '' }, 'credentials'],
] as const)('%s is no measurement', async ([, answer, code]) => {
  const { ask, asked } = await serve(answer);
  expect(await failureOf(ask())).toMatchObject({ code });
  expect(asked).toHaveLength(1);
});

test.for([
  ['TIMEOUT', { body: refusal('TIMEOUT', 'took too long') }],
  ['HTTP 429', { status: 429, body: '' }],
] as const)('%s is asked again', async ([, answer]) => {
  const { ask, asked } = await serve([answer, { body: rows({ requests: 4, errors: 1 }) }]);
  expect(await ask()).toEqual({ requests: 4, errors: 1, percent: 25, known: true });
  expect(asked).toHaveLength(2);
});
