import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Runbook, Step } from '../../engine/core/runbook.ts';
import type { JsonSchema } from '../../engine/core/schema/parts.ts';
import { type ReferenceFacts, checkReferences } from '../../engine/load/check-references.ts';

const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({ type: 'object', properties, required });
const TEXT = { type: 'string' };

const OUTPUTS: Record<string, JsonSchema> = {
  'git.commit': object({ sha: TEXT, parents: { type: 'array', items: TEXT }, ancestor: { type: 'boolean' } }, ['sha', 'parents']),
  'asg.describe': object({ running: { type: 'integer' }, instances: { type: 'array', items: object({ id: TEXT }) } }),
};
const PARAMS: Record<string, JsonSchema> = {
  'git.commit': object({ ref: TEXT, depth: { type: 'integer' } }),
  'http.get': object({ url: TEXT, headers: { type: 'object', additionalProperties: TEXT, 'x-secret': true } }),
};
const INNER = read(`
  inputs: { number: { type: string } }
  steps: [{ id: look, uses: asg.describe, outputs: { ids: "outputs.instances.map(i, i.id)" } }]
  outputs: { ids: steps.look.outputs.ids, running: steps.look.outputs.running }
`);
const facts: ReferenceFacts = {
  outputsOf: (step: Step) => OUTPUTS[step.uses ?? ''],
  paramsOf: action => PARAMS[action],
  runbookOf: name => (name === 'inner' ? INNER : undefined),
};

function read(yaml: string): Runbook {
  return { version: 1, name: 'x', title: 'X', ...(parse(yaml) as Omit<Runbook, 'version' | 'name' | 'title'>) };
}

/** `path: code: message` of every finding, with the text that it points at. */
function check(yaml: string): readonly string[] {
  return checkReferences(read(yaml), facts).map(({ path, code, message }) => `${path.join('.')}: ${code}: ${message}`);
}

const steps = (...list: readonly string[]) => `steps:\n${list.map(step => `  - ${step}`).join('\n')}`;

