import { describe, expect, it } from 'vitest';
import { type Json, isJsonObject } from '../../engine/core/json.ts';
import type { Scope } from '../../engine/core/scope.ts';
import { parseTemplate, renderValue, templateReferences } from '../../engine/core/template.ts';
import texts from './texts-of-runbooks.json' with { type: 'json' };

const scope: Scope = {
  values: {
    inputs: {
      name: 'x',
      count: 5,
      flag: true,
      list: ['a', 2],
      none: null,
      empty: '',
      sneaky: '{{ secrets.token }}',
      body: JSON.parse('{"constructor":{"__proto__":7}}'),
    },
    steps: { tag: { outputs: { tags: ['t1', 't2'] } } },
    run: { started: '2026-03-10T14:05:09.000Z' },
    today: '2026-03-10',
  },
  unknown: [
    { path: ['steps', 'cut'], cause: 'step cut' },
    { path: ['steps', 'cut', 'outputs'], cause: 'after step cut' },
    { path: ['inputs', 'repo'], cause: 'input repo' },
  ],
  secrets: ['token'],
  timeZone: 'America/New_York',
};

const render = (value: Json): Json => {
  const rendered = renderValue(value, scope);
  if (rendered.status !== 'known') throw new Error(JSON.stringify(rendered));
  return rendered.value;
};
const messageOf = (text: string): string => {
  const rendered = renderValue(text, scope);
  if (rendered.status !== 'error') throw new Error(JSON.stringify(rendered));
  return rendered.message;
};

describe('renderValue', () => {
  it('keeps the type of a value that is exactly one path, and makes text of a longer one', () => {
    expect(render(['{{ inputs.count }}', '{{inputs.flag}}', '{{ inputs.list }}', '{{ inputs.none }}', 'n={{ inputs.count }}, {{ inputs.flag }}'])).toEqual([
      5,
      true,
      ['a', 2],
      null,
      'n=5, true',
    ]);
  });

  it('walks values, never keys, and reaches into lists by number', () => {
    expect(render({ '{{ inputs.name }}': ['{{ steps.tag.outputs.tags.[1] }}', { deep: '{{ inputs.name }}' }], 7: true })).toEqual({
      '{{ inputs.name }}': ['t2', { deep: 'x' }],
      7: true,
    });
  });

  it('never renders what was filled in', () => {
    expect(render(['{{ inputs.sneaky }}', 'a {{ inputs.sneaky }}', '{{ json inputs.sneaky }}'])).toEqual([
      '{{ secrets.token }}',
      'a {{ secrets.token }}',
      '"{{ secrets.token }}"',
    ]);
  });

  it('sees own properties only', () => {
    expect(render('{{ inputs.body.constructor.__proto__ }}')).toBe(7);
    for (const path of ['inputs.toString', 'inputs.__proto__', 'inputs.constructor', 'constructor', '__proto__', 'inputs.list.length', 'inputs.name.length']) {
      expect(messageOf(`{{ ${path} }}`)).toContain('does not exist');
    }
    const hostile = renderValue(JSON.parse('{"__proto__":"{{ inputs.count }}","constructor":"{{ inputs.name }}"}') as Json, scope);
    expect(JSON.stringify(hostile)).toBe('{"status":"known","value":{"__proto__":5,"constructor":"x"},"secrets":[]}');
    expect(isJsonObject({}) && 'count' in {}).toBe(false);
  });

  it('says what is there instead of a missing path', () => {
    expect(messageOf('{{ inputs.nmae }}')).toBe(
      '`inputs.nmae` does not exist: `inputs` has no `nmae` (it has `name`, `count`, `flag`, `list`, `none`, `empty`, `sneaky`, `body`). Did you mean `name`?',
    );
    expect(messageOf('{{ inptus.name }}')).toBe('`inptus.name` does not exist: there is no `inptus` here. Did you mean `inputs`?');
    expect(messageOf('{{ steps.tag.outputs.tags.[2] }}')).toBe(
      '`steps.tag.outputs.tags.[2]` does not exist: `steps.tag.outputs.tags` has no `2` (it is a list of 2).',
    );
  });

  it('names the place of an error', () => {
    expect(renderValue({ a: ['ok', '{{ inputs.x }}'] }, scope)).toMatchObject({ status: 'error', path: ['a', 1] });
  });

  it.each([
    ['a {{ inputs.list }}', 'a list'],
    ['a {{ inputs.body }}', 'an object'],
    ['a {{ inputs.none }}', 'empty (null)'],
  ])('refuses %s inside a text', (text, what) => {
    expect(messageOf(text)).toContain(`${what}, which cannot stand inside a text`);
  });
});

