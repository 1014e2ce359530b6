import { describe, expect, it } from 'vitest';
import { check } from '../support/references.ts';

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
