import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { differenceTexts } from '../core/messages/differences.ts';
import type { FrozenPlan, HeldPlan } from '../core/plan.ts';
import { comparePlans } from '../core/planning/differences.ts';
import { toPrediction } from '../core/planning/fidelity.ts';
import { type SavedPlan, toSavedPlan } from '../core/planning/saved-plan.ts';
import { createClockText } from '../report/clock-text.ts';
import { differenceLines } from '../report/difference-lines.ts';
import type { Invocation } from './command.ts';
import { makePlan } from './make-plan.ts';
import { madeBy } from './plan-in.ts';
import { printRefused } from './refuse.ts';
import type { Setting } from './setting.ts';

export type Held = { readonly status: 'ok'; readonly plan: HeldPlan } | { readonly status: 'differs'; readonly exit: ExitCode };

/** Plans again, and compares with what was saved. Where anything differs: exit 3 with the differences, or what somebody accepts with a reason. */
export async function holdToPlan(invocation: Invocation, setting: Setting, frozen: FrozenPlan, saved: SavedPlan): Promise<Held> {
  const { terminal, json, options } = invocation;
  if (saved.rehearsal !== (frozen.world !== undefined)) {
    return { status: 'differs', exit: printRefused(invocation, 'drift', [differenceTexts.otherSetting(saved.rehearsal)], EXIT.differs) };
  }
  const override = options.text('override') ?? saved.override;
  const plan = await makePlan(invocation, setting, { frozen, missing: [], offline: saved.offline, override });
  const differences = comparePlans(saved, toSavedPlan(plan, frozen, { offline: saved.offline, override, ...madeBy(setting) }));
  const reason = options.text('accept-drift');
  const { at, by } = saved.made;
  if (differences.length > 0 && reason === undefined) {
    if (json) terminal.printJson({ status: 'refused', code: 'drift', made: saved.made, differences });
    else terminal.error(differenceLines(differences, saved.made, frozen.timeZone).join('\n'));
    return { status: 'differs', exit: EXIT.differs };
  }
  const when = createClockText(frozen.timeZone).stamp(Date.parse(at));
  if (!json) terminal.print(differences.length === 0 ? differenceTexts.asPlanned(when, by) : differenceTexts.accepted(differences.length, reason ?? ''));
  const accepted = reason !== undefined && differences.length > 0 ? { accepted: { reason, differences } } : {};
  return { status: 'ok', plan: { hash: saved.hash, made: saved.made, predictions: saved.plan.steps.map(toPrediction), ...accepted } };
}
