import { differenceTexts } from '../../core/messages/differences.ts';
import { reportWords as say } from '../../core/messages/report.ts';
import { type Block, type Spans, paragraph, text } from '../document.ts';
import { type Stamp, stepLink, table } from './blocks.ts';
import type { RunReport } from './run-report.ts';

/** How what was done compares with what was said beforehand. */
export function planBlocks({ plan, fidelity }: RunReport, stamp: Stamp): readonly Block[] {
  const { asPlanned, resolvedLate, drift, asPreviewed } = fidelity;
  const late = resolvedLate.map(({ path, causes }): readonly Spans[] => [[stepLink(path)], [text(causes.join(', '))]]);
  const drifted = drift.map(({ path, field, planned, done }): readonly Spans[] => [[stepLink(path)], [text(field)], [text(planned)], [text(done)]]);
  const differences = (plan?.accepted?.differences ?? []).map(({ what, name, field, before = '', after = '' }): readonly Spans[] => [
    [text(differenceTexts.what[what](name, field))],
    [text(before)],
    [text(after)],
  ]);
  return [
    paragraph(text(plan ? say.held(plan.hash, plan.by, stamp(plan.made)) : say.notHeld)),
    ...(plan?.accepted ? [paragraph(text(say.accepted(plan.accepted.differences.length, plan.accepted.reason)))] : []),
    ...(differences.length > 0 ? [table(say.differenceHead, differences)] : []),
    ...(plan ? [paragraph(text(say.fidelity(asPlanned.length, resolvedLate.length, drift.length)))] : []),
    ...(asPreviewed + drift.length > 0 ? [paragraph(text(say.previewed(asPreviewed, plan ? 0 : drift.length)))] : []),
    ...(drifted.length > 0 ? [table(say.driftHead, drifted)] : []),
    ...(late.length > 0 ? [table(say.lateHead, late)] : []),
  ];
}
