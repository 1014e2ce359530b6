import { differenceTexts as say } from '../core/messages/differences.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Fidelity } from '../core/planning/fidelity.ts';
import { oneLine } from './model.ts';

/** How a run compares with what was said before it; nothing where nothing was said and nothing differs. */
export function fidelityLines({ saved }: FrozenPlan, { asPlanned, resolvedLate, drift }: Fidelity): readonly string[] {
  const drifted = drift.map(({ path, field, planned, done }) => oneLine(say.drifted(path, field, planned, done)));
  if (saved) return [say.fidelity(asPlanned.length, resolvedLate.length, drift.length), ...drifted];
  return drift.length === 0 ? [] : [say.previewDrift(drift.length), ...drifted];
}
