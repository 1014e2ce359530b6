import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { createBench } from '../../support/action-context.ts';
import { failureOf } from '../../support/asg-harness.ts';
import { NEW, createK8sWorld, k8sAction, type K8sWorld } from '../../support/k8s-world.ts';
import { createTestWorld, type TestWorld } from '../../support/world-io.ts';

let at: K8sWorld;
const worlds: TestWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(world => world.close()));
});
const start = async () => {
  at = await createK8sWorld();
  worlds.push(at.world);
};
const set = () => at.change('set_image', { digest: NEW });

test.for([
  [403, 'access-denied', 'Connection k8s may not do PATCH deployments/force-web: as this world wants it.'],
  [409, 'conflict', 'Kubernetes refused PATCH deployments/force-web: somebody else changes the same: as this world wants it.'],
  [422, 'refused', 'Kubernetes refused PATCH deployments/force-web: as this world wants it.'],
] as const)('a change that is answered with %i has the failure %s and has changed nothing', async ([status, code, message]) => {
  await start();
  await at.inject({ answers: { status, to: 'changes' } });
  const failure = await failureOf(set());
  expect(failure).toMatchObject({ code, message, hint: expect.stringContaining('This call changed nothing.'), data: { status } });
  expect(failure).not.toHaveProperty('lost');
  expect(at.world.writes('k8s')).toBe(0);
});

test('a dry run shows before the change that it would be refused', async () => {
  await start();
  await at.inject({ answers: { status: 403, to: 'reads', times: 9 } });
  expect(await failureOf(at.preview('set_image', { digest: NEW }))).toMatchObject({
    code: 'access-denied',
    message: expect.stringContaining('GET deployments'),
  });
});

test('an unwell cluster leaves a change unknown; a read is asked three times', async () => {
  await start();
  await at.inject({ answers: { status: 503, times: 1, to: 'changes' } });
  expect(await failureOf(set())).toMatchObject({ code: 'http-status', message: expect.stringContaining('answered with HTTP 503'), lost: true });
  await at.inject({ answers: { status: 503, times: 2 } });
  expect(await at.use('deployments')).toMatchObject({ namespace: 'default' });
  await at.inject({ answers: { status: 503 } });
  const failure = await failureOf(at.use('deployments'));
  expect(failure).toMatchObject({ code: 'http-status', data: { status: 503 } });
  expect(failure).not.toHaveProperty('lost');
});

/** Looks at a server that is no cluster. */
async function lookAt(listener: RequestListener, signal = new AbortController().signal) {
  const world = createTestWorld();
  worlds.push(world);
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clusters = [{ name: 'c', cluster: { server: url, 'insecure-skip-tls-verify': true } }];
  const contexts = [{ name: 'x', context: { cluster: 'c', user: 'u' } }];
  writeFileSync(join(world.folder, 'config'), JSON.stringify({ clusters, users: [{ name: 'u', user: {} }], contexts, 'current-context': 'x' }));
  const bench = createBench(world, { signal, connection: { name: 'k8s', options: { kubeconfig: 'config' } } });
  return failureOf(k8sAction('deployments').run({ app: 'force' }, bench.look, []));
}

test('a login page in place of an answer is told as such', async () => {
  expect(await lookAt((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'))).toEqual({
    code: 'not-json',
    message: 'The answer to GET deployments is not JSON: it may be a login page or a proxy.',
    hint: 'Look whether `server` in the kubeconfig is the address of the cluster itself.',
  });
});

test.for(['before the answer', 'inside the answer'])('a call that hangs %s ends with its signal, and so does its connection', async where => {
  const controller = new AbortController();
  const closed = Promise.withResolvers<void>();
  const failure = await lookAt((request, response) => {
    request.socket.once('close', () => closed.resolve());
    if (where === 'inside the answer') response.writeHead(200, { 'content-type': 'application/json' }).write('{"items":');
    setImmediate(() => controller.abort());
  }, controller.signal);
  expect(failure).toMatchObject({ code: expect.stringMatching(/abort|cancel/) });
  await closed.promise;
});
