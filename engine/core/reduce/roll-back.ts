import type { Signal } from '../events.ts';
import { rollbackTexts as say } from '../messages/rollback.ts';
import { ROOT, parentPath, staticPath } from '../paths.ts';
import { childrenOf, stepAt, stepName } from '../program.ts';
import { findRollback, planRollback } from '../rollback.ts';
import { newRunId } from '../run-id.ts';
import { type ScopeSource, runFacts } from '../scope-of.ts';
import type { Actor, NodeState, RollbackCall, RunFailure, RunHead, Successor } from '../state.ts';
import { activeLeaves } from './containers.ts';
import type { Draft } from './draft.ts';
import { finishStep } from './finish.ts';

type RollBack = Extract<Signal, { readonly type: 'rollback' }>;

/** Where a run stands that is to be rolled back. */
export interface Standing extends Pick<ScopeSource, 'program' | 'node' | 'targetFacts'> {
  readonly head: RunHead;
  /** Why the locks of these targets cannot be taken over. */
  blocked(targets: readonly string[]): string | undefined;
}

export type RollbackCheck =
  | { readonly ok: true; readonly failure: RunFailure; readonly call: RollbackCall; readonly successor: Successor }
  | { readonly ok: false; readonly message: string };

/** Whether a run that has not ended can be rolled back now. Whether something is in flight is for its engine to say. */
export function checkRollback(standing: Standing, { inputs, reason }: RollBack, by: Actor, now: number): RollbackCheck {
  const { head, program } = standing;
  const failure = head.failure ?? failureOf(standing, by, reason);
  const facts = { ...standing, runFacts: () => runFacts({ ...head, failure }, now) };
  const found = findRollback(facts, head.run, now);
  if (found.status === 'none') return { ok: false, message: found.message };
  const call = { ...found.call, inputs: { ...found.call.inputs, ...inputs } };
  const planned = planRollback(program.plan, call, now);
  if (planned.status === 'refused') return { ok: false, message: planned.messages.join('\n') };
  const blocked = standing.blocked(planned.plan.targets);
  return blocked === undefined ? { ok: true, failure, call, successor: successorOf(head, planned.plan, by, now) } : { ok: false, message: blocked };
}

/** Ends the run where it stands: nothing more of it is done. The caller ends it as a whole. */
export function stopForRollback(d: Draft, { failure }: Extract<RollbackCheck, { ok: true }>, by: Actor, reason: string): void {
  const skipped = notDone(d);
  for (const leaf of activeLeaves(d)) {
    for (let here = leaf; here !== ROOT; here = parentPath(here)) {
      const node = d.node(here);
      if (node && !OVER.has(node.status)) finishStep(d, here, { status: 'cancelled', reason: say.rolledBack(by.name, reason) });
    }
  }
  d.tasks.splice(0);
  d.change(ROOT, { section: 'done' });
  d.changeHead({ failure, gates: [], incomplete: [...d.head().incomplete, ...skipped] });
}

/** The run that takes over at the end of a run that a step, or a person at its failure, wants rolled back; undefined where it cannot be started. */
export function successorAtEnd(d: Draft, call: RollbackCall | undefined): Successor | undefined {
  const { rollbackWanted: wanted, starter } = d.head();
  if (!call || (!wanted && !wantsRollback(d))) return undefined;
  const planned = planRollback(d.program.plan, { ...call, inputs: { ...call.inputs, ...wanted?.inputs } }, d.now);
  if (planned.status === 'refused' || d.blocked(planned.plan.targets) !== undefined) return undefined;
  return successorOf(d.head(), planned.plan, wanted?.by ?? starter, d.now);
}

/** The step that failed the run, or a group around it, says `on-failure: rollback`. */
function wantsRollback(d: Draft): boolean {
  const step = d.head().failure?.step ?? ROOT;
  if (!d.program.steps.has(staticPath(step))) return false;
  for (let here = step; here !== ROOT; here = parentPath(here)) if (stepAt(d.program, here).step['on-failure'] === 'rollback') return true;
  return false;
}

function successorOf(head: RunHead, plan: Successor['plan'], starter: Actor, now: number): Successor {
  return { run: newRunId(plan.runbook, now, `${head.run} ${now}`), plan, starter, override: head.override };
}

/** What the rollback is told: the failure that waits at a gate, else that a person wants it. */
function failureOf({ head, node, program }: Standing, by: Actor, reason: string): RunFailure {
  const failed = head.gates.map(path => node(path)).find((one): one is NodeState => one?.failure !== undefined);
  const path = failed?.path ?? head.gates[0] ?? ROOT;
  const name = path === ROOT ? '' : stepName(stepAt(program, path).step);
  const { code, message } = failed?.failure ?? { code: 'rolled-back', message: `${say.rolledBack(by.name, reason)}.` };
  return { step: path, name, code, message };
}

/** Steps of the run's own `on-failure` and `finally` that will not run: said, not hidden. */
function notDone(d: Draft): string[] {
  const lists = ['on-failure', 'finally'] as const;
  const paths = lists.flatMap(list => childrenOf(d.program, ROOT, list).map(({ path }) => path));
  return paths.filter(path => d.node(path)?.endedAt === undefined);
}

const OVER = new Set(['succeeded', 'skipped', 'failed', 'cancelled']);
