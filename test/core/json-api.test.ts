import { expect, test } from 'vitest';
import { readJson } from '../../engine/core/json-api.ts';
import { failureOf } from '../support/failure-of.ts';

const API = { service: 'Shop', meanings: { 409: { code: 'exists', hint: 'It is there.' } } };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const answer = (status: number, body: string, headers: Record<string, string> = JSON_TYPE) => new Response(body, { status, headers });
const ask = (response: Response, wrote = false) => readJson(API, { name: 'GET carts/7', wrote }, response);

test('gives the body', async () => {
  expect(await ask(answer(200, '{"a":[1]}'))).toEqual({ a: [1] });
  expect(await ask(answer(201, '{}', { 'content-type': 'application/problem+json' }))).toEqual({});
  expect(await ask(new Response(null, { status: 204 }))).toBeNull();
});

test.each([
  [400, 'refused', 'It does not accept this as it is. Look at what it says, correct it, then try again.'],
  [401, 'credentials', 'The token is missing, wrong or expired. Make a new one, and give it to the connection.'],
  [403, 'credentials', 'The token may not do this. Use one of somebody who may.'],
  [404, 'not-found', 'Look whether the names are right. Services also say this where the token may not see what is asked for.'],
  [409, 'exists', 'It is there.'],
  [418, 'http-status', 'Look whether the address of the connection is right.'],
  [429, 'rate-limited', 'Too many calls were made. Wait a minute, then try again.'],
  [500, 'http-status', 'Look whether the service is well, then try again.'],
])('%i means %s', async (status, code, hint) => {
  expect(await failureOf(ask(answer(status, '{"message":"No.","errors":[{"field":"x"}]}')))).toEqual({
    code,
    message: `Shop answered GET carts/7 with ${status}: No. [{"field":"x"}].`,
    hint,
    data: { status },
  });
});

test.each([
  [429, { 'retry-after': '30' }, 'Too many calls were made. Try again in 30 seconds.'],
  [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1773151200' }, 'Too many calls were made. Try again after 2026-03-10 14:00 UTC.'],
  [429, { 'retry-after': 'soon' }, 'Too many calls were made. Wait a minute, then try again.'],
])('%i with %o tells until when', async (status, headers, hint) => {
  expect(await failureOf(ask(answer(status, '{}', { ...JSON_TYPE, ...headers })))).toMatchObject({ code: 'rate-limited', hint });
});

test.each(['<html>Log in</html>', '', '{"cut'])('%s is no JSON', async body => {
  const failure = await failureOf(ask(answer(200, body === '' ? ' ' : body, body.startsWith('{') ? JSON_TYPE : { 'content-type': 'text/html' })));
  expect(failure).toEqual({
    code: 'not-json',
    message: `The answer to GET carts/7 is ${body.startsWith('{') ? 'application/json' : 'text/html'}, not JSON: it may be a login page or a proxy.`,
    hint: 'Look whether the address of the connection is that of the service itself.',
  });
});

test('after a write a broken answer is lost, a refusal is not', async () => {
  expect(await failureOf(ask(answer(502, ''), true))).toMatchObject({ lost: true });
  expect(await failureOf(ask(answer(200, '<p>', { 'content-type': 'text/html' }), true))).toMatchObject({ lost: true });
  expect(await failureOf(ask(answer(422, '{}'), true))).not.toHaveProperty('lost');
});
