import { type Server, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChangeIo, Effect } from '../../engine/core/action.ts';
import { fail, toFailure } from '../../engine/core/failure.ts';
import { type ContextOptions, createContext } from '../../engine/execute/context.ts';
import { HASTE, tempFolder } from '../support/executor.ts';

const EFFECT: Effect = { does: 'POST thing', to: 'service', data: {}, says: 'make the thing' };
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach(close => close()));

function contextOf(more: Partial<ContextOptions> = {}) {
  const seen = { lines: [] as string[], readings: [] as string[], effects: [] as Effect[] };
  const missing = (): never => fail({ code: 'no-connection', message: '' });
  const context = createContext({
    connection: { name: 'test', url: missing, token: missing, secret: missing, options: {}, env: { FROM: 'connection', BOTH: 'connection' } },
    signal: new AbortController().signal,
    folder: tempFolder(),
    now: () => new Date(0),
    log: line => void seen.lines.push(line),
    env: { PATH: process.env['PATH'] ?? '', BOTH: 'base' },
    mode: 'change',
    idempotencyKey: 'r1/it#1',
    record: ({ reading, effect }) => {
      if (reading !== undefined) seen.readings.push(reading);
      if (effect) seen.effects.push(effect);
    },
    patience: HASTE,
    ...more,
  });
  return { ...seen, context };
}

/** A loopback server; its answers are counted. */
async function serve(answer: Parameters<typeof createServer>[1]): Promise<{ url: string; count(): number; server: Server }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer?.(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => (server.closeAllConnections(), server.close()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => requests, server };
}

/** A port where nobody listens: one that was just given back. */
async function refusingUrl(): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const never: Parameters<typeof createServer>[1] = () => undefined;
const reset: Parameters<typeof createServer>[1] = request => void request.socket.resetAndDestroy();
const halfAnswer: Parameters<typeof createServer>[1] = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('half', () => response.destroy());
};
const SHORT = { read: 50, pauses: [1, 1], change: 50 };

describe('a change', () => {
  const post = (url: string) => (io: ChangeIo) => io.fetch(url, { method: 'POST' });

  it('is recorded once an answer came', async () => {
    const { url } = await serve((_, response) => void response.end('made'));
    const { context, effects } = contextOf();
    expect(await (await context.change(EFFECT, post(url))).text()).toBe('made');
    expect(effects).toEqual([EFFECT]);
  });

  it.each([
    ['a reset', reset, 'no-answer'],
    ['half an answer', halfAnswer, 'no-answer'],
    ['silence', never, 'timeout'],
  ])('is lost after %s, and was sent once', async (_what, answer, code) => {
    const { url, count } = await serve(answer);
    const { context, effects } = contextOf({ patience: SHORT });
    expect(await context.change(EFFECT, post(url)).catch(toFailure)).toMatchObject({ code, lost: true });
    expect([count(), effects]).toEqual([1, []]);
  });

  it('that nobody listened to was never sent', async () => {
    const failure = await contextOf()
      .context.change(EFFECT, post(await refusingUrl()))
      .catch(toFailure);
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure).not.toHaveProperty('lost');
  });

  it.each([
    ['a client’s network error', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), { code: 'no-answer', lost: true }],
    ['a client’s timeout', Object.assign(new Error('slow'), { name: 'TimeoutError' }), { code: 'no-answer', lost: true }],
    [
      'a refused connection deep inside',
      new Error('client', { cause: new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })]) }),
      { code: 'unreachable' },
    ],
    ['a bug after the answer', new TypeError('x is undefined'), { code: 'internal', lost: true }],
    [
      'an untrusted certificate',
      new TypeError('fetch failed', { cause: Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }) }),
      { code: 'unreachable' },
    ],
  ])('judges %s', async (_what, error, expected) => {
    const failure = await contextOf()
      .context.change(EFFECT, () => Promise.reject(error))
      .catch(toFailure);
    expect(failure).toMatchObject(expected);
    expect('lost' in failure).toBe('lost' in expected);
  });

  it('passes on what the action itself says', async () => {
    expect(
      await contextOf()
        .context.change(EFFECT, async () => fail({ code: 'http-status', message: '409' }))
        .catch(toFailure),
    ).toEqual({ code: 'http-status', message: '409' });
  });

  it('by a command that is ended is lost; by one that says no it is not', async () => {
    const { context } = contextOf();
    expect(await context.change(EFFECT, io => io.exec(['sleep', '60'], { timeout: 50 })).catch(toFailure)).toMatchObject({ code: 'timeout', lost: true });
    expect(await context.change(EFFECT, io => io.exec(['false'])).catch(toFailure)).not.toHaveProperty('lost');
  });

  it('after the step was ended does not begin', async () => {
    const { url, count } = await serve(never);
    const failure = await contextOf({ signal: AbortSignal.abort() }).context.change(EFFECT, post(url)).catch(toFailure);
    expect([failure, count()]).toEqual([{ code: 'aborted', message: 'The step was ended before it was finished.' }, 0]);
  });

  it('has a key of its own', async () => expect(await contextOf().context.change(EFFECT, async io => io.idempotencyKey)).toBe('r1/it#1'));
});

it('logs lines without control sequences and secrets', () => {
  const { context, lines } = contextOf({ redact: text => text.replaceAll('longsecret', '***') });
  context.log('a\x1b[31mlong\x1b[0msecret\r\nb');
  expect(lines).toEqual(['a***', 'b']);
});
