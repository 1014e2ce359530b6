import { formatDuration } from '../../core/duration.ts';
import { textOf } from '../../core/json.ts';
import { verbsOf } from '../../core/messages/gates.ts';
import { reportWords as say } from '../../core/messages/report.ts';
import { createClockText } from '../clock-text.ts';
import { type Block, type Document, type Spans, code, paragraph, text } from '../document.ts';
import { authoredSpans } from '../reading/authored.ts';
import { TONES, mark } from '../status-mark.ts';
import { rollbackCommand, shellQuote } from '../summary.ts';
import { type Stamp, heading, stepLink, table } from './blocks.ts';
import { planBlocks } from './plan-blocks.ts';
import type { OtherRun, RunReport } from './run-report.ts';
import { stepBlocks } from './step-report.ts';

/** A report to read: first what came of the run and who answers for it, then everything that happened. */
export function reportDocument(report: RunReport): Document {
  const clock = createClockText(report.timeZone);
  const day = clock.stamp(Date.parse(report.started)).slice(0, 10);
  // The day stands once, at the top, where it is the day of the start.
  const stamp = (at: string): string => clock.stamp(Date.parse(at)).replace(`${day} `, '');
  return {
    title: say.title(report.runbook.title, report.rehearsal),
    blocks: [
      summary(report, at => clock.stamp(Date.parse(at))),
      ...inputs(report),
      heading(say.changes),
      changes(report, stamp),
      ...decisions(report, stamp),
      ...interventions(report, stamp),
      ...overridden(report),
      ...recoveries(report, stamp),
      ...drives(report, stamp),
      heading(say.plan),
      ...planBlocks(report, stamp),
      heading(say.steps),
      ...report.steps.flatMap(step => stepBlocks(step, stamp)),
      heading(say.timeline),
      { type: 'details', summary: say.timeline, blocks: [timeline(report, stamp)] },
      ...evidence(report),
    ],
  };
}

function summary(report: RunReport, stamp: Stamp): Block {
  const { run, runbook, starter, started, ended, took, status, targets, override, failure, incomplete } = report;
  const { rollback, rolledBackBy, rollbackOf } = report;
  const [ran, id, of, name] = say.ran(run, runbook.name);
  const length = formatDuration(Math.round(took / 1_000) * 1_000);
  const decided = report.decisions.filter(({ decision }) => decision !== undefined);
  const counts = say.counts(report.changes.length, decided.length, report.interventions.length, report.recoveries.length);
  const blocks: readonly Block[] = [
    paragraph(
      text(ran),
      code(id),
      text(of),
      code(name),
      text(`${say.started(starter, stamp(started), report.timeZone)}: `),
      mark(status, status),
      text(`${ended === undefined ? say.goesOn : say.ended(length)}.`),
    ),
    ...waiting(report, stamp),
    ...(failure ? [paragraph(text(say.failed), stepLink(failure.step, failure.name), text(say.at(failure.step, failure.message)), code(failure.code))] : []),
    ...(failure?.hint === undefined ? [] : [paragraph(text(say.hint + failure.hint))]),
    ...(incomplete.length > 0 ? [paragraph(text(say.incomplete), ...links(incomplete))] : []),
    ...(rollbackOf ? [otherRun(say.rollsBack, rollbackOf, stamp)] : []),
    ...(rolledBackBy ? [otherRun(say.rolledBackBy, rolledBackBy, stamp)] : []),
    ...(rollback && rolledBackBy === undefined ? [paragraph(text(say.rollBack), code(rollbackCommand(run, rollback)))] : []),
    ...(targets.length > 0 ? [paragraph(text(say.targets), code(targets.join(', ')))] : []),
    ...(override === '' ? [] : [paragraph(text(say.override + override))]),
    paragraph(text(counts)),
  ];
  return { type: 'note', tone: TONES[status], blocks };
}

/** What holds up a run that has not ended, and what to type. */
function waiting({ run, ended, decisions: asked, drives: all }: RunReport, stamp: Stamp): readonly Block[] {
  if (ended !== undefined) return [];
  const open = asked.filter(({ decision }) => decision === undefined);
  const left = all.at(-1)?.left;
  return [
    ...open.map(({ step, name, kind, openedAt }) =>
      paragraph(text(say.waits), stepLink(step, name), text(say.waitsSince(kind, stamp(openedAt))), ...verbSpans(kind, run, step)),
    ),
    ...(left === undefined ? [] : [paragraph(text(say.parked(left)), code(say.goOn(run)))]),
  ];
}

function verbSpans(kind: string, run: string, step: string): Spans {
  const verb = Object.entries(verbsOf).find(([name]) => name === kind)?.[1] ?? '';
  return authoredSpans(verb.replaceAll('RUN', run).replaceAll('STEP', shellQuote(step)));
}