describe('steps', () => {
  it('may be referred to by those after them, in groups and behind them too', () => {
    const yaml = steps(
      '{ id: commit, uses: git.commit }',
      '{ id: group, outputs: { first: "steps.inner.outputs.parents[0]" }, steps: [{ id: inner, uses: git.commit, with: { ref: "{{ steps.commit.outputs.sha }}" } }] }',
      '{ id: both, parallel: [{ id: left, uses: git.commit }, { id: right, uses: git.commit }] }',
      '{ id: last, confirm: "{{ steps.inner.outputs.sha }} {{ steps.group.outputs.first }} {{ steps.left.outputs.sha }}", if: "steps.right.outputs.sha == steps.commit.outputs.sha" }',
    );
    expect(check(yaml)).toEqual([]);
  });

  it('must exist and come before', () => {
    const yaml = steps(
      '{ id: a, confirm: "{{ steps.comit.outputs.sha }}" }',
      '{ id: b, if: "steps.commit.outputs.sha == \'\'", confirm: ok }',
      '{ id: commit, uses: git.commit, verify: "steps.commit.outputs.sha != \'\'" }',
      '{ id: group, steps: [{ id: in, if: "steps.group.status == \'failed\'", confirm: ok }] }',
      '{ id: both, parallel: [{ id: left, uses: git.commit }, { id: right, uses: git.commit, with: { ref: "{{ steps.left.outputs.sha }}" } }] }',
    );
    expect(check(yaml)).toEqual([
      'steps.0.confirm: unknown-step: There is no step `comit`. Did you mean `commit`?',
      'steps.1.if: later-step: `commit` has not run here yet: it comes later. Refer to steps that come before.',
      'steps.2.verify: own-step: `commit` is this step itself. Inside of it write `outputs`; templates cannot name it.',
      'steps.3.steps.0.if: step-around: The group `group` around this step is not over yet. Name the step inside of it that you mean.',
      'steps.4.parallel.1.with.ref: parallel-step: `left` runs at the same time, in another branch. Refer to it after the `parallel`.',
    ]);
  });

  it('point at the place inside the text', () => {
    const [template, field] = checkReferences(
      read(
        steps(
          '{ id: a, confirm: "ab {{ steps.nope.outputs.sha }}" }',
          '{ id: b, uses: git.commit }',
          '{ id: c, if: "true && steps.b.outputs.shaa == \'\'", confirm: ok }',
        ),
      ),
      facts,
    );
    expect(template).toMatchObject({ offset: 6, length: 22 });
    expect(field).toMatchObject({ offset: 24, length: 4 });
  });

  it('of a repeat are seen by its `while`, but only backwards inside', () => {
    const group = (inside: string) => steps(`{ id: g, repeat: { while: "steps.look.outputs.running > 1", at-most: 3 }, steps: [${inside}] }`);
    expect(check(group('{ id: look, uses: asg.describe }, { id: then, if: steps.look.outputs.running > 0, confirm: ok }'))).toEqual([]);
    expect(check(group('{ id: then, if: steps.look.outputs.running > 0, confirm: ok }, { id: look, uses: asg.describe }'))).toEqual([
      'steps.0.steps.0.if: later-step: `look` has not run here yet: it comes later. Refer to steps that come before.',
    ]);
  });

  it('of a foreach are seen from outside as the list of `each`', () => {
    const yaml = (last: string) =>
      steps(
        '{ id: look, uses: asg.describe }',
        '{ id: all, foreach: steps.look.outputs.instances, as: server, steps: [{ id: one, uses: git.commit, with: { ref: "{{ server.id }}" } }, { id: two, confirm: "{{ steps.one.outputs.sha }}" }] }',
        last,
      );
    expect(check(yaml('{ id: end, if: steps.all.each.size() > 0, confirm: ok }'))).toEqual([]);
    expect(check(yaml('{ id: end, confirm: "{{ steps.one.outputs.sha }}" }'))).toEqual([
      'steps.2.confirm: step-each: `one` runs once for each item of `all`. From outside write `steps.all.each`, the list of its outputs.',
    ]);
    expect(check(yaml('{ id: end, if: server.idd == 1, confirm: ok }'))[0]).toContain('There is no `server`.');
    expect(check(steps('{ id: all, foreach: "[1, 2]", if: item.x == 1, confirm: ok }'))).toEqual([
      'steps.0.if: expression: `item` is a whole number, so it has no `x`.',
    ]);
  });
});

