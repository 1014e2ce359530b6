import { describe, expect, it } from 'vitest';
import type { ChangeIo } from '../../engine/core/action.ts';
import { fail, toFailure } from '../../engine/core/failure.ts';
import { EFFECT, SHORT, contextOf, halfAnswer, never, refusingUrl, reset, serve } from '../support/context-bench.ts';

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
