import type { StepSignal } from '../events.ts';
import { foreachOf } from '../paths.ts';
import { type Program, stepAt } from '../program.ts';
import type { NodeState, RunHead } from '../state.ts';

/** A signal as people name it; `settle` has three meanings, `retry` two. */
export type Verb = 'approve' | 'reject' | 'answer' | 'settle done' | 'settle redo' | 'settle fail' | 'retry' | 'retry --look' | 'skip' | 'extend';

/** Where a step stands, as far as verbs care. */
export type Situation = keyof typeof VERBS;

/** What can be told to a step in each situation; everything else is refused. The table in `engine/README.md` is this one. */
export const VERBS = {
  pending: [],
  running: [],
  group: ['extend'],
  wait: ['skip', 'extend'],
  poll: ['skip', 'extend'],
  looking: ['extend'],
  'next try': ['retry', 'skip'],
  confirm: ['approve', 'reject', 'extend'],
  approve: ['approve', 'reject', 'extend'],
  manual: ['answer', 'skip', 'extend'],
  ask: ['answer', 'extend'],
  unknown: ['settle done', 'settle redo', 'settle fail'],
  failure: ['retry', 'retry --look', 'skip', 'settle done', 'settle redo', 'settle fail'],
  login: ['retry', 'skip', 'settle done', 'settle redo', 'settle fail'],
  succeeded: [],
  skipped: [],
  failed: [],
  cancelled: [],
  'failed before': ['retry', 'retry --look', 'skip', 'settle done', 'settle redo'],
} as const satisfies Readonly<Record<string, readonly Verb[]>>;

export function verbOf(signal: StepSignal): Verb {
  if (signal.type === 'settle') return `settle ${signal.as}`;
  return signal.type === 'retry' && signal.look ? 'retry --look' : signal.type;
}

export function isAllowed(situation: Situation, verb: Verb): boolean {
  return (VERBS[situation] as readonly Verb[]).includes(verb);
}

export function situationOf(program: Program, head: RunHead, node: NodeState | undefined): Situation {
  if (!node || node.status === 'pending') return 'pending';
  if (node.gate) return node.gate.kind === 'failed' ? 'failure' : node.gate.kind;
  if (node.status === 'failed') return isFinished(head) ? 'failed before' : 'failed';
  if (node.status === 'succeeded' || node.status === 'skipped' || node.status === 'cancelled' || node.status === 'unknown') return node.status;
  const { step } = stepAt(program, node.path);
  if (isContainer(program, node.path) || node.section === 'handler') return 'group';
  if (node.exec !== undefined) return step.until === undefined ? 'running' : 'looking';
  if (node.wakeAt === undefined) return 'running';
  if (node.failure) return 'next try';
  return typeof step.wait === 'string' ? 'wait' : 'poll';
}

export function isFinished(head: RunHead): boolean {
  return head.status === 'succeeded' || head.status === 'failed' || head.status === 'cancelled';
}

/** Whether steps stand inside this instance; an item of a `foreach` is what its step is. */
export function isContainer(program: Program, path: string): boolean {
  const { step, kind } = stepAt(program, path);
  return kind === 'steps' || kind === 'parallel' || kind === 'runbook' || (step.foreach !== undefined && foreachOf(path) === undefined);
}