describe('outputs that may be missing', () => {
  const maybe = ['{ id: ask, uses: asg.describe }', '{ id: fix, if: steps.ask.outputs.running > 1, uses: git.commit }'];

  it('want a guard, in templates and in conditions', () => {
    expect(check(steps(...maybe, '{ id: a, confirm: "{{ steps.fix.outputs.sha }}" }', '{ id: b, if: "steps.fix.outputs.sha == \'\'", confirm: ok }'))).toEqual([
      "steps.2.confirm: maybe-missing: `steps.fix.outputs.sha` may be missing: `fix` is skipped where its `if` is false. Write `{{ or steps.fix.outputs.sha '...' }}`.",
      'steps.3.if: maybe-missing: `steps.fix.outputs.sha` may be missing: `fix` is skipped where its `if` is false. Ask first: `has(steps.fix.outputs.sha) && ...`, or write `.?` before the part that may be missing and `.orValue(...)` behind it.',
    ]);
  });

  it.each([
    '{ id: a, confirm: "{{ or steps.fix.outputs.sha \'none\' }}" }',
    '{ id: a, if: "has(steps.fix.outputs.sha) && steps.fix.outputs.sha == \'\'", confirm: ok }',
    "{ id: a, if: \"steps.fix.outputs.?sha.orValue('') == ''\", confirm: ok }",
    "{ id: a, if: \"steps.fix.status == 'succeeded' && steps.fix.outputs.sha == ''\", confirm: ok }",
    '{ id: a, if: has(steps.fix.outputs.sha), confirm: "{{ steps.fix.outputs.sha }}" }',
    '{ id: a, if: steps.ask.outputs.running > 1, confirm: "{{ steps.fix.outputs.sha }}" }',
    '{ id: a, if: "steps.fix.status == \'skipped\'", confirm: "{{ json steps.fix.outputs }}" }',
  ])('are guarded by %s', step => {
    expect(check(steps(...maybe, step))).toEqual([]);
  });

  it('need no guard inside the same group', () => {
    expect(
      check(
        steps('{ id: g, if: inputs.go, steps: [{ id: c, uses: git.commit }, { id: d, confirm: "{{ steps.c.outputs.sha }}" }] }') +
          '\ninputs: { go: { type: boolean } }',
      ),
    ).toEqual([]);
  });

  it('are those of steps whose failure is only a warning', () => {
    expect(check(steps('{ id: c, uses: git.commit, on-failure: warn }', '{ id: d, confirm: "{{ steps.c.outputs.sha }}" }'))[0]).toContain(
      'the run goes on where `c` fails',
    );
  });

  it('are those that the action does not promise, except where the step asks for them itself', () => {
    expect(check(steps('{ id: c, uses: git.commit }', '{ id: d, confirm: "{{ steps.c.outputs.ancestor }}" }'))[0]).toContain('it is not always there');
    expect(check(steps('{ id: c, uses: git.commit, verify: outputs.ancestor }', '{ id: d, confirm: "{{ steps.c.outputs.ancestor }}" }'))).toEqual([]);
    expect(check(steps('{ id: c, uses: git.commit }', '{ id: d, if: steps.c.outputs.ancestor, confirm: ok }'))).toEqual([]);
  });

  it('are all in finally, on-failure and rollback, but not in the handler of a step', () => {
    const section = (name: string) => `${steps('{ id: c, uses: git.commit }')}\n${name}: [{ id: d, confirm: "{{ steps.c.outputs.sha }}" }]`;
    expect(check(section('finally'))[0]).toContain('the run can have ended before `c`');
    expect(check(section('on-failure'))).toHaveLength(1);
    const handler = '{ id: e, uses: git.commit, on-failure: [{ id: f, confirm: "{{ steps.c.outputs.sha }} {{ run.failure.message }}" }] }';
    expect(check(steps('{ id: c, uses: git.commit }', handler))).toEqual([]);
    expect(check(steps('{ id: e, uses: git.commit, on-failure: [{ id: f, confirm: "{{ steps.e.outputs.sha }}" }] }'))).toHaveLength(1);
    const rollback = (guard: string) =>
      `${steps('{ id: c, uses: git.commit }')}\nrollback: { if: "${guard}", runbook: inner, with: { number: "{{ steps.c.outputs.sha }}" } }`;
    expect(check(rollback('has(steps.c.outputs.sha)'))).toEqual([]);
    expect(check(rollback("steps.c.outputs.sha == ''"))).toHaveLength(1);
  });
});

describe('roots', () => {
  it('are those of their place', () => {
    const yaml = `
target: "x/{{ today }}"
inputs: { a: { type: string, default: "{{ inputs.b }}" }, b: { type: string, default: "{{ inputs.a }} {{ today }}" }, c: { type: string, default: "{{ inputs.nope }}" } }
steps:
  - { id: s, if: now > timestamp('2026-01-01T00:00:00Z'), uses: git.commit, until: "now > timestamp('2026-01-01T00:00:00Z')", verify: outputs.sha == inputs.a }
  - { id: t, if: "outputs.sha == ''", confirm: "{{ outputs.sha }} {{ inputs.aa }} {{ run.failure.message }} {{ run.starter }} {{ target.open }}" }
`;
    expect(check(yaml)).toEqual([
      'target: expression-root: `today` cannot be used here, only `inputs`.',
      'inputs.a.default: later-input: A default sees only the inputs before it; `b` is not one of them.',
      'inputs.c.default: unknown-reference: `inputs` has no `nope` (it has `a`, `b`, `c`).',
      'steps.0.if: expression: `now` cannot be used here: it is there only in `until`.',
      "steps.1.if: expression: `outputs` cannot be used here: a step's own outputs are there only in its `until`, `verify`, `check` and `outputs`; elsewhere write `steps.ID.outputs`.",
      "steps.1.confirm: unknown-reference: `outputs` cannot be used here: a step's own outputs are there only in its `until`, `verify`, `check` and `outputs`; elsewhere write `steps.ID.outputs`.",
      'steps.1.confirm: unknown-reference: `inputs` has no `aa` (it has `a`, `b`, `c`). Did you mean `a`?',
      'steps.1.confirm: unknown-reference: `run` has no `failure` (it has `id`, `starter`, `started`, `override`).',
    ]);
  });

  it('of the run have an outcome at its end', () => {
    const end = (text: string) => check(`${steps('{ id: a, confirm: ok }')}\nfinally: [{ id: b, confirm: "${text}" }]`);
    expect(end("{{ run.outcome }} {{ run.duration }} {{ or run.failure.message '' }}")).toEqual([]);
    expect(end('{{ run.failure.message }}')).toEqual([
      "finally.0.confirm: maybe-missing: `run.failure.message` may be missing: it is not always there. Write `{{ or run.failure.message '' }}`.".replace(
        "''",
        "'...'",
      ),
    ]);
  });

  it('cannot be taken by `as`', () => {
    expect(check(steps('{ id: a, foreach: "[1]", as: list, confirm: ok }'))).toEqual([
      'steps.0.as: reserved-name: `list` already means something in conditions or templates. Choose another name.',
    ]);
  });
});

