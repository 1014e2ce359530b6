import { describe, expect, it } from 'vitest';
import { evaluate, expressionReferences, parseExpression } from '../../engine/core/expression.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Scope } from '../../engine/core/scope.ts';
import texts from './texts-of-runbooks.json' with { type: 'json' };

const SECRET = 'correct-horse-battery';

function scopeOf(values: Record<string, Json>, unknown: Scope['unknown'] = []): Scope {
  return { values, unknown, secrets: [], timeZone: 'UTC' };
}

const scope = scopeOf(
  {
    inputs: { n: 3, x: 2.5, text: SECRET, rest: '1d', none: null, list: [1, 2, 3] },
    steps: {
      look: {
        status: 'succeeded',
        outputs: JSON.parse('{"at":"2026-03-10T10:00:00Z","servers":[{"id":"i1","ok":true},{"id":"i2","ok":false}],"constructor":{"__proto__":7},"big":1e300}'),
      },
    },
    now: Date.parse('2026-03-10T10:30:00Z'),
  },
  [
    { path: ['steps', 'cut', 'outputs'], cause: 'after step cut' },
    { path: ['inputs', 'repo'], cause: 'input repo' },
  ],
);

const value = (text: string): Json => {
  const result = evaluate(text, scope);
  if (result.status !== 'known') throw new Error(`${text}: ${JSON.stringify(result)}`);
  return result.value;
};
const messageOf = (text: string): string => {
  const result = evaluate(text, scope);
  if (result.status !== 'error') throw new Error(`${text}: ${JSON.stringify(result)}`);
  return result.message;
};

