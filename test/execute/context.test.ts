import { describe, expect, it } from 'vitest';
import { toFailure } from '../../engine/core/failure.ts';
import { EFFECT, SHORT, contextOf, halfAnswer, never, refusingUrl, reset, serve } from '../support/context-bench.ts';

describe('a reading context', () => {
  it('refuses a change before anything happens', async () => {
    const { context, effects } = contextOf({ mode: 'read' });
    let began = false;
    const failure = await context.change(EFFECT, async () => (began = true)).catch(toFailure);
    expect(failure).toEqual({ code: 'change-in-preview', message: 'An action tried to change something while it may only read: make the thing' });
    expect([began, effects]).toEqual([false, []]);
  });

  it('refuses what is no read, before it is sent', async () => {
    const { url, count } = await serve((_, response) => void response.end());
    const { context } = contextOf({ mode: 'read' });
    expect(await context.fetch(`${url}/x?token=1`, { method: 'post' }).catch(toFailure)).toEqual({
      code: 'not-a-read',
      message: `POST ${url}/x was refused: only GET and HEAD are reads. A call that only asks says \`reading: true\`.`,
    });
    expect(count()).toBe(0);
  });

  it('lets a POST through that only asks', async () => {
    const { url } = await serve((request, response) => void request.pipe(response));
    const { context } = contextOf({ mode: 'read' });
    expect(await (await context.fetch(url, { method: 'POST', body: '{ viewer }', reading: true })).text()).toBe('{ viewer }');
  });

  it('records what it reads, without queries', async () => {
    const { url } = await serve((_, response) => void response.end());
    const { context, readings } = contextOf({ mode: 'read' });
    await context.fetch(`${url}/a?secret=1`);
    await context.exec(['true']);
    await context.read('DescribeGroups prod', async () => 1);
    expect(readings).toEqual([`GET ${url}/a`, 'true', 'DescribeGroups prod']);
  });
});

