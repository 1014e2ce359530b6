import { describe, expect, test } from 'vitest';
import { printDiagnostics, sortDiagnostics, type Diagnostic } from '../../engine/load/diagnostics.ts';
import { locate } from '../../engine/load/locate.ts';
import { parseSource } from '../../engine/load/source.ts';

const WRONG: Diagnostic = {
  file: 'runbooks/x.yml',
  line: 8,
  col: 5,
  length: 7,
  severity: 'error',
  code: 'unknown-key',
  message: 'The step `a` knows no key `tiemout`.',
  hint: 'Did you mean `timeout`?',
  excerpt: '    tiemout: 4h',
};

describe('printed', () => {
  test('plain, one line and its hint', () => {
    expect(printDiagnostics([WRONG, { ...WRONG, severity: 'warning', line: 9 }], { color: false, squiggle: false })).toBe(
      'runbooks/x.yml:8:5: error unknown-key: The step `a` knows no key `tiemout`.\n  Did you mean `timeout`?\n' +
        'runbooks/x.yml:9:5: warning unknown-key: The step `a` knows no key `tiemout`.\n  Did you mean `timeout`?',
    );
  });

  test('with the line and what is meant in it', () => {
    expect(printDiagnostics([WRONG], { color: false, squiggle: true })).toBe(
      [
        'runbooks/x.yml:8:5: error unknown-key: The step `a` knows no key `tiemout`.',
        '   8 |     tiemout: 4h',
        '     |     ~~~~~~~',
        '  Did you mean `timeout`?',
      ].join('\n'),
    );
  });

  test('in colour only where it is wanted', () => {
    expect(printDiagnostics([WRONG], { color: true, squiggle: true })).toContain('\u001b[31merror\u001b[39m');
  });

  test('never with control characters or marks that turn the direction of a text', () => {
    const hostile = { ...WRONG, file: 'a\u001b[2J.yml', message: 'x\u001b]0;title\u0007y', hint: 'z\u202e', excerpt: '\tname: \u001b[31m\u0000red\u2066' };
    const printed = printDiagnostics([hostile], { color: false, squiggle: true });
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(printed).toContain('a\\u001b[2J.yml:8:5: error unknown-key: x\\u001b]0;title\\u0007y');
  });
});

test('sorted by file, line and column, and the same mistake once', () => {
  const at = (file: string, line: number, col: number): Diagnostic => ({ ...WRONG, file, line, col });
  const sorted = sortDiagnostics([at('b', 1, 1), at('a', 10, 1), at('a', 9, 2), at('a', 9, 2), at('a', 9, 1)]);
  expect(sorted.map(({ file, line, col }) => `${file}:${line}:${col}`)).toEqual(['a:9:1', 'a:9:2', 'a:10:1', 'b:1:1']);
});

describe('located', () => {
  const text = [
    'a:',
    '  b: plain text',
    "  c: 'it''s quoted {{ x }}'",
    '  d: |',
    '    first',
    '    second {{ x }} and {{ x }}',
    '  e: [1, "two"]',
    '  f: { g: 1 }',
    '  h: >-',
    '    folded',
    '    text here',
    'é😀: "\\u0041 {{ y }}"',
  ].join('\r\n');
  const parsed = parseSource('a.yml', new TextEncoder().encode(text));
  const place = (path: readonly (string | number)[], aim = {}) => {
    if (parsed.status !== 'ok') throw new Error('not parsed');
    const { line, col, length } = locate(parsed.source, path, aim);
    return `${line}:${col}+${length}`;
  };
  test.each<[string, readonly (string | number)[], object, string]>([
    ['a value', ['a', 'b'], {}, '2:6+10'],
    ['a key', ['a', 'b'], { key: true }, '2:3+1'],
    ['a block of keys by its key', ['a'], {}, '1:1+1'],
    ['an item', ['a', 'e', 1], {}, '7:10+5'],
    ['a map in braces', ['a', 'f'], {}, '8:6+8'],
    ['a part of a plain text', ['a', 'b'], { offset: 6, length: 4 }, '2:12+4'],
    ['a part of a quoted text, escapes before it', ['a', 'c'], { offset: 12, length: 7 }, '3:20+7'],
    ['the second of two equal parts of a block', ['a', 'd'], { offset: 25, length: 7 }, '6:24+7'],
    ['a part of a folded text', ['a', 'h'], { offset: 12, length: 4 }, '11:10+4'],
    ['a part behind an escape', ['é😀'], { offset: 2, length: 7 }, '12:14+7'],
    ['what is not there, by the nearest key that is', ['a', 'f', 'nope', 3], {}, '8:3+1'],
  ])('%s', (_title, path, aim, wanted) => expect(place(path, aim)).toBe(wanted));
});
