import { describe, expect, it } from 'vitest';
import { check, steps } from '../support/references.ts';

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
    expect(check(steps('{ id: g, steps: [{ id: c, uses: git.commit }], on-failure: [{ id: f, confirm: "{{ steps.c.outputs.sha }}" }] }'))).toHaveLength(1);
    const rollback = (guard: string) =>
      `${steps('{ id: c, uses: git.commit }')}\nrollback: { if: "${guard}", runbook: inner, with: { number: "{{ steps.c.outputs.sha }}" } }`;
    expect(check(rollback('has(steps.c.outputs.sha)'))).toEqual([]);
    expect(check(rollback("steps.c.outputs.sha == ''"))).toHaveLength(1);
  });
});
