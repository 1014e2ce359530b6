import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { toFailure } from '../../engine/core/failure.ts';
import { createRedactor } from '../../engine/core/redaction.ts';
import { createLeases } from '../../engine/execute/leases.ts';
import { tempFolder } from '../support/executor.ts';

const MINUTE = 60_000;
const T0 = Date.parse('2026-03-10T14:00:00Z');
let folder: string;
beforeEach(() => void (folder = tempFolder()));

function start() {
  const redactor = createRedactor();
  const leases = createLeases(() => ({ PATH: process.env['PATH'] ?? '' }), redactor);
  /** A command that says how often it was asked; the lease lasts `minutes`. */
  const ask = (after: number, minutes: number | undefined, script = 'echo x >>asked; echo "secret-number-$(wc -l <asked | tr -d " ")"') =>
    leases.read({
      connection: 'prod',
      argv: ['sh', '-c', script],
      read: stdout => ({
        value: stdout,
        secrets: { key: stdout },
        ...(minutes === undefined ? {} : { until: new Date(T0 + after * MINUTE + minutes * MINUTE) }),
      }),
      place: { folder, signal: new AbortController().signal },
      now: new Date(T0 + after * MINUTE),
      login: ['vault', 'login'],
    });
  return { ask, leases, redactor };
}

const asked = () => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8').split('\n').length - 1 : 0);

test('a lease is kept until five minutes before its end, then fetched again', async () => {
  const { ask } = start();
  expect(await ask(0, 60)).toBe('secret-number-1');
  expect(await ask(54, 60)).toBe('secret-number-1');
  expect(await ask(56, 60)).toBe('secret-number-2');
  expect(asked()).toBe(2);
});

test('calls side by side share one fetch, and one that does not say when it ends is kept a quarter of an hour', async () => {
  const { ask } = start();
  expect(await Promise.all([ask(0, undefined), ask(0, undefined), ask(0, undefined)])).toEqual(Array.from({ length: 3 }, () => 'secret-number-1'));
  expect(await ask(14, undefined)).toBe('secret-number-1');
  expect(await ask(16, undefined)).toBe('secret-number-2');
});

test('a refused one is forgotten, and each is kept out of what is shown', async () => {
  const { ask, leases, redactor } = start();
  await ask(0, 60);
  leases.forget();
  expect(await ask(0, 60)).toBe('secret-number-2');
  expect(redactor.redact('a secret-number-1 b secret-number-2')).toBe('a [secret prod.key] b [secret prod.key]');
});

test.each([
  ['echo out; echo "no session" >&2; exit 1', 'no session'],
  ['exit 3', 'exit code 3'],
  ['true', 'it printed nothing'],
])('a command that gives none is a matter of logging in: %s', async (script, why) => {
  const { ask } = start();
  const failure = await ask(0, 60, script).then(() => undefined, toFailure);
  expect(failure).toEqual({
    code: 'credentials',
    message: `\`sh\` gave no credentials for the connection \`prod\`: ${why}`,
    hint: 'Log in with `vault login`, then go on.',
  });
});

test('after a failure the next call asks again', async () => {
  const { ask } = start();
  const script = '[ -f there ] && echo secret-of-now || exit 1';
  await expect(ask(0, 60, script)).rejects.toThrow('gave no credentials');
  appendFileSync(join(folder, 'there'), '');
  expect(await ask(0, 60, script)).toBe('secret-of-now');
});
