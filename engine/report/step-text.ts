import {
  attemptNumber,
  gateWaits,
  givesUp,
  hintLine,
  late,
  left,
  looksAgain,
  recoveredNote,
  seconds,
  skipped,
  slowerThanUsual,
  stepCancelled,
  took,
  triesAgain,
  unknownOutcome,
  usually,
  waitsUntil,
  wentOn,
} from '../core/messages/run.ts';
import type { ClockText } from './clock-text.ts';
import { type Usual, type Usuals, isSlow } from '../core/usual.ts';
import { type StepModel, type StepWait, oneLine } from './model.ts';

/** Where and when a step's text is shown. */
export interface TextFrame {
  readonly now: number;
  readonly clock: ClockText;
  /** Of the terminal. */
  readonly columns: number;
  /** How many of a command's last lines are shown. */
  readonly lastLines: number;
  /** How long steps usually take. */
  readonly usual?: Usuals | undefined;
}

/** A step's line, and what stands under it. */
export interface StepText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Name and state with live times; a state that does not fit beside the name goes below; then a failure, or the last lines. */
export function stepText(node: StepModel, depth: number, frame: TextFrame): StepText {
  const width = Math.max(20, frame.columns - 2 * depth - 4);
  const note = stepNote(node, frame);
  const below = failureLines(node, width) ?? (frame.lastLines === 0 ? [] : node.lines.slice(-frame.lastLines));
  if (note === '') return { title: node.name, lines: below };
  if (note.startsWith(' (')) return { title: cut(node.name, width - note.length) + note, lines: below };
  const title = `${node.name}: ${note}`;
  return title.length > width ? { title: node.name, lines: [note, ...below] } : { title, lines: below };
}

function cut(name: string, width: number): string {
  return name.length <= width ? name : `${name.slice(0, Math.max(1, width - 1))}…`;
}

/** Undefined where the step has not failed, or where one inside it says why. */
function failureLines(node: StepModel, width: number): readonly string[] | undefined {
  const { failure } = node;
  if (!failure || node.children.some(({ status }) => status === 'failed' || status === 'unknown')) return undefined;
  return [...wrap(oneLine(failure.message), width), ...(failure.hint ? wrap(hintLine(oneLine(failure.hint)), width) : [])];
}

/** At most three lines; the rest stands in the summary and in the log. */
function wrap(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width && lines.length < 3) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function stepNote(node: StepModel, { now, clock, usual: usuals }: TextFrame): string {
  const { status, took: ms = 0 } = node;
  const usual = usuals?.get(node.path);
  switch (status) {
    case 'pending':
      return '';
    case 'running':
      return runningNote(node, now, usual);
    case 'waiting':
      return node.gate
        ? gateNote(node, now, clock)
        : node.wait
          ? waitNote(node, node.wait, now, clock) + slowNote(usual, now - (node.startedAt ?? now))
          : runningNote(node, now, usual);
    case 'succeeded':
      return [node.recovered ? recoveredNote : '', node.reason ?? '', node.late === undefined ? '' : late(node.late)].filter(Boolean).join(', ') + took(ms);
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

function runningNote(node: StepModel, now: number, usual: Usual | undefined): string {
  const elapsed = now - (node.startedAt ?? now);
  const attempt = attemptNumber(node.attempt);
  if (elapsed < 1_000) return attempt.replace(/^, /, '');
  return ` (${seconds(elapsed)}${attempt}${usualNote(usual, elapsed)})`;
}

/** Only where it is worth a word: what usually takes no time says nothing. */
function usualNote(usual: Usual | undefined, elapsed: number): string {
  if (usual === undefined || usual.median < 1_000) return '';
  return isSlow(usual, elapsed) ? slowNote(usual, elapsed) : `, ${usually(usual)}`;
}

function slowNote(usual: Usual | undefined, elapsed: number): string {
  return isSlow(usual, elapsed) ? `, ${slowerThanUsual(usual)}` : '';
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
