import { describe, expect, test } from 'vitest';
import type { FieldSchema } from '../../engine/core/runbook.ts';
import { resolveInputs } from '../../engine/load/inputs.ts';

const FACTS = { today: '2026-03-10', timeZone: 'UTC' };
const FIELDS: Readonly<Record<string, FieldSchema>> = {
  date: { type: 'string', format: 'date', default: '{{ today }}' },
  name: { type: 'string' },
  branch: { type: 'string', default: 'rc-{{ inputs.date }}-{{ inputs.name }}' },
  count: { type: 'integer', minimum: 1, default: 3 },
  ratio: { type: 'number', default: null },
  force: { type: 'boolean', default: false },
  hosts: { type: 'array', items: { type: 'string' }, default: [] },
  rest: { type: 'string', format: 'duration', default: '1h' },
};

function resolve(flags: readonly string[], file?: string) {
  return resolveInputs({ inputs: FIELDS }, { flags, ...(file !== undefined && { file: { path: 'in.yml', bytes: new TextEncoder().encode(file) } }) }, FACTS);
}

test('what is given, then defaults in the written order', () => {
  expect(resolve(['name=a=b', 'count=5', 'force=true', 'hosts=["x","y"]'])).toEqual({
    status: 'ok',
    inputs: { date: '2026-03-10', name: 'a=b', branch: 'rc-2026-03-10-a=b', count: 5, ratio: null, force: true, hosts: ['x', 'y'], rest: '1h' },
    missing: [],
    pending: [],
  });
});

test('a text stays a text, whatever it looks like, and is never rendered', () => {
  expect(resolve(['name=017'])).toMatchObject({ inputs: { name: '017', branch: 'rc-2026-03-10-017' } });
  expect(resolve(['name={{ today }}'])).toMatchObject({ inputs: { name: '{{ today }}', branch: 'rc-2026-03-10-{{ today }}' } });
});

test('what is required and not given is missing, and defaults that need it wait', () => {
  expect(resolve([])).toMatchObject({ status: 'ok', missing: ['name'], pending: ['branch'], inputs: { date: '2026-03-10', count: 3 } });
});

test('flags win over the file', () => {
  expect(resolve(['count=4'], 'name: f\ncount: 2\nhosts: [z]')).toMatchObject({ inputs: { name: 'f', count: 4, hosts: ['z'] } });
});

describe('what does not fit is told', () => {
  test.each([
    [['nmae=x'], 'nmae', 'There is no input `nmae`. Did you mean `name`?'],
    [['zzzzzz=x'], 'zzzzzz', 'There is no input `zzzzzz`. There are: date, name, branch, count, ratio, force, hosts, rest.'],
    [['name'], 'name', '`name` is not of the form NAME=VALUE.'],
    [['count=five'], 'count', '`count` must be a whole number.'],
    [['count=1.5'], 'count', '`count` wants a whole number, not the number 1.5.'],
    [['count=0'], 'count', '`count` must be at least 1.'],
    [['force=yes'], 'force', '`force` must be true or false.'],
    [['hosts=a,b'], 'hosts', '`hosts` must be a list in JSON, such as \'["a", "b"]\'.'],
    [['hosts=[1]'], 'hosts', '`hosts` has an item that wants text, not the number 1.'],
    [['date=2026-02-30'], 'date', '`date` must be a date like 2026-03-10.'],
    [['rest=soon'], 'rest', '`rest` must be a duration like 90s, 15m or 1h30m.'],
    [['__proto__=x'], '__proto__', 'There is no input `__proto__`. There are: date, name, branch, count, ratio, force, hosts, rest.'],
  ])('%s', (flags, input, message) => {
    const result = resolve(flags);
    expect(result.status === 'invalid' && result.problems).toEqual([{ input, message }]);
  });

  test('in the file too, where nothing is coerced', () => {
    expect(resolve([], 'name: 5\n')).toEqual({ status: 'invalid', problems: [{ input: 'name', message: '`name` wants text, not the number 5.' }] });
    expect(resolve(['name=x'], '- a')).toEqual({ status: 'invalid', problems: [{ input: '', message: 'in.yml must be a map of inputs.' }] });
    expect(resolve(['name=x'], 'a: {{ b }}')).toMatchObject({
      status: 'invalid',
      problems: [{ message: expect.stringContaining('in.yml: YAML reads an unquoted `{{`') }],
    });
  });
});