describe('secrets', () => {
  it('stand in env and in params marked secret, nowhere else', () => {
    const yaml = `
secrets: { token: { env: TOKEN } }
steps:
  - { id: a, run: [curl], env: { T: "Bearer {{ secrets.token }}", U: "{{ secrets.tokn }}" } }
  - { id: b, uses: http.get, with: { url: "http://x/{{ secrets.token }}", headers: { authorization: "Bearer {{ secrets.token }}" } } }
  - { id: c, run: [echo, "{{ secrets.token }}"], if: secrets.token == '' }
`;
    expect(check(yaml)).toEqual([
      'steps.0.env.U: unknown-secret: There is no secret `tokn`. Declare it under `secrets:`. Did you mean `token`?',
      'steps.1.with.url: secret-place: The secret `token` cannot be used here: only in `env` values and in params that are marked secret.',
      'steps.2.if: expression: `secrets` cannot be used here: secrets are there only in `env` and in params that are marked secret.',
      'steps.2.run.1: secret-place: The secret `token` cannot be used here: only in `env` values and in params that are marked secret.',
    ]);
  });
});

describe('types', () => {
  it('of templates fit what they are for', () => {
    const yaml = `
inputs: { n: { type: integer }, list: { type: array }, maybe: { type: string, default: null } }
steps:
  - { id: a, uses: git.commit, with: { ref: "{{ inputs.n }}", depth: "{{ inputs.n }}" }, timeout: "{{ inputs.n }}" }
  - { id: b, confirm: "of {{ inputs.list }} and {{ inputs.maybe }} and {{ join inputs.list }}" }
  - { id: c, runbook: inner, with: { number: "{{ inputs.n }}" } }
  - { id: d, confirm: "{{ inputs.n }} {{ or inputs.maybe 'x' }}" }
`;
    expect(check(yaml)).toEqual([
      'steps.0.with.ref: wrong-type: `inputs.n` is a whole number, and a text is wanted here.',
      'steps.0.timeout: wrong-type: `inputs.n` is a whole number, and a text is wanted here.',
      'steps.1.confirm: wrong-type: `inputs.list` is a list, which cannot stand inside a text. Write `{{ join inputs.list }}`.',
      "steps.1.confirm: maybe-missing: `inputs.maybe` may be empty (null), which cannot stand inside a text. Write `{{ or inputs.maybe '...' }}`.",
      'steps.2.with.number: wrong-type: `inputs.n` is a whole number, and a text is wanted here.',
    ]);
  });

  it('follow from every kind of step', () => {
    const yaml = `
steps:
  - { id: look, uses: asg.describe, outputs: { ids: "outputs.instances.map(i, i.id)", few: "outputs.ids.size() < 2" } }
  - { id: shell, run: [ls] }
  - { id: go, confirm: ok }
  - { id: form, ask: { size: { type: integer }, kind: { type: string, enum: [big, small] } } }
  - { id: nested, runbook: inner, with: { number: x } }
  - { id: group, outputs: { n: steps.form.outputs.size + 1 }, steps: [{ id: x, confirm: ok }] }
  - { id: right, if: "steps.look.outputs.few && steps.shell.outputs.exit_code == 0 && steps.go.outputs.decision == 'yes' && steps.form.outputs.size > 1 && steps.nested.outputs.ids.size() > 0 && steps.group.outputs.n == 2", confirm: ok }
  - { id: w1, if: steps.look.outputs.ids == 1, confirm: ok }
  - { id: w2, if: steps.shell.outputs.code == 0, confirm: ok }
  - { id: w3, if: steps.form.outputs.kind == 'bigg', confirm: ok }
  - { id: w4, if: steps.nested.outputs.running == 'x', confirm: ok }
  - { id: w5, if: steps.group.outputs.n, confirm: ok }
  - { id: w6, if: steps.go.status == 'sucess', confirm: ok }
`;
    expect(check(yaml)).toEqual([
      'steps.7.if: expression: `steps.look.outputs.ids == 1` does not fit: a list == a whole number.',
      'steps.8.if: expression: `steps.shell.outputs` has no `code` (it has `stdout`, `stderr`, `exit_code`, `json`).',
      "steps.9.if: expression: `steps.form.outputs.kind` is never 'bigg'; it is one of 'big', 'small'. Did you mean `big`?",
      "steps.10.if: expression: `steps.nested.outputs.running == 'x'` does not fit: a whole number == a text.",
      'steps.11.if: expression: This must be true or false, and it is a whole number.',
      "steps.12.if: expression: `steps.go.status` is never 'sucess'; it is one of 'pending', 'running', 'waiting', 'succeeded', 'skipped', 'failed', 'unknown', 'cancelled'.",
    ]);
  });

  it('are looked at in every condition of a step', () => {
    const yaml = `
steps:
  - id: a
    uses: git.commit
    check: { uses: asg.describe, with: { group: "{{ steps.nope.outputs.x }}" }, outputs: { n: outputs.running }, verify: outputs.m == 1 }
    outputs: { short: outputs.shaa }
    until: outputs.sha
    every: 1s
    verify: [{ that: outputs.sha == 1, message: "{{ inputs.x }}" }]
  - { id: b, foreach: "'abc'", confirm: ok }
  - { id: c, wait: { until: target.opn, every: 1s } }
  - { id: d, ask: { x: { type: string, options: steps.a.outputs.sha } } }
outputs: { z: steps.a.outputs.zzz }
`;
    expect(check(yaml).map(line => line.split(': ').slice(0, 2).join(': '))).toEqual([
      'steps.0.check.with.group: unknown-step',
      'steps.0.check.verify: expression',
      'steps.0.outputs.short: expression',
      'steps.0.until: expression',
      'steps.0.verify.0.that: expression',
      'steps.0.verify.0.message: unknown-reference',
      'steps.1.foreach: expression',
      'steps.2.wait.until: expression',
      'steps.3.ask.x.options: expression',
      'outputs.z: expression',
    ]);
  });
});

