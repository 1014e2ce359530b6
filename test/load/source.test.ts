import { describe, expect, test } from 'vitest';
import { parseSource, SIZE_LIMIT } from '../../engine/load/source.ts';
import { place } from '../../engine/load/diagnostics.ts';

function parse(text: string | Uint8Array) {
  return parseSource('a.yml', typeof text === 'string' ? new TextEncoder().encode(text) : text);
}

/** `LINE:COL CODE: message -> hint` */
function saidAbout(text: string | Uint8Array): readonly string[] {
  const parsed = parse(text);
  return parsed.findings.map(finding => {
    const { line, col, code, message, hint } = place(parsed.source, finding);
    return `${line}:${col} ${code}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`;
  });
}

describe('a file that is no runbook', () => {
  const bomb = [
    'a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]',
    ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
  ].join('\n');
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', '1:1 empty: The file is empty. -> A runbook begins with `version: 1`, `name:`, `title:` and `steps:`.'],
    ['only a comment', '# nothing\n', '1:1 empty: The file is empty. -> A runbook begins with `version: 1`, `name:`, `title:` and `steps:`.'],
    ['binary', new Uint8Array([97, 58, 32, 0, 1]), '1:1 binary: This is not a text file: it holds a NUL byte at offset 3.'],
    ['not UTF-8', new Uint8Array([97, 58, 32, 0xff, 0xfe]), '1:1 encoding: The file is not valid UTF-8. -> Save it as UTF-8.'],
    [
      'ten megabytes',
      new Uint8Array(10 * SIZE_LIMIT).fill(97),
      '1:1 too-large: The file has more than 1048576 bytes. -> Split it: a step `runbook: NAME` runs another runbook.',
    ],
    [
      'a bomb of aliases',
      bomb,
      '5:29 alias-bomb: Aliases make this file more than 100000 values larger than it is written. -> Write the values out, or use `foreach`.',
    ],
    ['a cycle of aliases', 'a: &x\n  b: [*x]', '2:7 alias-cycle: `*x` stands inside what `&x` names: it would never end.'],
    ['an alias of nothing', 'a: *x', '1:4 unknown-anchor: No anchor `&x` stands before `*x`. -> If it is text, put it in quotes: "*x"'],
    ['a key that is there twice', 'a: 1\nb:\n  c: 1\n  c: 2', '4:3 duplicate-key: The key `c` is there twice. -> Keep one of the two.'],
    ['two documents', 'a: 1\n---\nb: 2\n', '2:1 several-documents: A second document begins here; a file holds one. -> Put it into a file of its own.'],
    ['tabs', 'a:\n\tb: 1\n', '2:1 tab: A tab is not allowed as indentation. -> Indent with spaces.'],
    ['a directive', '%YAML 1.1\n---\na: yes', '1:1 directive: YAML directives are not allowed: they change how values are read. -> Remove this line.'],
    ['a tag', 'a: !!js/function x', '1:4 tag: YAML reads a leading `!` as a tag, and the value is lost. -> Put it in quotes: "!!js/function x"'],
    [
      'a known tag',
      'a: !!binary aGk=',
      '1:13 tag: The tag tag:yaml.org,2002:binary is not allowed. -> Write the plain value; where it begins with `!`, put it in quotes.',
    ],
    ['a key that is no text', '[a]: b', '1:1 yaml: A key must be text. -> If this was meant as a value, put it in quotes.'],
    ['a quote that is not closed', 'a: "x\nb: 2\n', '3:1 yaml: A text in quotes is not closed. -> Close it with the quote that it begins with.'],
  ])('%s', (_title, text, said) => {
    expect(saidAbout(text)).toEqual([said]);
    expect(parse(text).status).toBe('invalid');
  });

  test('nested a thousand deep, in every style, is refused and does not crash', () => {
    const block = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    for (const text of ['['.repeat(1_000), '- '.repeat(1_000), '{a: '.repeat(1_000), `${'['.repeat(300)}${']'.repeat(300)}`, block]) {
      const parsed = parse(`x: ${text.startsWith('[') || text.startsWith('{') ? text : `\n${text.replace(/^/gm, ' ')}`}`);
      expect(parsed.status).toBe('invalid');
    }
    expect(saidAbout(`x: ${'['.repeat(300)}${']'.repeat(300)}`)).toEqual([
      '1:104 too-deep: More than 100 levels are nested here. -> Use groups less deeply, or another runbook.',
    ]);
  });
});