describe('a read', () => {
  it.each([
    ['a reset', reset],
    ['half an answer', halfAnswer],
  ])('is tried three times on %s, then fails, and is not lost', async (_what, answer) => {
    const { url, count } = await serve(answer);
    const { context, lines } = contextOf();
    const failure = await context.fetch(url).then(toFailure, toFailure);
    expect(failure).toMatchObject({ code: 'no-answer' });
    expect(failure).not.toHaveProperty('lost');
    expect([count(), lines.length]).toEqual([3, 2]);
  });

  it('is given up for real when no answer comes in time', async () => {
    const { url, count } = await serve(never);
    const { context } = contextOf({ patience: SHORT });
    expect(await context.fetch(url).catch(toFailure)).toEqual({ code: 'timeout', message: `GET ${url}/ took longer than 50ms and was ended.` });
    expect(count()).toBe(3);
  });

  it('through a client that does not listen is given up too', async () => {
    const { context } = contextOf({ patience: SHORT });
    expect(await context.read('Describe', () => new Promise(() => undefined)).catch(toFailure)).toMatchObject({ code: 'timeout' });
  });

  it('goes on when the second try is answered', async () => {
    const { url } = await serve((request, response) => (tries++ === 0 ? request.socket.resetAndDestroy() : response.end('ok')));
    let tries = 0;
    expect(await (await contextOf().context.fetch(url)).text()).toBe('ok');
  });

  it('takes a bad status for an answer', async () => {
    const { url, count } = await serve((_, response) => void response.writeHead(503).end('no'));
    const response = await contextOf().context.fetch(url);
    expect([response.status, await response.text(), response.url, count()]).toEqual([503, 'no', `${url}/`, 1]);
  });

  it('that is patient asks a stumbling gateway again', async () => {
    const statuses = [502, 429, 200];
    const { url } = await serve((_, response) => void response.writeHead(statuses.shift() ?? 500).end());
    const { context, lines } = contextOf({ patience: SHORT });
    expect((await context.fetch(url, { patient: true })).status).toBe(200);
    expect(lines).toEqual([`GET ${url}/: it answered 502; trying again in 1ms`, `GET ${url}/: it answered 429; trying again in 1ms`]);
  });

  it('keeps the status of answers without a body', async () => {
    const { url } = await serve((_, response) => void response.writeHead(204).end());
    expect((await contextOf().context.fetch(url)).status).toBe(204);
  });

  it('tells that nobody listens', async () => {
    const url = await refusingUrl();
    expect(await contextOf().context.fetch(url).catch(toFailure)).toMatchObject({ code: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('ends with the step', async () => {
    const abort = new AbortController();
    const { url } = await serve(() => abort.abort());
    expect(await contextOf({ signal: abort.signal }).context.fetch(url).catch(toFailure)).toMatchObject({ code: 'aborted' });
  });

  it('is refused when its answer is too long', async () => {
    const { url, count } = await serve((_, response) => void response.end(Buffer.alloc(11_000_000)));
    expect(await contextOf().context.fetch(url).catch(toFailure)).toMatchObject({ code: 'too-large' });
    expect(count()).toBe(1);
  });

  it.each(['ftp://x/y', 'file:///etc/passwd', 'x', ''])('of %j is refused', async url => {
    expect(await contextOf().context.fetch(url).catch(toFailure)).toMatchObject({ code: 'bad-url' });
  });
});

describe('a command', () => {
  it('gets the base environment, the connection’s and its own, in this order', async () => {
    const { context } = contextOf();
    const { stdout } = await context.exec(['sh', '-c', 'echo $FROM $BOTH $OWN'], { env: { OWN: 'own' } });
    expect(stdout).toBe('connection connection own');
  });

  it('fails with its exit code and its last word', async () => {
    expect(await contextOf().context.exec(['sh', '-c', 'echo first >&2; echo last >&2; exit 3']).catch(toFailure)).toEqual({
      code: 'exit-code',
      message: '`sh` ended with exit code 3: last',
      data: { exit_code: 3 },
    });
  });

  it('may answer by its exit code', async () => {
    expect((await contextOf().context.exec(['sh', '-c', 'exit 3'], { exitCodes: [0, 3] })).exitCode).toBe(3);
  });

  it('that only reads and ran out of time is not lost', async () => {
    expect(await contextOf().context.exec(['sleep', '60'], { timeout: 50 }).catch(toFailure)).toEqual({
      code: 'timeout',
      message: 'sleep took longer than 50ms and was ended.',
    });
  });

  it('whose output is too long to be understood fails', async () => {
    expect(await contextOf().context.exec(['head', '-c', '2000000', '/dev/zero']).catch(toFailure)).toEqual({
      code: 'too-large',
      message: 'The output of `head` is larger than 1 MiB.',
    });
  });
});

describe('a world', () => {
  it('answers literal URLs and those below them, the longest first', async () => {
    const { url } = await serve((request, response) => void response.end(request.url));
    const { context } = contextOf({ urls: { 'https://a.example/api': `${url}/short`, 'https://a.example/api/deploy.json': `${url}/exact` } });
    const get = async (address: string) => (await context.fetch(address)).text();
    expect(await get('https://a.example/api/deploy.json')).toBe('/exact');
    expect(await get('https://a.example/api/x?y=1')).toBe('/short/x?y=1');
    expect(await get(`${url}/own`)).toBe('/own');
  });

  it.each(['https://a.example/apix', 'https://b.example/', 'https://a.example.evil/api'])('never reaches %s', async address => {
    const { context } = contextOf({ urls: { 'https://a.example/api': 'http://127.0.0.1:1' } });
    expect(await context.fetch(address).catch(toFailure)).toMatchObject({ code: 'not-in-world' });
    expect(await context.change(EFFECT, io => io.fetch(address, { method: 'POST' })).catch(toFailure)).toMatchObject({ code: 'not-in-world' });
  });
});

it('logs lines without control sequences and secrets', () => {
  const { context, lines } = contextOf({ redact: text => text.replaceAll('longsecret', '***') });
  context.log('a\x1b[31mlong\x1b[0msecret\r\nb');
  expect(lines).toEqual(['a***', 'b']);
});
