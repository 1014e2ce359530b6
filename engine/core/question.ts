import { stepName } from './program.ts';
import type { Step, StepKind } from './runbook.ts';
import type { GateState } from './state.ts';

/** The text of what a gate asks, with its templates: the same in a plan and in a run. */
export function questionOf(step: Step, kind: StepKind | GateState['kind']): string {
  const own = kind === 'manual' ? step.manual : kind === 'confirm' ? step.confirm : undefined;
  return own ?? step.description ?? stepName(step);
}
