import type { JournalRecord } from '../../core/events.ts';
import { type Program, stepAt, stepName } from '../../core/program.ts';
import { type Decision, type EntryOf, iso } from './run-report.ts';

/** Every question of a run with its answer, in the order in which they were asked; one that is open has none yet. */
export function decisionsOf(program: Program, records: readonly JournalRecord[]): readonly Decision[] {
  const open = new Map<string, Decision>();
  const decided: Decision[] = [];
  for (const record of records) {
    if (record.type === 'gate-opened') open.set(record.path, asked(program, record, open.get(record.path)));
    if (record.type === 'step-finished') told(decided, record);
    if (record.type !== 'gate-closed') continue;
    const question = open.get(record.path);
    open.delete(record.path);
    if (question) decided.push(answered(question, record));
  }
  return [...decided, ...open.values()];
}

/** What was answered comes out with the end of the step. */
function told(decided: Decision[], { path, outputs = {} }: EntryOf<'step-finished'>): void {
  const at = decided.findLastIndex(({ step, kind }) => step === path && kind === 'ask');
  const before = decided[at];
  const answers = Object.fromEntries(Object.entries(outputs).filter(([name]) => !OWN.has(name)));
  if (before && Object.keys(answers).length > 0) decided[at] = { ...before, answers };
}

/** Outputs of every gate. */
const OWN = new Set(['decision', 'by', 'note']);

/** An approval that is not the last opens its gate anew: it is the same question. */
function asked(program: Program, { path, at, gate }: EntryOf<'gate-opened'>, before: Decision | undefined): Decision {
  const name = stepName(stepAt(program, path).step);
  return { step: path, name, kind: gate.kind, asked: gate.text, shown: gate.show, openedAt: before?.openedAt ?? iso(at) };
}

function answered(question: Decision, { decision, by, at, note }: EntryOf<'gate-closed'>): Decision {
  return { ...question, decision, by, at: iso(at), ...(note === undefined ? {} : { note }) };
}
