import type { JournalRecord } from '../../core/events.ts';
import { documentOf, stepAt, stepName } from '../../core/program.ts';
import { reportWords as say } from '../../core/messages/report.ts';
import { ROOT } from '../../core/paths.ts';
import { fidelityOf } from '../../core/planning/fidelity.ts';
import type { RunSnapshot } from '../../core/ports.ts';
import { isFinished } from '../../core/reduce/situation.ts';
import { type Program, compileProgram } from '../../core/program.ts';
import type { NodeState, RunHead } from '../../core/state.ts';
import type { Usuals } from '../../core/usual.ts';
import { createClockText } from '../clock-text.ts';
import { inOrder } from '../in-order.ts';
import { oneLine } from '../model.ts';
import { plainTexts } from '../plain.ts';
import { changesOf } from './changes.ts';
import { decisionsOf } from './decisions.ts';
import { drivesOf } from './drives.ts';
import { type EntryOf, type OtherRun, type ReportedEvidence, type ReportedStep, type RunReport, iso } from './run-report.ts';

export interface ReportFacts {
  readonly snapshot: RunSnapshot;
  readonly records: readonly JournalRecord[];
  readonly evidence: ReportedEvidence;
  /** What a step printed, oldest first. */
  logOf(path: string): readonly string[];
  readonly usual: Usuals;
  /** The run that rolls this one back, and the one that it rolls back. */
  readonly rolledBackBy?: RunHead | undefined;
  readonly rollbackOf?: RunHead | undefined;
}

/** The most of a step's log that a report repeats. */
const LOG_LINES = 60;

/** Everything that a run recorded, put in order for people and programs. Pure. */
export function makeReport({ snapshot, records, evidence, logOf, usual, rolledBackBy, rollbackOf }: ReportFacts): RunReport {
  const { plan, head, nodes, owner } = snapshot;
  const program = compileProgram(plan);
  const { name, title } = documentOf(program, ROOT);
  const { file = '', hash = '' } = plan.runbooks[name] ?? {};
  const { run, status, starter, startedAt, endedAt, now, override, failure, rollback, incomplete, outputs = {} } = head;
  const { saved } = plan;
  const decisions = decisionsOf(program, records);
  return {
    format: 'runbook-report',
    v: 1,
    run,
    runbook: { name, title, file, hash },
    rehearsal: plan.world !== undefined,
    status,
    starter: starter.name,
    started: iso(startedAt),
    ...(endedAt === undefined ? {} : { ended: iso(endedAt) }),
    took: (endedAt ?? now) - startedAt,
    targets: plan.targets,
    timeZone: plan.timeZone,
    inputs: plan.inputs,
    outputs,
    override,
    ...(failure ? { failure } : {}),
    ...(rollback ? { rollback } : {}),
    ...(rolledBackBy ? { rolledBackBy: otherRun(rolledBackBy) } : {}),
    ...(rollbackOf ? { rollbackOf: otherRun(rollbackOf) } : {}),
    incomplete,
    ...(saved ? { plan: { hash: saved.hash, made: saved.made.at, by: saved.made.by, ...(saved.accepted ? { accepted: saved.accepted } : {}) } } : {}),
    fidelity: fidelityOf(plan, records),
    changes: changesOf(records),
    decisions,
    interventions: entries(records, 'signal')
      .flatMap(interventionOf)
      .filter(one => !decisions.some(({ at, by }) => at === one.at && by === one.by)),
    recoveries: recoveriesOf(records),
    drives: drivesOf(records, !isFinished(head) && owner?.alive === true),
    steps: stepsOf(program, nodes, records, logOf).map(step => withUsual(step, usual)),
    timeline: timelineOf(records, plan.timeZone),
    evidence,
  };
}

function otherRun({ run, status, starter, startedAt, endedAt, failure }: RunHead): OtherRun {
  const ended = endedAt === undefined ? {} : { ended: iso(endedAt) };
  return { run, status, starter: starter.name, started: iso(startedAt), ...ended, ...(failure ? { failure } : {}) };
}

function entries<T extends JournalRecord['type']>(records: readonly JournalRecord[], type: T): readonly EntryOf<T>[] {
  return records.filter((record): record is EntryOf<T> => record.type === type);
}