describe("YAML's traps", () => {
  test.each<[string, string, string]>([
    [
      'an unquoted template',
      'a: {{ x }}',
      '1:4 unquoted-template: YAML reads an unquoted `{{` as the beginning of a map. -> Put the whole value in quotes: "{{ x }}"',
    ],
    [
      'an unquoted template with more text',
      'b: 1\na: {{ x }}, ok?',
      '2:4 unquoted-template: YAML reads an unquoted `{{` as the beginning of a map. -> Put the whole value in quotes: "{{ x }}, ok?"',
    ],
    [
      'an unquoted template in braces',
      'a: { b: x-{{ x }}, c: 1 }',
      '1:9 unquoted-template: YAML reads an unquoted `{{` as the beginning of a map. -> Put the whole value in quotes: "x-{{ x }}"',
    ],
    ['a leading exclamation mark', 'if: !x && y', '1:5 tag: YAML reads a leading `!` as a tag, and the value is lost. -> Put it in quotes: "!x && y"'],
    [
      'a colon in a text',
      'name: PRODUCTION ONLY: go',
      '1:7 colon-in-text: A colon followed by a space ends a key, so this line has two. -> If it is one text, put it in quotes: name: "PRODUCTION ONLY: go"',
    ],
    [
      'a choice',
      'if: a ? b : c',
      '1:5 colon-in-text: A colon followed by a space ends a key, so this line has two. -> If it is one text, put it in quotes: if: "a ? b : c"',
    ],
    ['a leading @', 'a: @here', '1:4 yaml: A value cannot begin with `@`. -> Put it in quotes.'],
    [
      'a comma in braces',
      'x: { q: count(*), WHERE e }',
      '1:19 comma-in-braces: A comma inside { } begins a new key, and `WHERE e` has no value. -> If it belongs to the text before it, put that in quotes: "count(*), WHERE e"',
    ],
    [
      'a comma in a list',
      'x: [l.map(i, i.id)]',
      '1:5 comma-in-list: A comma inside [ ] begins a new item, so this one is only `l.map(i`. -> Put the whole text in quotes.',
    ],
    [
      'a hash in a text',
      'name: Share it in #login-appdev',
      '1:18 cut-text: YAML reads `#login-appdev` as a comment, so the text ends before it. -> If it belongs to the text, put it in quotes: "Share it in #login-appdev"; if it is a comment, write a space after the `#`.',
    ],
    [
      'a version',
      'with: { number: 112.10 }',
      '1:17 ambiguous-number: YAML reads 112.10 as the number 112.1. -> If it is text, write "112.10"; if it is a number, write 112.1.',
    ],
    ['a commit', 'sha: 12e4567', '1:6 ambiguous-number: YAML reads 12e4567 as the number Infinity. -> If it is text, write "12e4567".'],
    ['a leading zero', 'n: 017', '1:4 ambiguous-number: YAML reads 017 as the number 17. -> If it is text, write "017"; if it is a number, write 17.'],
    [
      'a long number',
      'n: 12345678901234567890',
      '1:4 ambiguous-number: YAML reads 12345678901234567890 as the number 12345678901234567000. -> If it is text, write "12345678901234567890"; if it is a number, write 12345678901234567000.',
    ],
  ])('%s', (_title, text, said) => expect(saidAbout(text)).toEqual([said]));

  test('each unquoted template is told, but nothing after a real syntax error', () => {
    expect(saidAbout('a: {{ x }}\nb: {{ y }}\nc: "x" y\nd: {{ z }}').map(line => line.split(':').slice(0, 2).join(':'))).toEqual(
      ['1:4 unquoted-template', '2:4 unquoted-template', '3:8 yaml'].map(line => line.split(':').slice(0, 2).join(':')),
    );
  });

  test('what only looks like a trap is left alone', () => {
    const text = [
      'name: A # a comment',
      'every: 30s #comment',
      'run: [f(a), b]',
      'x: { a: "b, c", d: }',
      'n: -5',
      'f: 0.5',
      'time: 12:30',
      't: "{{ x }} #y"',
      'p: a {{ b }} c',
      '',
    ].join('\n');
    expect(saidAbout(text)).toEqual([]);
  });
});

describe('an honest file', () => {
  test('may use an anchor more often than a hundred times', () => {
    const parsed = parse(`base: &x { a: 1 }\nall: [${Array(500).fill('*x').join(', ')}]`);
    expect(parsed).toMatchObject({ status: 'ok', findings: [], value: { base: { a: 1 } } });
    expect(parsed.status === 'ok' && (parsed.value as { all: unknown[] }).all).toHaveLength(500);
  });

  test('may begin with a BOM and end its lines as Windows does', () => {
    const parsed = parse('\uFEFFa: 1\r\nb:\r\n  - x\r\n');
    expect(parsed).toMatchObject({ status: 'ok', value: { a: 1, b: ['x'] } });
  });

  test('keeps words of YAML 1.1 as texts, and hostile keys as keys', () => {
    expect(parse('a: yes\nb: on\nc: 1:30\nd: 2026-03-10\ne: true\nf: ~')).toMatchObject({
      value: { a: 'yes', b: 'on', c: '1:30', d: '2026-03-10', e: true, f: null },
    });
    const parsed = parse('__proto__: { x: 1 }\nconstructor: y');
    expect(parsed.status === 'ok' && Object.keys(parsed.value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