describe('helpers', () => {
  it.each<[string, Json]>([
    ['{{ or inputs.nope inputs.none inputs.empty inputs.count }}', 5],
    ["{{ or inputs.nope '' }}", ''],
    ['{{ or inputs.flag inputs.name }}', true],
    ['{{ join inputs.list }}', 'a, 2'],
    ["{{ join (or inputs.nope inputs.list) '-' }}", 'a-2'],
    ['{{ json inputs.body }}', '{"constructor":{"__proto__":7}}'],
    ["{{ date run.started 'YYYY-MM-DD--HH-mm-ss' }}", '2026-03-10--10-05-09'],
    ["{{ date run.started 'HH:mm' 'UTC' }}", '14:05'],
    ["{{ date today 'DD.MM.YYYY' }}", '10.03.2026'],
    ["{{ date 0 'YYYY-MM-DD' 'UTC' }}", '1970-01-01'],
  ])('%s', (text, value) => {
    expect(render(text)).toEqual(value);
  });

  it.each([
    ['{{ or inputs.nope inputs.none }}', 'None of `inputs.nope`, `inputs.none` exists. End the `or` with a text that always fits.'],
    ['{{ join inputs.name }}', '`join` needs a list.'],
    ["{{ date inputs.name 'YYYY' }}", '`date` needs a moment: milliseconds, a day (`2026-03-10`), or a time with its offset (`2026-03-10T10:00:00Z`).'],
    ["{{ date today 'YYYY' inputs.count }}", "`date` takes a format and a time zone as texts: {{ date value 'YYYY-MM-DD' 'UTC' }}."],
    ["{{ date run.started 'YYYY' 'Mars' }}", '`Mars` is no time zone. Write one like `America/New_York` or `UTC`.'],
  ])('%s says why not', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });
});

describe('unknown values', () => {
  it('stand in for display, with the cause of the longest unknown path', () => {
    expect(
      renderValue({ name: '{{ steps.cut.outputs.name }}', text: 'a {{ inputs.repo }} {{ steps.cut.status }}', known: '{{ inputs.name }}' }, scope),
    ).toEqual({
      status: 'unknown',
      value: { name: '‹after step cut›', text: 'a ‹input repo› ‹step cut›', known: 'x' },
      unknowns: [
        { path: ['name'], causes: ['after step cut'] },
        { path: ['text'], causes: ['input repo', 'step cut'] },
      ],
      secrets: [],
    });
  });

  it('makes a path unknown of which a part is', () => {
    expect(renderValue('{{ json steps }}', scope)).toMatchObject({ status: 'unknown', unknowns: [{ causes: ['step cut', 'after step cut'] }] });
  });

  it('lets `or` be decided by an earlier value only', () => {
    expect(render('{{ or inputs.name inputs.repo }}')).toBe('x');
    expect(renderValue('{{ or inputs.nope inputs.repo inputs.name }}', scope)).toMatchObject({ status: 'unknown', unknowns: [{ causes: ['input repo'] }] });
  });
});