it('reports a text that does not parse once, at its place', () => {
  expect(checkReferences(read(steps('{ id: a, confirm: "x {{ a == b }}", if: "a = b" }')), facts)).toEqual([
    { code: 'expression', path: ['steps', 0, 'if'], offset: 2, length: 1, message: 'Two values are compared with `==`.' },
    { code: 'template', path: ['steps', 0, 'confirm'], offset: 2, message: expect.stringContaining('`{{ a == b }}` is not understood.') },
  ]);
});

it('asks about each step a fixed number of times, however many there are', () => {
  const asked = (count: number): number => {
    let calls = 0;
    const list = Array.from({ length: count }, (_, i) => ({
      id: `s${i}`,
      uses: 'git.commit',
      with: { ref: i > 0 ? `{{ steps.s${i - 1}.outputs.sha }}` : 'x' },
      outputs: { n: i > 0 ? `steps.s${i - 1}.outputs.n + 1` : '1' },
      verify: `outputs.n == ${i + 1}`,
    }));
    const outputsOf = (step: Step) => {
      calls++;
      return facts.outputsOf(step);
    };
    expect(checkReferences({ version: 1, name: 'x', title: 'X', steps: list }, { ...facts, outputsOf })).toEqual([]);
    return calls;
  };
  expect(asked(5_000)).toBe(asked(500) * 10);
});
