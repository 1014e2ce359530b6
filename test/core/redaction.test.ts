import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFailureError } from '../../engine/core/failure.ts';
import { createRedactor } from '../../engine/core/redaction.ts';

const SECRET = 'p/ss"wörd+1&\\x';

function redactorOf(...values: readonly string[]) {
  const redactor = createRedactor();
  for (const [index, value] of values.entries()) redactor.add(`s${index}`, value);
  return redactor;
}

describe('a redactor', () => {
  it.each([
    ['plain', SECRET],
    ['inside JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['inside JSON with escaped slashes', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
    ['inside ASCII JSON', JSON.stringify(SECRET).slice(1, -1).replace('ö', '\\u00f6')],
    ['as a part of a URL', encodeURIComponent(SECRET)],
    ['as a part of a URL, small letters', encodeURIComponent(SECRET).replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())],
    ['in a form', new URLSearchParams([['', SECRET]]).toString().slice(1)],
  ])('hides a secret %s', (_how, spelled) => expect(redactorOf(SECRET).redact(`a ${spelled} z`)).toBe('a [secret s0] z'));

  it('hides base64 wherever the secret stands in the encoded text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 9 }),
        fc.string({ minLength: 8, maxLength: 40 }).filter(value => value.trim().length >= 8),
        fc.string({ maxLength: 9 }),
        (before, value, after) => {
          for (const kind of ['base64', 'base64url'] as const) {
            const encoded = Buffer.from(before + value + after).toString(kind);
            const shown = redactorOf(value).redact(encoded);
            expect(shown).toContain('[secret s0]');
            const rest = shown.replaceAll('[secret s0]', '');
            expect(Math.floor((rest.length * 6) / 8)).toBeLessThanOrEqual(Buffer.byteLength(before + after) + 3);
          }
        },
      ),
    );
  });

  it('hides each line of a secret with several', () => {
    const key = '-----BEGIN KEY-----\nabcdefghijkl\r\nmnopqrstuvwx\n-----END KEY-----\n';
    const redactor = redactorOf(key);
    expect(redactor.redact('line: abcdefghijkl')).toBe('line: [secret s0]');
    expect(redactor.redact('mnopqrstuvwx')).toBe('[secret s0]');
  });

  it('leaves nothing of secrets that overlap', () => expect(redactorOf('abcdefgh', 'efghijkl').redact('<abcdefghijkl>')).toBe('<[secret s0]>'));

  it('hides the longer of two secrets that begin alike', () => expect(redactorOf('abcdefgh', 'abcdefgh1234').redact('<abcdefgh1234>')).not.toContain('1234'));

  it('reaches every text of a JSON value, keys too', () => {
    expect(redactorOf('longsecret').redactJson({ a: ['longsecret', 1, null], longsecret: { b: 'x longsecret' } })).toEqual({
      a: ['[secret s0]', 1, null],
      '[secret s0]': { b: 'x [secret s0]' },
    });
  });

  it('names the secret that a text holds', () => {
    expect(redactorOf('longsecret').find('x longsecret')).toBe('s0');
    expect(redactorOf('longsecret').find('x')).toBeUndefined();
  });

  it.each(['', 'short12', '  short  \n'])('refuses %j as too short', value => {
    const error = (() => {
      try {
        return redactorOf(value);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isFailureError(error) && error.failure).toEqual({
      code: 'secret-too-short',
      message: 'The secret `s0` is shorter than 8 characters; so short a text cannot be kept out of logs.',
    });
  });
});
