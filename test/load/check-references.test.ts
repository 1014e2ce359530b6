import { describe, expect, it } from 'vitest';
import type { Step } from '../../engine/core/runbook.ts';
import { checkReferences } from '../../engine/load/check-references.ts';
import { check, facts, readRunbook, steps } from '../support/references.ts';

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
      readRunbook(
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
      'steps.0.if: expression: `now` cannot be used here: it is there only in `until` and in `outputs` of a step.',
      "steps.1.if: expression: `outputs` cannot be used here: a step's own outputs are there only in its `until`, `verify`, `check` and `outputs`; elsewhere write `steps.ID.outputs`.",
      "steps.1.confirm: unknown-reference: `outputs` cannot be used here: a step's own outputs are there only in its `until`, `verify`, `check` and `outputs`; elsewhere write `steps.ID.outputs`.",
      'steps.1.confirm: unknown-reference: `inputs` has no `aa` (it has `a`, `b`, `c`). Did you mean `a`?',
      'steps.1.confirm: unknown-reference: `run` has no `failure` (it has `id`, `starter`, `started`, `override`, `rollback_of`).',
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

it('reports a text that does not parse once, at its place', () => {
  expect(checkReferences(readRunbook(steps('{ id: a, confirm: "x {{ a == b }}", if: "a = b" }')), facts)).toEqual([
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
