import { formatDuration } from '../../core/duration.ts';
import { type Json, textOf } from '../../core/json.ts';
import { slowerThanUsual, usually } from '../../core/messages/run.ts';
import { reportWords as say } from '../../core/messages/report.ts';
import { isSlow } from '../../core/usual.ts';
import { type Block, type Spans, code, paragraph, strong, text } from '../document.ts';
import { workLines } from '../plan-lines.ts';
import { authoredSpans } from '../reading/authored.ts';
import { mark } from '../status-mark.ts';
import { type Stamp, stepId } from './blocks.ts';
import type { ReportedStep } from './run-report.ts';

/** Of an output or a param; the JSON report has it whole. */
const LONGEST = 1_000;

/** One step: what it was, what it did, what came out. */
export function stepBlocks(step: ReportedStep, stamp: Stamp): readonly Block[] {
  const { path, name, work, effects = [], failure, log } = step;
  const gave = outputsOf(step);
  return [
    { type: 'heading', level: 3, spans: [text(name)], id: stepId(path) },
    paragraph(...statusSpans(step, stamp)),
    ...(work ? [{ type: 'code', text: workLines(work).map(short).join('\n') } as const] : []),
    ...(effects.length > 0 ? [{ type: 'list', items: effects.map(says => [paragraph(text(says))]) } as const] : []),
    ...(failure ? [failureNote(failure)] : []),
    ...(gave.length > 0 ? [{ type: 'details', summary: say.gave, blocks: gave.map(([key, value]) => output(key, textOf(value))) } as const] : []),
    ...(log ? [{ type: 'details', summary: say.log, blocks: logBlocks(log) } as const] : []),
  ];
}

/** Not what is empty, nor, of a command, what is told as printed and a good exit code. */
function outputsOf({ kind, outputs = {}, log }: ReportedStep): readonly (readonly [string, Json])[] {
  const isPrinted = log !== undefined && log.cut === 0;
  const told = kind === 'run' ? ['json', ...(isPrinted ? ['stdout', 'stderr'] : []), ...(outputs['exit_code'] === 0 ? ['exit_code'] : [])] : [];
  return Object.entries(outputs).filter(([name, value]) => value !== '' && value !== null && !told.includes(name));
}

function statusSpans({ path, status, started, took, attempts, looks = 1, reason, usual }: ReportedStep, stamp: Stamp): Spans {
  const when = started === undefined ? '' : ` ${stamp(started)}`;
  const usualText = usual === undefined || usual.median < 1_000 ? '' : `, ${isSlow(usual, took ?? 0) ? slowerThanUsual(usual) : usually(usual)}`;
  const length = took === undefined || took < 1_000 ? '' : `, ${formatDuration(Math.round(took / 1_000) * 1_000)}`;
  return [
    code(path),
    text(' '),
    mark(status, status),
    text(`${when}${length}${usualText}${say.attempts(attempts)}${say.looks(looks)}${reason === undefined ? '' : `: ${reason}`}`),
  ];
}

function failureNote({ message, hint, code: name }: NonNullable<ReportedStep['failure']>): Block {
  const hints = hint === undefined ? [] : [paragraph(text(hint))];
  return { type: 'note', tone: 'bad', blocks: [paragraph(strong(text(say.failure)), text(`${message} `), code(name)), ...hints] };
}

function output(name: string, value: string): Block {
  const shown = short(value);
  return shown.includes('\n') ? { type: 'code', text: `${name}:\n${shown}` } : paragraph(code(name), text(': '), code(shown));
}

function logBlocks({ lines, cut }: NonNullable<ReportedStep['log']>): readonly Block[] {
  return [...(cut > 0 ? [paragraph(...authoredSpans(say.cut(cut)))] : []), { type: 'code', text: lines.map(short).join('\n') }];
}

function short(value: string): string {
  return value.length <= LONGEST ? value : `${value.slice(0, LONGEST)}…`;
}
