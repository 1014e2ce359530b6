import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { compileSchema } from '../../../engine/load/compile-validators.ts';
import { http } from '../../../plugins/http/plugin.ts';
import { standIn } from '../../../plugins/http/stand-in.ts';
import { usePlugin } from '../../support/use-plugin.ts';
import { createTestWorld, type TestWorld } from '../../support/world-io.ts';

const STAGING = 'https://deploy.staging.example.com/api/deploy.json';
const PROD = 'https://deploy.prod.example.com/api/deploy.json?role=web';
const SHA = 'a'.repeat(40);
const worlds: TestWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(world => world.close()));
});

async function start(part: JsonObject) {
  const world = createTestWorld();
  worlds.push(world);
  world.register('git', { answer: (question, about) => (question === 'commit' && about === 'fix-cac' ? SHA : undefined) });
  const double = await standIn.start(part, world.io('http'));
  const use = usePlugin(http, { urls: double.urls ?? {} });
  const get = async (url: string) => {
    const outputs = await use.run('get', { url });
    return Object.fromEntries(Object.entries(outputs).filter(([name]) => name !== 'headers'));
  };
  return { world, double, use, get, inject: (fault: JsonObject) => world.inject('http', double, fault) };
}

test('a literal address is answered from the world, commits by their sha', async () => {
  const { get, double } = await start({ [STAGING]: { env: 'staging', list: ['fix-cac'], git_sha: 'fix-cac' } });
  expect(await get(STAGING)).toEqual({ status: 200, body: { env: 'staging', list: [SHA], git_sha: SHA } });
  expect(await double.summary()).toEqual([`${STAGING}: asked 1 times`]);
});

test('an address that a fleet serves asks that fleet each time', async () => {
  const { get, world } = await start({ [PROD]: { from: 'asg.prod-pivcac' } });
  expect(await get(PROD)).toEqual({ status: 503, text: 'no server of prod-pivcac answers' });
  const shas = ['old', 'new'];
  world.register('asg', { answer: (question, about) => (question === 'serves' && about === 'prod-pivcac' ? { git_sha: shas.shift() ?? '' } : undefined) });
  expect([await get(PROD), await get(PROD)]).toEqual([
    { status: 200, body: { git_sha: 'old' } },
    { status: 200, body: { git_sha: 'new' } },
  ]);
});

test.each([
  [
    { status: 500, body: { error: 'x' } },
    { status: 500, body: { error: 'x' } },
  ],
  [{ html: '<html></html>' }, { status: 200, text: '<html></html>' }],
  [{ body: null }, { status: 200, body: null }],
  [{ status: 503 }, { status: 503, text: '' }],
])('a fault replaces the answer until it is over: %o', async (fault, expected) => {
  const { get, inject } = await start({ [STAGING]: { env: 'staging' } });
  await inject({ [STAGING]: fault });
  expect(await get(STAGING)).toEqual(expected);
  await inject({ [STAGING]: { over: true } });
  expect(await get(STAGING)).toEqual({ status: 200, body: { env: 'staging' } });
});

test('a fault names commits of the world too', async () => {
  const { get, inject, world } = await start({ [STAGING]: {} });
  world.register('git', { answer: (question, about) => (question === 'commit' && about === 'hotfix' ? 'a'.repeat(40) : undefined) });
  await inject({ [STAGING]: { body: { env: 'staging', git_sha: 'hotfix' } } });
  expect(await get(STAGING)).toEqual({ status: 200, body: { env: 'staging', git_sha: 'a'.repeat(40) } });
});

test('a cut connection is no answer', async () => {
  const { use, inject } = await start({ [STAGING]: {} });
  await inject({ [STAGING]: { cut: true } });
  expect(await use.failureOf('get', { url: STAGING })).toMatchObject({ code: 'no-answer' });
});

test('posts are kept, in order, and count as writes', async () => {
  const { use, double, world } = await start({ [STAGING]: {} });
  await use.run('post', { url: STAGING, json: { a: 1 } });
  await use.run('post', { url: STAGING, text: 'two' });
  expect(await double.view()).toMatchObject({
    posts: [
      { url: STAGING, body: '{"a":1}' },
      { url: STAGING, body: 'two' },
    ],
  });
  expect(world.writes('http')).toBe(2);
});

test.each<[JsonObject, boolean]>([
  [{ [STAGING]: { env: 'staging' }, [PROD]: { from: 'asg.prod-pivcac' } }, true],
  [{ 'deploy.staging.example.com': {} }, false],
])('the schema of a world knows addresses: %o', (part, isGood) => {
  expect(compileSchema(standIn.schema)(part)).toHaveLength(isGood ? 0 : 2);
});

test.each<[JsonObject, boolean]>([
  [{ [STAGING]: { body: null } }, true],
  [{ [STAGING]: { status: 503, html: '<html>' } }, true],
  [{ [STAGING]: {} }, false],
  [{ [STAGING]: { stauts: 503 } }, false],
])('the schema of a fault: %o', (fault, isGood) => {
  expect(compileSchema(standIn.faults)(fault)).toHaveLength(isGood ? 0 : 1);
});