describe('secrets', () => {
  it('are named, never filled in', () => {
    expect(renderValue({ whole: '{{ secrets.token }}', text: 'Bearer {{ secrets.token }}/{{ inputs.name }}' }, scope)).toEqual({
      status: 'known',
      value: { whole: '‹secret token›', text: 'Bearer ‹secret token›/x' },
      secrets: [
        { path: ['whole'], parts: [{ secret: 'token' }] },
        { path: ['text'], parts: [{ text: 'Bearer ' }, { secret: 'token' }, { text: '/x' }] },
      ],
    });
  });

  it('must be declared and go through no helper', () => {
    expect(messageOf('{{ secrets.tokn }}')).toBe('`secrets.tokn`: there is no secret `tokn`. Declare it under `secrets:`. Did you mean `token`?');
    expect(messageOf('{{ json secrets.token }}')).toBe('`secrets.token` cannot go through `json`: write `{{ secrets.token }}` by itself.');
    expect(messageOf('{{ secrets }}')).toContain('there is no secret');
  });
});

describe('parseTemplate', () => {
  it.each([
    ['x {{ a == 1 }}', 2, '`{{ a == 1 }}` is not understood.'],
    ['ab {{ a', 3, '`{{` is not closed.'],
    ['{{#if a}}x{{/if}}', 0, 'Templates have no blocks'],
    ['{{else}}', 0, 'Templates have no blocks'],
    ['{{* a }}', 0, 'Templates have no blocks'],
    ['{{> part }}', 0, 'Templates have no partials'],
    ['{{{ a }}}', 0, 'Nothing is ever escaped'],
    ['{{& a }}', 0, 'Nothing is ever escaped'],
    ['{{! note }}', 0, 'Templates have no comments'],
    ['{{~ a }}', 0, 'Templates do not trim spaces'],
    ['{{ 5 }}', 0, '`{{ 5 }}` is a constant.'],
    ['{{ null }}', 0, 'is a constant.'],
    ['{{ or a null }}', 8, '`null` is a constant.'],
    ['{{ or a b=1 }}', 0, 'Helpers take plain values'],
    ['{{ jion a }}', 0, 'There is no helper `jion`'],
    ['{{ join }}', 0, '`join` is written `{{ join list }}'],
    ['{{ @root.a }}', 3, '`@root.a` does not exist here.'],
    ['{{ ../a }}', 3, '`../a` is not a full path.'],
    ['{{ this.a }}', 3, '`this.a` is not a full path.'],
    ['{{ this }}', 3, '`this` is not a full path.'],
    ['{{ a/b }}', 3, '`a/b` is not a full path.'],
    ['one\r\ntwo {{ or a ../b }}', 17, '`../b` is not a full path.'],
  ])('refuses %j', (text, offset, start) => {
    const parsed = parseTemplate(text);
    expect(parsed).toMatchObject({ status: 'error', offset });
    expect(parsed.status === 'error' && parsed.message).toContain(start);
  });

  it('leaves other braces and escaped ones alone', () => {
    expect(render(['a } b }} c', '\\{{ raw }}', '{ "a": {} }', ''])).toEqual(['a } b }} c', '{{ raw }}', '{ "a": {} }', '']);
  });

  it('parses every template of the runbooks', () => {
    expect(texts.templates.filter(text => parseTemplate(text).status !== 'ok')).toEqual([]);
  });
});

describe('templateReferences', () => {
  it('gives paths with their places', () => {
    expect(templateReferences({ a: ['x\n {{ or steps.tag.outputs.tags.[0] (join inputs.b) }}', '{{ today }}', '{{ bad'] })).toEqual([
      { path: ['steps', 'tag', 'outputs', 'tags', '0'], guarded: true, use: 'argument', text: 'steps.tag.outputs.tags.[0]', offset: 9, at: ['a', 0] },
      { path: ['inputs', 'b'], guarded: true, use: 'argument', text: 'inputs.b', offset: 42, at: ['a', 0] },
      { path: ['today'], guarded: false, use: 'value', text: 'today', offset: 3, at: ['a', 1] },
    ]);
  });
});
