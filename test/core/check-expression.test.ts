import { describe, expect, it } from 'vitest';
import { checkExpression } from '../../engine/core/check-expression.ts';
import type { JsonSchema } from '../../engine/core/schema/parts.ts';
import { MOMENT, type TypeScope } from '../../engine/core/type-scope.ts';

const server: JsonSchema = { type: 'object', properties: { id: { type: 'string' }, ok: { type: 'boolean' } }, required: ['id'] };
const outputs: JsonSchema = {
  type: 'object',
  properties: {
    count: { type: 'integer' },
    percent: { type: 'number' },
    name: { type: 'string' },
    ready: { type: 'boolean' },
    maybe: { type: ['string', 'null'] },
    rare: { type: 'string' },
    state: { type: 'string', enum: ['open', 'closed'] },
    servers: { type: 'array', items: server },
    tags: { type: 'array', items: { type: 'string' } },
    body: { type: 'object' },
    odd: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
  },
  required: ['count', 'name'],
};
const types: TypeScope = { inputs: { type: 'object', properties: { rest: { type: 'string' } } }, outputs, now: MOMENT };

const messages = (text: string, want: 'bool' | 'list' | 'any' = 'any') => checkExpression(text, types, want).problems.map(problem => problem.message);

describe('checkExpression', () => {
  it.each<[string, JsonSchema]>([
    ['outputs.count + 1', { type: 'integer' }],
    ['outputs.count * outputs.percent', { type: 'number' }],
    ['outputs.percent == 1', { type: 'boolean' }],
    ['outputs.servers.filter(s, s.ok)', { type: 'array', items: server }],
    ['outputs.servers.map(s, s.id)', { type: 'array', items: { type: 'string' } }],
    ['outputs.servers[0]', server],
    ['outputs.tags[0]', { type: 'string' }],
    ['outputs.state', { type: 'string', enum: ['open', 'closed'] }],
    ["outputs.?rare.orValue('x')", { type: 'string' }],
    ['outputs.?rare.hasValue()', { type: 'boolean' }],
    ["outputs.rare == 'x' && has(outputs.rare)", { type: 'boolean' }],
    ['outputs.maybe == null', { type: 'boolean' }],
    ['outputs.body.a.b', {}],
    ["outputs.odd == 1 || outputs.odd == 'x'", { type: 'boolean' }],
    ["now > timestamp(outputs.name) + duration(inputs.rest) - duration('2m')", { type: 'boolean' }],
    ['outputs.servers.exists(s, has(s.ok) && s.ok)', { type: 'boolean' }],
    ['[1, 2]', { type: 'array', items: { type: 'integer' } }],
  ])('%s', (text, type) => {
    expect(checkExpression(text, types, 'any')).toEqual({ problems: [], type });
  });

  it.each([
    [
      'outputs.cuont + 1',
      8,
      5,
      '`outputs` has no `cuont` (it has `count`, `percent`, `name`, `ready`, `maybe`, `rare`, `state`, `servers` and 3 more). Did you mean `count`?',
    ],
    [
      'has(outputs.tag)',
      12,
      3,
      '`outputs` has no `tag` (it has `count`, `percent`, `name`, `ready`, `maybe`, `rare`, `state`, `servers` and 3 more). Did you mean `tags`?',
    ],
    ['outputs.name.first', 13, 5, '`outputs.name` is a text, so it has no `first`.'],
    ['ouputs.count == 1', 0, 6, 'There is no `ouputs`. A path begins with `inputs`, `outputs`, `now`. Did you mean `outputs`? A text stands in quotes.'],
    ['target.open', 0, 6, '`target` cannot be used here: the target is not locked yet.'],
    ["outputs.ready && outputs.state == 'clsoed'", 34, 8, "`outputs.state` is never 'clsoed'; it is one of 'open', 'closed'. Did you mean `closed`?"],
    ["outputs.state in ['open', 'shut']", 26, 6, "`outputs.state` is never 'shut'; it is one of 'open', 'closed'."],
    ["'ope' != outputs.state", 0, 5, "`outputs.state` is never 'ope'; it is one of 'open', 'closed'. Did you mean `open`?"],
    ['outputs.ready && (outputs.name > 5)', 18, 16, '`outputs.name > 5` does not fit: a text > a whole number.'],
    ["outputs.count == '5'", 0, 20, "`outputs.count == '5'` does not fit: a whole number == a text."],
    ['outputs.name.foo()', 0, 18, '`outputs.name.foo()` does not fit: a text.foo().'],
    ['outputs.servers.map(s, s.name)', 23, 6, '`s.name` does not exist.'],
    ['outputs.servers.all(now, true)', 0, 30, 'The variable `now` hides what `now` means everywhere else. Give it another name.'],
    ['outputs.tags.all(steps, true)', 0, 29, 'The variable `steps` hides what `steps` means everywhere else. Give it another name.'],
    ['outputs.?rare', 0, 13, '`outputs.?rare` has no value; end it with `.orValue(...)`.'],
  ])('%s', (text, offset, length, message) => {
    expect(checkExpression(text, types, 'any').problems).toEqual([{ message, offset, length }]);
  });

  it('wants a condition or a list where one belongs', () => {
    expect(messages('outputs.count', 'bool')).toEqual(['This must be true or false, and it is a whole number.']);
    expect(messages('outputs.name', 'list')).toEqual(['This must be a list, and it is a text.']);
    expect(messages('now', 'bool')).toEqual(['This must be true or false, and it is a time.']);
    expect([...messages('outputs.ready', 'bool'), ...messages('outputs.tags', 'list'), ...messages('outputs.body.x', 'bool')]).toEqual([]);
  });

  it('stays right after more types than it remembers', () => {
    for (let i = 0; i < 2_100; i++) {
      const items = { type: 'object', properties: { [`f${i}`]: { type: 'integer' } } };
      const scope = { outputs: { type: 'object', properties: { list: { type: 'array', items } } } };
      expect(checkExpression(`outputs.list.map(i, i.f${i})`, scope, 'list')).toEqual({ problems: [], type: { type: 'array', items: { type: 'integer' } } });
    }
  });
});
