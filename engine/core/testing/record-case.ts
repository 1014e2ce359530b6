import type { JournalRecord } from '../events.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Program } from '../program.ts';
import type { RunHead } from '../state.ts';
import { performedIn } from './performed.ts';
import type { TestCase } from './test-file.ts';

export interface Rehearsed {
  readonly name: string;
  readonly program: Program;
  readonly head: RunHead;
  readonly records: readonly JournalRecord[];
  /** Given on the command line, beside the world's. */
  readonly inputs: JsonObject;
  readonly faults: readonly string[];
  /** File of its world, where that is not the runbook's own. */
  readonly world?: string | undefined;
}

/** The case that a rehearsal was: what people said in it, and what came of it. Times and texts are left to the author. */
export function recordCase({ name, program, head, records, inputs, faults, world }: Rehearsed): TestCase {
  const answers = answersIn(records);
  const notable = records.flatMap(record =>
    record.type === 'step-finished' && (record.status === 'failed' || record.status === 'skipped') ? [[record.path, record.status] as const] : [],
  );
  const effects = performedIn({ program, records }).map(({ path, action }) => (action === 'run' ? path : action));
  return {
    name,
    ...(world === undefined ? {} : { world }),
    ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    ...(faults.length > 0 ? { faults } : {}),
    ...(Object.keys(answers).length > 0 ? { answers } : {}),
    expect: {
      status: head.status === 'failed' || head.status === 'cancelled' ? head.status : 'succeeded',
      ...(notable.length > 0 ? { steps: Object.fromEntries(notable) } : {}),
      ...(effects.length > 0 ? { effects } : {}),
    },
  };
}

/** By the path of the gate; a list where it was opened more than once. Nobody answers a gate that expired. */
function answersIn(records: readonly JournalRecord[]): JsonObject {
  const answers: Record<string, Json> = {};
  for (const [index, record] of records.entries()) {
    if (record.type !== 'gate-closed' || record.decision === 'timeout') continue;
    const said = saidAt(record, records.slice(0, index));
    const before = answers[record.path];
    answers[record.path] = before === undefined ? said : [...(Array.isArray(before) ? (before as readonly Json[]) : [before]), said];
  }
  return answers;
}

function saidAt({ path, decision, by }: Extract<JournalRecord, { type: 'gate-closed' }>, before: readonly JournalRecord[]): Json {
  if (decision === 'answered') return before.findLast(record => isAnswerTo(record, path))?.signal.values ?? {};
  if (decision !== 'approved') return decision;
  const approvals = by.split(', ').map(person => ({ approve: person }));
  return approvals.length === 1 ? (approvals[0] ?? null) : approvals;
}

type Answered = Extract<JournalRecord, { type: 'signal' }> & { readonly signal: { readonly type: 'answer'; readonly values: JsonObject } };

function isAnswerTo(record: JournalRecord, path: string): record is Answered {
  return record.type === 'signal' && record.signal.type === 'answer' && (record.signal.step === path || path.endsWith(`/${record.signal.step}`));
}
