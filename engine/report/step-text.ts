import {
  attemptNumber,
  gateWaits,
  givesUp,
  hintLine,
  left,
  looksAgain,
  recoveredNote,
  seconds,
  skipped,
  stepCancelled,
  took,
  triesAgain,
  unknownOutcome,
  waitsUntil,
  wentOn,
} from '../core/messages/run.ts';
import type { ClockText } from './clock-text.ts';
import { type StepModel, type StepWait, oneLine } from './model.ts';

/** What the texts of steps need to know: the time now and how to write times. */
export interface StepText {
  readonly now: number;
  readonly clock: ClockText;
}

/** A step's one line: its name and where it stands, with live times. */
export function stepTitle(node: StepModel, text: StepText): string {
  const note = stepNote(node, text);
  return note === '' ? node.name : `${node.name}${note.startsWith(' (') ? '' : ': '}${note}`;
}

function stepNote(node: StepModel, { now, clock }: StepText): string {
  const { status, took: ms = 0 } = node;
  switch (status) {
    case 'pending':
      return '';
    case 'running':
      return runningNote(node, now);
    case 'waiting':
      return node.gate ? gateNote(node, now, clock) : node.wait ? waitNote(node, node.wait, now, clock) : runningNote(node, now);
    case 'succeeded':
      return [node.recovered ? recoveredNote : '', node.reason ?? ''].filter(Boolean).join(', ') + took(ms);
    case 'skipped':
      return skipped(node.reason);
    case 'failed':
      return (node.warned ? wentOn : '') + took(ms);
    case 'unknown':
      return unknownOutcome;
    case 'cancelled':
      return stepCancelled;
  }
}

function runningNote(node: StepModel, now: number): string {
  const elapsed = now - (node.startedAt ?? now);
  const attempt = attemptNumber(node.attempt);
  return elapsed < 1_000 ? attempt.replace(/^, /, '') : ` (${seconds(elapsed)}${attempt})`;
}

function gateNote(node: StepModel, now: number, clock: ClockText): string {
  if (!node.gate) return '';
  const { expiresAt } = node.gate;
  const waits = gateWaits(node.gate);
  return expiresAt === undefined ? waits : `${waits}, ${givesUp(clock.time(expiresAt), left(expiresAt - now))}`;
}

function waitNote(node: StepModel, wait: StepWait, now: number, clock: ClockText): string {
  const { until, deadline } = wait;
  const end = deadline === undefined ? '' : `, ${givesUp(clock.time(deadline), left(deadline - now))}`;
  switch (wait.for) {
    case 'poll':
    case 'condition':
      return `${looksAgain(node.looks, clock.time(until))}${end}`;
    case 'retry':
      return triesAgain(node.attempt + 1, clock.time(until), left(until - now));
    case 'time':
      return waitsUntil(clock.time(until), left(until - now));
  }
}

/** What stands under a step's line: a failure with its hint, else at most `limit` last lines of its command. */
export function stepLines(node: StepModel, limit: number): readonly string[] {
  const { failure } = node;
  if (failure && !node.children.some(({ status }) => status === 'failed' || status === 'unknown')) {
    return [oneLine(failure.message), ...(failure.hint ? [hintLine(oneLine(failure.hint))] : [])];
  }
  return limit === 0 ? [] : node.lines.slice(-limit);
}