function otherRun(words: string, { run, starter, started, status, failure }: OtherRun, stamp: Stamp): Block {
  const why = failure && status === 'failed' ? say.otherFailed(failure.step, failure.message) : '.';
  return paragraph(text(words), code(run), text(say.otherRun(starter, stamp(started))), mark(status, status), text(why));
}

function links(paths: readonly string[]): Spans {
  return paths.flatMap((path, index): Spans => [text(index === 0 ? '' : ', '), stepLink(path)]);
}

function inputs({ inputs: given, outputs }: RunReport): readonly Block[] {
  const values = (map: RunReport['inputs']): readonly (readonly Spans[])[] =>
    Object.entries(map).map(([name, value]): readonly Spans[] => [[code(name)], [code(textOf(value))]]);
  const [before, after] = [values(given), values(outputs)];
  return [
    ...(before.length > 0 ? [heading(say.inputs), table(say.inputHead, before)] : []),
    ...(after.length > 0 ? [heading(say.outputs), table(say.inputHead, after)] : []),
  ];
}

function changes({ changes: made }: RunReport, stamp: Stamp): Block {
  if (made.length === 0) return paragraph(text(say.noChanges));
  return table(
    say.changeHead,
    made.map(({ at, step, says }): readonly Spans[] => [[text(stamp(at))], [stepLink(step)], [text(says)]]),
  );
}

function decisions({ decisions: asked }: RunReport, stamp: Stamp): readonly Block[] {
  if (asked.length === 0) return [];
  const rows = asked.map(({ step, decision = say.open, by = '', at, openedAt, note = '', answers = {} }): readonly Spans[] => [
    [text(at === undefined ? '' : stamp(at))],
    [text(stamp(openedAt))],
    [stepLink(step)],
    [text(decision)],
    [text(by)],
    [text([note, ...Object.entries(answers).map(([name, value]) => `${name}: ${textOf(value)}`)].filter(Boolean).join(', '))],
  ]);
  const shown = asked.map(({ name, kind, asked: question, shown: texts }): Block => {
    const blocks = [question, ...texts].map((one): Block => (one.includes('\n') ? { type: 'code', text: one } : paragraph(text(one))));
    return { type: 'details', summary: say.asked(name, kind), blocks };
  });
  return [heading(say.decisions), table(say.decisionHead, rows), ...shown];
}

function interventions({ interventions: done }: RunReport, stamp: Stamp): readonly Block[] {
  if (done.length === 0) return [];
  const rows = done.map(({ at, by, what, step, reason = '' }): readonly Spans[] => [
    [text(stamp(at))],
    [text(by)],
    [text(what)],
    step === undefined ? [] : [stepLink(step)],
    [text(reason)],
  ]);
  return [heading(say.interventions), table(say.interventionHead, rows)];
}

function overridden({ steps, incomplete }: RunReport): readonly Block[] {
  const found = steps.filter(
    ({ path, overridden: is, status, reason }) => is || incomplete.includes(path) || (status === 'skipped' && reason?.startsWith('only if') !== true),
  );
  if (found.length === 0) return [];
  const rows = found.map(({ path, status, reason, failure }): readonly Spans[] => [
    [stepLink(path)],
    [mark(status, status)],
    [text(reason ?? failure?.message ?? '')],
  ]);
  return [heading(say.overridden), table(say.overriddenHead, rows)];
}

function recoveries({ recoveries: found }: RunReport, stamp: Stamp): readonly Block[] {
  if (found.length === 0) return [];
  const rows = found.map(({ at, step, what }): readonly Spans[] => [[text(stamp(at))], [stepLink(step)], [text(what)]]);
  return [heading(say.recoveries), table(say.recoveryHead, rows)];
}

/** Only where more than one process drove it, or where the last one does no more. */
function drives({ drives: all, ended }: RunReport, stamp: Stamp): readonly Block[] {
  if (all.length < 2 && ended !== undefined) return [];
  const rows = all.map(({ at, until, by, from, tookOver, left = say.drivesNow }): readonly Spans[] => [
    [text(stamp(at))],
    [text(until === undefined ? '' : stamp(until))],
    [text(tookOver ? say.tookOver(by) : by)],
    [text(from)],
    [text(left)],
  ]);
  return [heading(say.drives), table(say.driveHead, rows)];
}

function timeline({ timeline: lines }: RunReport, stamp: Stamp): Block {
  return table(
    say.timelineHead,
    lines.map(({ at, text: words }): readonly Spans[] => [[text(stamp(at))], [text(words)]]),
  );
}

function evidence({ run, evidence: { head, entries, brokenAt } }: RunReport): readonly Block[] {
  return [
    heading(say.evidence),
    brokenAt === undefined ? paragraph(text(say.chain(entries))) : { type: 'note', tone: 'bad', blocks: [paragraph(text(say.broken(brokenAt)))] },
    paragraph(text(say.head), code(head)),
    paragraph(text(say.check), code(`runbook verify ${run} --head ${head}`)),
    paragraph(text(say.stated)),
  ];
}
