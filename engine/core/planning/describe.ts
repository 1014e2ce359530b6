import { textOf } from '../json.ts';
import { type Program } from '../program.ts';
import { questionOf } from '../question.ts';
import { actionOf } from '../resolve-work.ts';
import type { Step, StepKind } from '../runbook.ts';
import { type ScopeSource, scopeAt } from '../scope-of.ts';
import { renderValue, templateReferences } from '../template.ts';
import type { PlannedStep } from './plan.ts';

export function effectOfStep(program: Program, step: Step): PlannedStep['effect'] {
  if (step.uses !== undefined) return actionOf(program, step.uses).effect;
  if (step.run !== undefined) return step.effect ?? 'opaque';
  return step.freeze || step.unfreeze ? 'change' : 'none';
}

/** What a person will be asked; unknown places show their cause. */
export function gateOf(source: ScopeSource, path: string, step: Step, kind: StepKind): Pick<PlannedStep, 'gate'> {
  if (kind !== 'confirm' && kind !== 'approve' && kind !== 'manual' && kind !== 'ask') return {};
  const text = questionOf(step, kind);
  const by = step.approve ? { by: step.approve.by } : {};
  const fields = step.ask ? { fields: step.ask } : {};
  const rendered = render(source, path, text);
  const unknown = rendered.status === 'unknown' ? { unknown: [...new Set(rendered.unknowns.flatMap(({ causes }) => causes))] } : {};
  return { gate: { kind, text: displayed(rendered), ...unknown, show: (step.show ?? []).map(one => shown(source, path, one)), ...by, ...fields } };
}

export function pollOf(step: Step): Pick<PlannedStep, 'poll'> {
  const poll =
    typeof step.wait === 'object' ? step.wait : step.until === undefined ? undefined : { until: step.until, every: step.every ?? '30s', timeout: step.timeout };
  if (!poll) return {};
  return { poll: { until: poll.until, every: poll.every, ...(poll.timeout === undefined ? {} : { timeout: poll.timeout }) } };
}

export function waitOf(source: ScopeSource, path: string, step: Step): Pick<PlannedStep, 'wait'> {
  return typeof step.wait === 'string' ? { wait: shown(source, path, step.wait) } : {};
}

/** A text as far as it is known. */
export function shown(source: ScopeSource, path: string, text: string): string {
  return displayed(render(source, path, text));
}

function render(source: ScopeSource, path: string, text: string): ReturnType<typeof renderValue> {
  return renderValue(
    text,
    scopeAt(
      source,
      path,
      templateReferences(text).map(reference => reference.path),
    ),
  );
}

function displayed(rendered: ReturnType<typeof renderValue>): string {
  return rendered.status === 'error' ? `‹${rendered.message}›` : textOf(rendered.value);
}