describe('evaluate', () => {
  it.each<[string, Json]>([
    ['inputs.n + 1', 4],
    ['inputs.n * inputs.x', 7.5],
    ['inputs.n == 3.0 && 3.0 == inputs.n', true],
    ['2 * inputs.n <= inputs.x', false],
    ['1 - (2 - 3)', 2],
    ['-(inputs.n - 1) * 2', -4],
    ['!(inputs.n == 3 && inputs.x > 9.0)', true],
    ['(inputs.n == 3 ? 1 : 2) + 1', 2],
    ['(inputs.n == 1) == (inputs.n == (2))', true],
    ['0.1234567890123 == 0.1234567890123', true],
    ['inputs.list.map(i, i * 2)', [2, 4, 6]],
    ['steps.look.outputs.servers.filter(s, s.ok).map(s, s.id)', ['i1']],
    ['steps.look.outputs.servers[1].id', 'i2'],
    ["inputs.text.matches('^[a-z-]+$')", true],
    ["{'a': [1, 2.5, 'x', null]}", { a: [1, 2.5, 'x', null] }],
    ['inputs.none == null', true],
    ['inputs.n == "3"', false],
    ['has(steps.look.outputs.nope)', false],
    ["steps.look.outputs.?nope.orValue('d')", 'd'],
    ['steps.look.outputs.?at.hasValue()', true],
    ["now >= timestamp(steps.look.outputs.at) + duration('30m')", true],
    ["now > timestamp(steps.look.outputs.at) + duration(inputs.rest) - duration('2m')", false],
    ["duration('90s')", '90s'],
    ['now', '2026-03-10T10:30:00.000Z'],
    ['type(inputs.n) == int', true],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it('sees own properties only', () => {
    expect(value("steps.look.outputs.constructor['__proto__']")).toBe(7);
    for (const text of ['inputs.toString', 'inputs.constructor', 'inputs.__proto__', 'steps.look.outputs.hasOwnProperty'])
      expect(messageOf(text)).toContain('does not exist');
    for (const text of ['constructor', 'toString', 'hasOwnProperty', 'globalThis']) expect(messageOf(text)).toBe(`there is no \`${text}\` here`);
  });

  it('never shows a value in a message', () => {
    const wrong = [
      'inputs.text > 5',
      'int(inputs.text)',
      'inputs.text && true',
      'inputs.text ? 1 : 2',
      'timestamp(inputs.text)',
      'duration(inputs.text)',
      'bool(inputs.text)',
      'inputs.list[inputs.text]',
      'steps.look[inputs.text]',
      'inputs.text.all(i, i)',
      '!inputs.text',
      'double(inputs.text)',
    ];
    expect(wrong.filter(text => messageOf(text).includes(SECRET))).toEqual([]);
  });

  it.each([
    ['inputs.nope.x', '`inputs.nope` does not exist'],
    ['steps.look.outputs.servers.map(s, s.nope)', '`s.nope` does not exist'],
    ['inputs.list[7]', '`inputs.list[7]` is outside of the list'],
    ['inputs.n / 0', '`inputs.n / 0` divides by zero'],
    ['inputs.text > 5', '`inputs.text > 5` does not fit: a text > a whole number'],
    ['(inputs.n > 1) && inputs.text', 'one side of `&&` or `||` is not true or false'],
    ['inputs.text ? 1 : 2', '`inputs.text` is not true or false'],
    ['steps.look.outputs.?at', 'the result cannot be kept: it must be a text, a number, true or false, null, a list or an object'],
    ['9007199254740993', 'the result cannot be kept: it must be a text, a number, true or false, null, a list or an object'],
  ])('%s says why not', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });
});

describe('limits', () => {
  const long = (length: number) => scopeOf({ inputs: { list: Array.from({ length }, (_, i) => i), text: 'a'.repeat(length) } });

  it('caps lists, work and texts', () => {
    expect(evaluate('inputs.list.exists(i, i == 1)', long(10_001))).toMatchObject({ message: 'a list of more than 10000 items is too long for a condition' });
    expect(evaluate('1 in inputs.list', long(10_001))).toMatchObject({ status: 'error' });
    expect(evaluate('inputs.list.all(i, inputs.list.all(j, i + j >= 0))', long(2_000))).toMatchObject({
      message: 'more than 1000000 items would have to be looked at',
    });
    expect(evaluate('inputs.list.all(i, inputs.list.all(j, i + j >= 0))', long(100))).toMatchObject({ value: true });
    expect(evaluate("inputs.text.matches('b')", long(10_001))).toMatchObject({ message: '`matches` looks at no more than 10000 characters' });
  });

  it('counts the work of each evaluation by itself', () => {
    const scopeOf900 = long(900);
    for (let i = 0; i < 3; i++) expect(evaluate('inputs.list.all(i, inputs.list.all(j, i + j >= 0))', scopeOf900)).toMatchObject({ value: true });
  });

  it.each(['(a+)+$', '(a|b)*c', '(?:a*){2}', '(\\w+\\s?)*', '(a)\\1', '(?=a)b', '(?<!a)b', '((a)+b)*'])('refuses the slow pattern %s', pattern => {
    expect(parseExpression(`inputs.text.matches(r'${pattern}')`)).toMatchObject({ status: 'error' });
  });

  it.each(['^[0-9a-f]{40}$', '^[0-9]+(\\.[0-9]+)?$', '^v\\d+\\.\\d+$', '(?:[0-9a-f]{2}:){5}', '[(+*)]+', '^(main|stages/prod)$', 'a\\+\\+'])(
    'takes the pattern %s',
    pattern => {
      expect(parseExpression(`inputs.text.matches(r'${pattern}')`)).toEqual({ status: 'ok' });
    },
  );

  it('takes patterns only as written texts', () => {
    expect(parseExpression('inputs.text.matches(inputs.text)')).toMatchObject({ offset: 0, message: expect.stringContaining('cannot come from a value') });
  });

  it('refuses what is too deep, in the text and in the values', () => {
    expect(parseExpression(`${'('.repeat(200)}1${')'.repeat(200)}`)).toMatchObject({ status: 'error' });
    expect(parseExpression(Array.from({ length: 300 }, (_, i) => `1 ${i % 2 ? '+' : '-'}`).join(' ') + ' 1')).toMatchObject({ status: 'error' });
    expect(parseExpression(Array.from({ length: 200 }, (_, i) => `inputs.n != ${i}`).join(' && '))).toEqual({ status: 'ok' });
    expect(evaluate('inputs.deep == null', scopeOf({ inputs: { deep: JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as Json } }))).toEqual({
      status: 'error',
      message: 'a value is nested too deeply',
    });
  });
});

describe('parseExpression', () => {
  it.each([
    ['', 0, 'The condition is empty.'],
    ['inputs.a ==', 11, 'The condition ends too early'],
    ['inputs.a = 1', 9, 'Two values are compared with `==`.'],
    ['inputs.a and b', 9, '`and` is written `&&` in a condition.'],
    ['not inputs.a', 4, '`not` is written `!` in a condition.'],
    ["'{{ inputs.a }}' == {{ x }}", 1, 'This is a condition, not a text'],
    ['a b', 2, '`b` is not expected here.'],
    ['l.all(a, l.all(b, l.all(c, true)))', 18, 'A list can be walked inside another list'],
    ["now > duration('2 minutes')", 6, '`2 minutes` is no duration.'],
    ['cel.bind(x, 1, x)', 0, '`cel` is not available in conditions.'],
  ])('%j', (text, offset, start) => {
    const parsed = parseExpression(text);
    expect(parsed).toMatchObject({ status: 'error', offset });
    expect(parsed.status === 'error' && parsed.message).toContain(start);
  });

  it('parses every condition of the runbooks', () => {
    expect(texts.conditions.filter(text => parseExpression(text).status !== 'ok')).toEqual([]);
  });
});

describe('expressionReferences', () => {
  it.each([
    [
      "steps.a.outputs['b'].c == inputs.x",
      [
        ['steps', 'a', 'outputs', 'b', 'c'],
        ['inputs', 'x'],
      ],
    ],
    [
      'steps.a.outputs.list[inputs.i].id',
      [
        ['steps', 'a', 'outputs', 'list'],
        ['inputs', 'i'],
      ],
    ],
    ['steps.a.outputs.list[0]', [['steps', 'a', 'outputs', 'list']]],
    ['l.filter(i, i.id in steps.a.outputs.ids).map(i, i.id)', [['l'], ['steps', 'a', 'outputs', 'ids']]],
    ['l.exists(i, i.x) && i.y', [['l'], ['i', 'y']]],
    ['has(steps.a.outputs.b)', [['steps', 'a', 'outputs', 'b']]],
    ["steps.a.outputs.?b.orValue('x')", [['steps', 'a', 'outputs', 'b']]],
    ['type(inputs.x) == int', [['inputs', 'x']]],
    ['a ==', []],
  ])('%s', (text, paths) => {
    expect(expressionReferences(text)).toEqual(paths);
  });
});

describe('unknown paths', () => {
  it.each([
    ['steps.cut.outputs.name == 1', ['after step cut']],
    ['has(steps.cut.outputs.name)', ['after step cut']],
    ['inputs.repo == steps.cut.outputs.name', ['input repo', 'after step cut']],
    ['size(inputs) > 0', ['input repo']],
    ["steps['cut'].outputs.name == 1", ['after step cut']],
    ['inputs[inputs.text] == 1', ['input repo']],
    ['inputs.list.all(i, i == inputs.repo)', ['input repo']],
    ['inputs.repo ? 1 : 2', ['input repo']],
    ['inputs.repo && inputs.nope', ['input repo']],
    ['inputs.nope || inputs.repo', ['input repo']],
    ['inputs.repo && steps.cut.outputs.ok', ['input repo', 'after step cut']],
  ])('%s is unknown', (text, causes) => {
    expect(evaluate(text, scope)).toEqual({ status: 'unknown', causes });
  });

  it.each<[string, Json]>([
    ['inputs.repo && inputs.n == 4', false],
    ['inputs.n == 3 || inputs.repo', true],
    ['!(inputs.repo && false)', true],
    ['inputs.repo ? [1] : [1]', [1]],
    ['inputs.n == 3 ? inputs.x : inputs.repo', 2.5],
    ['steps.look.status == "succeeded"', true],
  ])('%s is known all the same', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });
});
