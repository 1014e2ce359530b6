import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { http } from '../../../plugins/http/plugin.ts';
import { usePlugin } from '../../support/use-plugin.ts';

const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map(close => close())));

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function serve(answer: (response: ServerResponse, url: string) => void): Promise<{ base: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(response, request.url ?? '');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const use = usePlugin(http, {});

test.each([
  ['JSON, whatever its type says', 200, 'text/plain', '{"env":"staging"}', { body: { env: 'staging' } }],
  ['null', 200, 'application/json', 'null', { body: null }],
  ['an HTML page is no JSON', 200, 'text/html', '<html>busy</html>', { text: '<html>busy</html>' }],
  ['half a JSON is text', 200, 'application/json', '{"env":', { text: '{"env":' }],
  ['an empty body is empty text', 204, 'text/plain', '', { text: '' }],
  ['a status that is bad is an answer too', 503, 'application/json', '{"down":true}', { body: { down: true } }],
])('get: %s', async (_name, status, type, body, expected) => {
  const { base } = await serve(response => response.writeHead(status, { 'content-type': type, 'retry-after': '7', 'set-cookie': 'a=secret' }).end(body));
  const { headers, ...outputs } = await use.run('get', { url: `${base}/x` });
  expect(outputs).toEqual({ status, ...expected });
  expect(headers).toMatchObject({ 'content-type': type, 'retry-after': '7' });
  expect(headers).not.toHaveProperty('set-cookie');
});

test('get: a long text is cut and says so', async () => {
  const { base } = await serve(response => response.end('x'.repeat(300_000)));
  const outputs = await use.run('get', { url: base });
  expect(outputs).toMatchObject({ status: 200, cut: true });
  expect(outputs['text']).toHaveLength(65_536);
});

test('get: headers are sent, and a redirect is then not followed with them', async () => {
  const { base, seen } = await serve((response, url) => (url === '/to' ? response.end('there') : response.writeHead(302, { location: '/to' }).end()));
  expect(await use.run('get', { url: `${base}/from`, headers: { authorization: 'Bearer x' } })).toMatchObject({ status: 302, headers: { location: '/to' } });
  expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([['/from', 'Bearer x']]);
  expect(await use.run('get', { url: `${base}/from` })).toMatchObject({ status: 200, text: 'there' });
});

test('get: only where no answer comes it fails', async () => {
  const { base } = await serve(response => response.destroy());
  expect(await use.failureOf('get', { url: base })).toMatchObject({ code: 'no-answer' });
  expect(await use.failureOf('get', { url: 'http://127.0.0.1:1/' })).toMatchObject({ code: 'unreachable' });
});

test.each([
  ['ftp://example.com/x', 'ftp://example.com/x is no http or https address'],
  ['no address', 'no address is no http or https address'],
  ['http://ana:pass@127.0.0.1/', 'The address of 127.0.0.1 holds a user or password; give it as a header from a secret instead'],
])('an address is refused before anything is sent: %s', async (url, message) => {
  expect(await use.failureOf('get', { url })).toEqual({ code: 'bad-url', message });
  expect(await use.failureOf('post', { url, text: 'x' })).toEqual({ code: 'bad-url', message });
});

test('post: what was previewed is what is sent and recorded; the query stays out of sight', async () => {
  const { base, seen } = await serve(response => response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":7}'));
  const door = usePlugin(http, {});
  const params = { url: `${base}/notes?key=hunter22`, json: { note: 'é' }, headers: { 'X-Key': 'secret' } };
  const effect = { does: 'POST', to: `${base}/notes?…`, data: { json: { note: 'é' }, headers: ['X-Key'] }, says: `post {"note":"é"} to ${base}/notes?…` };
  expect(await door.preview('post', params)).toEqual([effect]);
  expect(seen).toEqual([]);
  expect(await door.run('post', params)).toMatchObject({ status: 201, body: { id: 7 } });
  expect(door.ran).toEqual([effect]);
  expect(seen).toMatchObject([
    { method: 'POST', url: '/notes?key=hunter22', body: '{"note":"é"}', headers: { 'content-type': 'application/json', 'x-key': 'secret' } },
  ]);
});

test('post: text is sent as text, an own content-type wins', async () => {
  const { base, seen } = await serve(response => response.end('ok'));
  await use.run('post', { url: base, text: 'a b' });
  await use.run('post', { url: base, text: 'a,b', headers: { 'Content-Type': 'text/csv' } });
  expect(seen.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
    ['a b', 'text/plain; charset=utf-8'],
    ['a,b', 'text/csv'],
  ]);
});

test('post: a status that is not wanted is a failure, and not a lost one', async () => {
  const { base } = await serve((response, url) => response.writeHead(Number(url.slice(1)), { location: '/200' }).end('x'));
  expect(await use.failureOf('post', { url: `${base}/503`, text: 'x' })).toEqual({
    code: 'http-status',
    message: `POST ${base}/503 was answered with 503, not with 200 to 299`,
    data: { status: 503 },
  });
  expect(await use.failureOf('post', { url: `${base}/302`, text: 'x' })).toMatchObject({ data: { status: 302 } });
  expect(await use.failureOf('post', { url: `${base}/201`, text: 'x', ok: [200, 202] })).toMatchObject({
    message: `POST ${base}/201 was answered with 201, not with 200 or 202`,
  });
  expect(await use.run('post', { url: `${base}/409`, text: 'x', ok: [200, 409] })).toMatchObject({ status: 409 });
});

test('post: without an answer nobody knows whether it arrived; a refused connection never sent it', async () => {
  const { base } = await serve(response => response.destroy());
  expect(await use.failureOf('post', { url: base, text: 'x' })).toMatchObject({ code: 'no-answer', lost: true });
  expect(await use.failureOf('post', { url: 'http://127.0.0.1:1/', text: 'x' })).not.toHaveProperty('lost');
});

test('post: exactly one body', async () => {
  expect(await use.failureOf('post', { url: 'http://127.0.0.1:1/' })).toEqual({
    code: 'bad-params',
    message: 'There is nothing to send: give `json` or `text`',
  });
  expect(await use.failureOf('post', { url: 'http://127.0.0.1:1/', json: 1, text: 'x' })).toEqual({
    code: 'bad-params',
    message: 'Give `json` or `text`, not both',
  });
});
