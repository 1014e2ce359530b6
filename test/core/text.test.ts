import { describe, expect, it } from 'vitest';
import { LINE_LIMIT, capLine, cleanText } from '../../engine/core/text.ts';

describe('cleanText', () => {
  it.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['cursor moves and clears', 'a\x1b[2J\x1b[Hb', 'ab'],
    ['a title', 'a\x1b]0;evil\x07b', 'ab'],
    ['a link', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['a DCS payload', 'a\x1bPpayload\x1b\\b', 'ab'],
    ['an APC payload', 'a\x1b_payload\x1b\\b', 'ab'],
    ['an unfinished title', 'a\x1b]0;evil\nb', 'a\nb'],
    ['8-bit controls', 'a\x9b31mb\x9dtitle\x9cc\x85', 'abc'],
    ['return, backspace, bell and NUL', 'a\rb\bc\x07d\0', 'abcd'],
    ['text that turns its direction', 'a\u202eb\u2066c', 'abc'],
    ['nothing from plain text', 'tab\tand\nbreak — ünïcode 🚀', 'tab\tand\nbreak — ünïcode 🚀'],
  ])('removes %s', (_what, text, clean) => expect(cleanText(text)).toBe(clean));

  it('takes linear time on unfinished sequences', () => {
    const text = '\x1b]'.repeat(200_000);
    expect(cleanText(text)).toBe('');
  });
});

describe('capLine', () => {
  it('says how much is missing', () => expect(capLine('x'.repeat(LINE_LIMIT + 10))).toBe(`${'x'.repeat(LINE_LIMIT)} … (10 more characters)`));
  it('never cuts a character in two', () => expect(capLine(`${'x'.repeat(LINE_LIMIT - 1)}🚀`).isWellFormed()).toBe(true));
});
