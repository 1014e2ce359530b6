import { afterEach, expect, test } from 'vitest';
import type { StandInRequest } from '../../engine/core/stand-in.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestWorld, type TestWorld, type TestWorldOptions } from '../support/world-io.ts';

const worlds: TestWorld[] = [];
const open = (options?: TestWorldOptions) => {
  const world = createTestWorld(options);
  worlds.push(world);
  return world;
};
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(world => world.close()));
});

test('a server answers JSON and text on loopback and sees the request as it was sent', async () => {
  const world = open();
  const seen: StandInRequest[] = [];
  const url = await world.io('shop').serve(request => {
    seen.push(request);
    return request.path === '/text' ? { status: 201, body: 'plain' } : { status: 200, body: { null: null }, headers: { 'x-mine': '1' } };
  });
  const json = await fetch(`${url}/a%2Fb?q=1&q=2`, { method: 'PUT', body: 'é', headers: { 'X-Own': 'v' } });
  expect([json.status, json.headers.get('x-mine'), await json.json()]).toEqual([200, '1', { null: null }]);
  const text = await fetch(`${url}/text`);
  expect([text.status, text.headers.get('content-type'), await text.text()]).toEqual([201, 'text/plain; charset=utf-8', 'plain']);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(seen[0]).toMatchObject({ method: 'PUT', path: '/a%2Fb', body: 'é' });
  expect(seen[0]?.query.getAll('q')).toEqual(['1', '2']);
  expect(seen[0]?.headers['x-own']).toBe('v');
});

test('requests are handled one at a time, and those that wrote are counted', async () => {
  const world = open();
  let inside = 0;
  let most = 0;
  const url = await world.io('shop').serve(async ({ method }) => {
    most = Math.max(most, ++inside);
    // Time enough for the others to arrive.
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    inside -= 1;
    return { status: 200, wrote: method === 'POST' };
  });
  await Promise.all(['GET', 'POST', 'GET', 'POST', 'POST'].map(method => fetch(url, { method })));
  expect([most, world.writes('shop')]).toEqual([1, 3]);
});

test('a handler that throws is a 500 that names the stand-in; status 0 cuts the connection', async () => {
  const world = open();
  const url = await world.io('shop').serve(({ path }) => {
    if (path === '/cut') return { status: 0 };
    throw new Error('boom');
  });
  const broken = await fetch(url);
  expect([broken.status, await broken.text()]).toEqual([500, 'the stand-in of shop failed: boom']);
  await expect(fetch(`${url}/cut`)).rejects.toThrow('fetch failed');
});

test('a request sees all that fell due before it', async () => {
  const world = open();
  const io = world.io('shop');
  let stock = 0;
  const url = await io.serve(() => ({ status: 200, body: stock }));
  io.at(world.now(), () => {
    stock = 7;
  });
  expect(await (await fetch(url)).json()).toBe(7);
});

test('state is kept after requests, acts and faults, and a second world goes on with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-world-'));
  const first = createTestWorld({ folder });
  const io = first.io('shop');
  const state = io.state({ sold: [] as string[] });
  const url = await io.serve(() => {
    state.sold.push('by request');
    return { status: 200, wrote: true };
  });
  io.at(first.now() + 5, () => void state.sold.push('by time'));
  await fetch(url);
  await first.advance(10);
  await first.inject('shop', { inject: fault => void state.sold.push(JSON.stringify(fault)) }, { by: 'fault' });
  const second = createTestWorld({ folder });
  expect(second.io('shop').state({ sold: [] as string[] })).toEqual({ sold: ['by request', 'by time', '{"by":"fault"}'] });
  expect([second.io('shop').state({}) === second.io('shop').state({}), second.writes('shop')]).toEqual([true, 1]);
  await first.close();
  await second.close();
  rmSync(folder, { recursive: true });
});

test('stand-ins ask each other', async () => {
  const world = open();
  world.register('git', { answer: (question, about) => (question === 'commit' && about === 'fix' ? 'a1b2' : undefined) });
  world.register('asg', { answer: async question => (question === 'serves' ? { env: 'prod' } : undefined) });
  const { ask } = world.io('http');
  expect([await ask('commit', 'fix'), await ask('serves', 'x'), await ask('commit', 'other')]).toEqual(['a1b2', { env: 'prod' }, undefined]);
});

test('commands get the dates of the virtual clock, the env of stand-ins, and nothing else from outside', async () => {
  process.env['REAL_CREDENTIAL'] = 'real';
  const world = open();
  world.register('asg', { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } });
  await world.advance(60_000);
  const { stdout } = await world.io('git').exec(['env']);
  delete process.env['REAL_CREDENTIAL'];
  const seconds = Date.parse('2026-03-10T14:01:00Z') / 1_000;
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      `SOURCE_DATE_EPOCH=${seconds}`,
      `GIT_COMMITTER_DATE=@${seconds} +0000`,
      `HOME=${join(world.folder, 'home')}`,
      'AWS_ENDPOINT_URL=http://127.0.0.1:1',
    ]),
  );
  expect(stdout).not.toContain('REAL_CREDENTIAL');
});

test('a command that fails says how', async () => {
  const { exec } = open().io('git');
  expect(await exec(['sh', '-c', 'cat; echo no >&2; exit 3'], { exitCodes: [3], input: 'in' })).toEqual({ exitCode: 3, stdout: 'in', stderr: 'no' });
  await expect(exec(['sh', '-c', 'echo no >&2; exit 3'])).rejects.toMatchObject({
    failure: { code: 'exit-code', message: '`sh` ended with exit code 3: no', data: { exit_code: 3 } },
  });
  await expect(exec(['no-such-command-here'])).rejects.toMatchObject({ failure: { code: 'not-found' } });
  await expect(exec(['sleep', '60'], { timeout: 20 })).rejects.toMatchObject({ failure: { code: 'timeout', lost: true } });
});