/** Answers to questions stand among the decisions. */
function interventionOf({ at, by, signal }: EntryOf<'signal'>): RunReport['interventions'] {
  if (signal.type === 'approve' || signal.type === 'reject' || signal.type === 'answer') return [];
  const given = signal as { readonly step?: string; readonly reason?: string; readonly as?: string };
  const what = given.as === undefined ? signal.type : `${signal.type} ${given.as}`;
  const about = { ...(given.step === undefined ? {} : { step: given.step }), ...(given.reason === undefined ? {} : { reason: given.reason }) };
  return [{ at: iso(at), by, what, ...about }];
}

/** What got no answer, failed and was tried again, or was found done. */
function recoveriesOf(records: readonly JournalRecord[]): RunReport['recoveries'] {
  const lost = new Set<string>();
  return records.flatMap(record => {
    if (record.type === 'step-interrupted') lost.add(record.path);
    if (record.type === 'step-interrupted') return [{ at: iso(record.at), step: record.path, what: say.lost(record.failure.message) }];
    const isTriedAgain = record.type === 'step-waiting' && record.for === 'retry' && record.failure !== undefined;
    if (isTriedAgain) return [{ at: iso(record.at), step: record.path, what: say.triedAgain(record.failure?.message ?? '') }];
    const isFound = record.type === 'step-finished' && record.recovered && lost.has(record.path);
    return isFound ? [{ at: iso(record.at), step: record.path, what: record.reason ?? say.found }] : [];
  });
}

function stepsOf(program: Program, nodes: readonly NodeState[], records: readonly JournalRecord[], logOf: ReportFacts['logOf']): readonly ReportedStep[] {
  const doing = new Map(entries(records, 'step-doing').map(record => [record.path, record]));
  return inOrder(program, nodes).map(node => stepOf(program, node, doing.get(node.path), logOf));
}

function stepOf(program: Program, node: NodeState, doing: EntryOf<'step-doing'> | undefined, logOf: ReportFacts['logOf']): ReportedStep {
  const { path, status, attempt, startedAt, endedAt, outputs, failure, reason, overridden, looks } = node;
  const { step, kind } = stepAt(program, path);
  const lines = logOf(path);
  return {
    path,
    name: stepName(step),
    kind,
    ...(step.uses === undefined ? {} : { uses: step.uses }),
    status,
    attempts: attempt,
    ...(startedAt === undefined ? {} : { started: iso(startedAt) }),
    ...(endedAt === undefined ? {} : { ended: iso(endedAt) }),
    ...(startedAt === undefined || endedAt === undefined ? {} : { took: endedAt - startedAt }),
    ...(doing ? { work: doing.spec as unknown as NonNullable<ReportedStep['work']>, effects: doing.effects.map(({ says }) => says) } : {}),
    ...(outputs && Object.keys(outputs).length > 0 ? { outputs } : {}),
    ...(failure ? { failure } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(overridden ? { overridden } : {}),
    ...(looks === undefined ? {} : { looks }),
    ...(lines.length > 0 ? { log: { lines: lines.slice(-LOG_LINES), cut: Math.max(0, lines.length - LOG_LINES) } } : {}),
  };
}

function withUsual(step: ReportedStep, usuals: Usuals): ReportedStep {
  const usual = usuals.get(step.path);
  return usual ? { ...step, usual } : step;
}

/** Each entry in the words of the plain view; that a poll will look again is said once, until something else happens to it. */
function timelineOf(records: readonly JournalRecord[], timeZone: string): RunReport['timeline'] {
  const clock = createClockText(timeZone);
  const waits = new Set<string>();
  const isNew = (record: JournalRecord): boolean => {
    if (!('path' in record)) return true;
    const isLook = record.type === 'step-waiting' && (record.for === 'poll' || record.for === 'condition');
    if (isLook && waits.has(record.path)) return false;
    if (isLook) waits.add(record.path);
    else waits.delete(record.path);
    return true;
  };
  return records.filter(isNew).flatMap(record => plainTexts(record, clock).map(text => ({ at: iso(record.at), seq: record.seq, text: oneLine(text) })));
}
