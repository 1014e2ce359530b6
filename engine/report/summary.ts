import { evidenceTexts } from '../core/messages/evidence.ts';
import { verbsOf } from '../core/messages/gates.ts';
import {
  answerWith,
  failedAt,
  gateWaits,
  goOnWith,
  hintLine,
  incompleteTitle,
  pausedBy,
  retryFailed,
  retryIncomplete,
  retryWith,
  rollBackWith,
  rolledBackIn,
  rollsBack,
  runEnded,
  seeLog,
  takenOver,
} from '../core/messages/run.ts';
import type { DriveEnd } from '../core/ports.ts';
import type { GateState, RollbackCall, RunHead } from '../core/state.ts';
import { oneLine } from './model.ts';

/** The last lines of a run or of a parked run: what came out, and what to do now. Plain text. */
export function summaryLines(end: DriveEnd, gates: ReadonlyMap<string, GateState>): readonly string[] {
  if (end.status === 'lost') return [takenOver];
  const { head } = end;
  const { run, startedAt, endedAt, now } = head;
  return [
    runEnded(run, head.status, (endedAt ?? now) - startedAt),
    ...(end.status === 'parked' && end.why === 'paused' && head.pause ? [oneLine(pausedBy(head.pause.by, head.pause.reason))] : []),
    ...failureLines(head),
    ...(head.incomplete.length > 0 ? [incompleteTitle, ...head.incomplete.map(path => `  - ${path}`)] : []),
    ...retryLines(head),
    ...rollbackLines(head),
    ...(end.status === 'parked' ? [...(end.message === undefined ? [] : [oneLine(end.message)]), ...howToGoOn(head, gates)] : []),
  ];
}

/** The hash that somebody may keep elsewhere. */
export function evidenceLines(head: string | undefined): readonly string[] {
  return head === undefined ? [] : [evidenceTexts.head(head)];
}

/** How a run that has ended is gone on with. */
function retryLines({ run, status, failure, goesOn }: RunHead): readonly string[] {
  if (!goesOn || (status !== 'failed' && status !== 'succeeded')) return [];
  const rehearsed = goesOn.rehearsed ?? false;
  if (failure) return [retryFailed(rehearsed), `  ${retryWith(run)}`];
  return [retryIncomplete(rehearsed), ...goesOn.at.map(path => `  ${retryWith(run, shellQuote(path))}`)];
}

/** Which run rolls this one back, or how to do it. */
function rollbackLines({ run, rollback, rolledBackBy, rollbackOf }: RunHead): readonly string[] {
  const of = rollbackOf === undefined ? [] : [rollsBack(rollbackOf)];
  if (rolledBackBy !== undefined) return [...of, rolledBackIn(rolledBackBy)];
  return rollback ? [...of, rollBackWith(rollback.rehearsed ?? false), `  ${rollbackCommand(run, rollback)}`] : of;
}

/** `runbook rollback pki-prod-deploy-20260310-3f09ab --input reason=…`: with the inputs that nobody can fill in. */
export function rollbackCommand(run: string, { missing = [] }: RollbackCall): string {
  return ['runbook', 'rollback', run, ...missing.flatMap(name => ['--input', `${name}=…`])].join(' ');
}

/** For POSIX shells; control characters are spelled out (`$'\\x1b'`), so that the line can be shown and pasted. */
export function shellQuote(text: string): string {
  if (CONTROL.test(text)) return `$'${text.replaceAll(/['\\]/g, '\\$&').replaceAll(CONTROLS, escapeOf)}'`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function failureLines({ run, failure }: RunHead): readonly string[] {
  if (!failure) return [];
  const { hint } = failure;
  return [oneLine(failedAt(failure)), ...(hint ? [hintLine(oneLine(hint))] : []), seeLog(run, failure.step)];
}

function howToGoOn({ run, gates: open }: RunHead, gates: ReadonlyMap<string, GateState>): readonly string[] {
  const answers = open.flatMap(path => {
    const gate = gates.get(path);
    return gate ? [answerWith(path, gateWaits(gate), verbsOf[gate.kind].replaceAll('RUN', run).replaceAll('STEP', shellQuote(path)))] : [];
  });
  return [...answers, goOnWith(run)];
}

const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/g;

function escapeOf(character: string): string {
  return character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
