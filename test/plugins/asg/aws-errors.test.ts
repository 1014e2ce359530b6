import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createContext } from '../../../engine/execute/context.ts';
import type { Patience } from '../../../engine/execute/reads.ts';
import { fail, toFailure, type Failure } from '../../../engine/core/failure.ts';
import { applyEffects, setDesired } from '../../../plugins/asg/changes.ts';
import { openAws } from '../../../plugins/asg/client.ts';
import { actionOf } from '../../support/asg-harness.ts';
import { NO_CONNECTION } from '../../support/no-connection.ts';

const ENV = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A context as the engine makes it, with an engine that asks once. */
function contextOn(url: string, signal = new AbortController().signal, patience: Patience = { read: 5_000, pauses: [], change: 5_000 }) {
  return createContext({
    connection: { ...NO_CONNECTION, name: 'prod-power', url: () => url, options: { region: 'us-west-2' }, env: ENV },
    signal,
    folder: '/',
    now: () => new Date(0),
    log: () => {},
    env: {},
    mode: 'change',
    idempotencyKey: 'key',
    record: () => {},
    patience,
  });
}

async function failureOf(use: Promise<unknown>): Promise<Failure> {
  return use.then(
    () => fail({ code: 'none', message: 'it did not fail' }),
    (error: unknown) => toFailure(error),
  );
}

const read = (url: string, signal?: AbortSignal, patience?: Patience) =>
  failureOf(actionOf('describe').run({ group: 'prod-pivcac' }, contextOn(url, signal, patience), []));
const change = (url: string, patience?: Patience) => {
  const context = contextOn(url, undefined, patience);
  return failureOf(applyEffects(openAws(context), context, [setDesired('prod-pivcac', 4, 'double prod-pivcac')]));
};

function refusing(status: number, code: string, message = 'no'): { calls: number; listener: RequestListener } {
  const counted = {
    calls: 0,
    listener: ((request, response) => {
      counted.calls += 1;
      request.resume();
      response
        .writeHead(status, { 'content-type': 'text/xml' })
        .end(`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`);
    }) satisfies RequestListener,
  };
  return counted;
}

test.for([
  [403, 'ExpiredToken', 'credentials'],
  [403, 'InvalidClientTokenId', 'credentials'],
  [403, 'AccessDenied', 'access-denied'],
  [400, 'ValidationError', 'refused'],
  [400, 'ScalingActivityInProgress', 'busy'],
  [500, 'ResourceContention', 'busy'],
] as const)('HTTP %i %s is the failure %s, at once, for reads and changes', async ([status, code, expected]) => {
  const server = refusing(status, code);
  const url = await serve(server.listener);
  expect(await read(url)).toMatchObject({
    code: expected,
    message: expect.stringContaining('DescribeAutoScalingGroups prod-pivcac'),
    data: { aws: code, status },
  });
  const changed = await change(url);
  expect(changed).toMatchObject({ code: expected });
  expect(changed).not.toHaveProperty('lost');
  expect(server.calls).toBe(2);
});

test('"slow down" is asked three times, then it is the failure throttled', async () => {
  const server = refusing(400, 'Throttling', 'Rate exceeded');
  expect(await change(await serve(server.listener))).toEqual({
    code: 'throttled',
    message: 'AWS answered "slow down" to UpdateAutoScalingGroup prod-pivcac three times.',
    hint: 'Somebody else calls AWS very often. Wait a minute, then retry the step. This call changed nothing.',
    data: { aws: 'Throttling', status: 400 },
  });
  expect(server.calls).toBe(3);
});

test('a fault of AWS leaves a change unknown; a read is asked three times and has only failed', async () => {
  const server = refusing(500, 'InternalFailure');
  const url = await serve(server.listener);
  expect(await change(url)).toMatchObject({
    code: 'http-status',
    message: 'AWS answered UpdateAutoScalingGroup prod-pivcac with HTTP 500 (InternalFailure).',
    lost: true,
  });
  expect(await read(url)).not.toHaveProperty('lost');
  expect(server.calls).toBe(4);
});

test.for([500, 200])('a page of something else with HTTP %i is told as such', async status => {
  const url = await serve((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'text/html' }).end('<!doctype html><html><head><title>Oops</title></head><body><p>proxy<br></body></html>');
  });
  expect(await read(url)).toMatchObject({
    code: 'http-status',
    message: `DescribeAutoScalingGroups prod-pivcac was answered with HTTP ${status} by something that does not speak AWS's language.`,
  });
  expect(await change(url)).toMatchObject({ lost: true });
});

test('a web page that happens to be XML is no group', async () => {
  const url = await serve((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body><p>Welcome</p></body></html>');
  });
  expect(await read(url)).toMatchObject({ code: 'http-status', message: expect.stringContaining('does not speak') });
});

test('nobody listening is unreachable: the change was never sent', async () => {
  const url = await serve(() => {});
  const [server] = servers.splice(0);
  await new Promise(resolve => server?.close(resolve));
  const failure = await change(url);
  expect(failure).toMatchObject({ code: 'unreachable' });
  expect(failure).not.toHaveProperty('lost');
});

test('a lost connection leaves a change unknown', async () => {
  const url = await serve(request => void request.socket.destroy());
  expect(await change(url)).toMatchObject({ code: 'no-answer', lost: true });
});

test.for(['before the answer', 'inside the answer'])('a call that hangs %s ends with its signal, and so does its connection', async where => {
  const controller = new AbortController();
  const closed = Promise.withResolvers<void>();
  const url = await serve((request, response) => {
    request.resume();
    request.socket.once('close', () => closed.resolve());
    if (where === 'inside the answer') response.writeHead(200, { 'content-type': 'text/xml' }).write('<DescribeAutoScalingGroupsResponse>');
    setImmediate(() => controller.abort());
  });
  expect(await read(url, controller.signal)).toMatchObject({ code: expect.stringMatching(/abort|cancel/) });
  await closed.promise;
});

test('a call that outlasts its deadline is ended for real: each try of a read, and the one of a change', async () => {
  const open = new Set<Socket>();
  let calls = 0;
  const url = await serve((request: IncomingMessage) => {
    calls += 1;
    open.add(request.socket);
    request.socket.once('close', () => open.delete(request.socket));
  });
  const patience = { read: 60, pauses: [1, 1], change: 60 };
  expect(await read(url, undefined, patience)).toEqual({
    code: 'timeout',
    message: 'DescribeAutoScalingGroups prod-pivcac took longer than 60ms and was ended.',
  });
  expect(calls).toBe(3);
  expect(await change(url, patience)).toMatchObject({ code: 'no-answer', lost: true });
  expect(calls).toBe(4);
  while (open.size > 0) await once([...open][0] as Socket, 'close');
});
