import type { JournalRecord } from '../core/events.ts';
import { unreachable } from '../core/json.ts';
import * as say from '../core/messages/run.ts';
import { startTexts } from '../core/messages/start-from.ts';
import type { GateState } from '../core/state.ts';
import { type Usuals, isSlow } from '../core/usual.ts';
import { type ClockText, createClockText } from './clock-text.ts';
import { oneLine } from './model.ts';
import { evidenceLines, summaryLines } from './summary.ts';
import type { View, ViewOptions } from './view.ts';

export interface PlainOptions extends ViewOptions {
  readonly timeZone: string;
}

/** For logs and pipes: one timestamped line a transition and a line of output, clean, without colours. */
export function openPlain({ out, now, timeZone, usual }: PlainOptions): View {
  const clock = createClockText(timeZone);
  const gates = new Map<string, GateState>();
  const polling = new Set<string>();
  const write = (at: number, text: string): void => void out.write(`${clock.stamp(at)} ${oneLine(text)}\n`);
  return {
    record: record => {
      if (record.type === 'gate-opened') gates.set(record.path, record.gate);
      if (!isRepeatedLook(record, polling)) for (const text of [...plainTexts(record, clock), ...slowTexts(record, usual)]) write(record.at, text);
    },
    line: (path, text) => write(now(), `${path} | ${text}`),
    pause: () => undefined,
    resume: () => undefined,
    close: (end, evidence) => {
      if (end) out.write(`${[...summaryLines(end, gates), ...evidenceLines(evidence)].join('\n')}\n`);
    },
  };
}

/** Said once, when it has ended. */
function slowTexts(record: JournalRecord, usuals: Usuals | undefined): readonly string[] {
  if (record.type !== 'step-finished') return [];
  const usual = usuals?.get(record.path);
  return isSlow(usual, record.took) ? [`${record.path} ${say.slowerThanUsual(usual)}`] : [];
}

/** A poll that goes on says so once; what changes, and what fails, is told each time. */
function isRepeatedLook(record: JournalRecord, polling: Set<string>): boolean {
  if (record.type === 'step-started' || record.type === 'step-finished') polling.delete(record.path);
  if (record.type !== 'step-waiting' || record.failure || (record.for !== 'poll' && record.for !== 'condition')) return false;
  const isKnown = polling.has(record.path);
  polling.add(record.path);
  return isKnown;
}

/** What one journal entry says to people; nothing where it concerns only programs. */
export function plainTexts(record: JournalRecord, clock: ClockText): readonly string[] {
  switch (record.type) {
    case 'run-started':
      return [say.runStarted(record.title, record.run, record.starter), ...(record.from ? [startTexts.inPlan(record.from.step)] : [])];
    case 'signal':
      return signalTexts(record);
    case 'run-driven':
      return [say.driven(record.by, record.pid, record.host, record.terminal, record.tookOver ?? false)];
    case 'run-parked':
      return [say.parked(record.why)];
    case 'leg-started':
      return [say.legStarted(record.leg, record.by)];
    case 'lock':
      return [say.lockChanged(record.target, record.what)];
    case 'freeze':
      return [say.freezeChanged(record.target, record.what, record.reason)];
    case 'rolled-back':
      return [say.rolledBack(record.rollback, record.by)];
    case 'run-finished':
      return [];
    default:
      return stepTexts(record, clock).map(text => `${record.path} ${text}`);
  }
}

/** Of the signals that end or stop a whole run; the others show in their steps. */
function signalTexts({ signal, by }: Extract<JournalRecord, { type: 'signal' }>): readonly string[] {
  return signal.type === 'cancel' || signal.type === 'pause' ? [say.signalled(signal.type, by, signal.reason)] : [];
}

type StepRecord = Extract<JournalRecord, { readonly path: string }>;

function stepTexts(record: StepRecord, clock: ClockText): readonly string[] {
  switch (record.type) {
    case 'step-started':
      return [say.stepStarted(record.name, record.attempt)];
    case 'step-doing':
      return record.effects.map(({ says }) => say.stepDoing(says));
    case 'step-looked':
      return [say.stepLooked(record.looks)];
    case 'step-waiting':
      return [waitText(record, clock), ...failureTexts(record.failure)];
    case 'step-reopened':
      return [say.reopened];
    case 'step-extended':
      return [extendedText(record, clock)];
    case 'step-late':
      return [say.late(record.late)];
    case 'gate-opened':
      return [say.gateOpened(say.gateWaits(record.gate), record.gate.text), ...record.gate.show];
    case 'gate-closed':
      return [say.gateClosed(record.decision, record.by, record.note)];
    case 'step-interrupted':
      return [say.stepInterrupted(record.failure.message)];
    case 'pass-started':
      return [say.passStarted(record.pass)];
    case 'items-expanded':
      return [say.itemsExpanded(record.keys)];
    case 'step-finished':
      return finishedTexts(record);
  }
}

function waitText(record: Extract<StepRecord, { type: 'step-waiting' }>, clock: ClockText): string {
  const { until, deadline, at } = record;
  const end = deadline === undefined ? '' : `, ${say.givesUp(clock.time(deadline), say.left(deadline - at))}`;
  switch (record.for) {
    case 'time':
      return say.waits(say.waitsUntil(clock.time(until), say.left(until - at)));
    case 'retry':
      return say.waits(say.triesAgainAt(clock.time(until), say.left(until - at)));
    case 'poll':
    case 'condition':
      return say.waits(say.looksAgainAt(clock.time(until)) + end);
  }
}

function extendedText({ by, until, deadline, at }: Extract<StepRecord, { type: 'step-extended' }>, clock: ClockText): string {
  const end = until ?? deadline ?? at;
  return say.extended(by, clock.time(end), say.left(end - at));
}

function finishedTexts({ status, took, reason, failure, recovered, warned }: Extract<StepRecord, { type: 'step-finished' }>): readonly string[] {
  switch (status) {
    case 'succeeded':
      return [say.stepSucceeded(recovered === true, reason) + say.took(took)];
    case 'skipped':
      return [say.skipped(reason)];
    case 'cancelled':
      return [say.stepCancelled];
    case 'unknown':
      return [say.unknownOutcome, ...failureTexts(failure)];
    case 'failed':
      return [(warned ? say.wentOn : say.stepFailed) + say.took(took), ...failureTexts(failure)];
    default:
      return unreachable(status);
  }
}

function failureTexts(failure: { readonly message: string; readonly hint?: string } | undefined): readonly string[] {
  return failure ? [failure.message, ...(failure.hint ? [say.hintLine(failure.hint)] : [])] : [];
}
