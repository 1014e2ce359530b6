import type { JsonObject } from '../json.ts';
import { ROOT, joinPath } from '../paths.ts';
import { childrenOf, documentOf, stepAt } from '../program.ts';
import { findRollback } from '../rollback.ts';
import { outcomeOf } from '../scope-of.ts';
import type { NodeState, RollbackCall, RunStatus, Successor } from '../state.ts';
import { enterNext, outputsOf, startList } from './containers.ts';
import type { Draft, Flow } from './draft.ts';
import { failForGood, failStep, finishStep } from './finish.ts';
import { timedOut } from './confirm.ts';
import { goesOnAt } from './can-go-on.ts';
import { successorAtEnd } from './roll-back.ts';

/** Walks a runbook's lists: steps, then on-failure where they failed, then finally; then the runbook ends. */
export function nextSection(d: Draft, path: string, flow: Flow): void {
  const node = d.node(path);
  const section = node?.section ?? 'steps';
  if (flow === 'ok' && node?.ending?.flow !== 'timeout' && !isCut(d, section) && enterNext(d, path)) return;
  if (section === 'steps') return stepsEnded(d, path, flow);
  if (section === 'on-failure') return startFinally(d, path);
  endRunbook(d, path);
}

/** A cancelled run starts no further step, except those of `finally` until a second cancel. */
function isCut(d: Draft, section: string): boolean {
  const { cancel } = d.head();
  return cancel !== undefined && (cancel.hard || section !== 'finally');
}

function stepsEnded(d: Draft, path: string, flow: Flow): void {
  const ending = endingOf(d, path, flow);
  if (ending) d.change(path, { ending });
  const failed = ending?.flow === 'failed' || (ending?.flow === 'stop' && ending.as === 'failed');
  if (ending?.flow === 'stop' && ending.as !== 'succeeded') noteStop(d, path, ending);
  if (failed && !d.head().cancel && childrenOf(d.program, path, 'on-failure').length > 0) return startList(d, path, 'on-failure');
  startFinally(d, path);
}

function endingOf(d: Draft, path: string, flow: Flow): NodeState['ending'] {
  const own = d.node(path)?.ending;
  if (own) return own;
  if (flow === 'stop') return { flow: 'stop', as: 'succeeded', reason: '' };
  if (flow === 'ok') return d.head().cancel ? { flow: 'cancelled' } : undefined;
  return { flow };
}

/** `stop: {as: failed}` is a failure of the run; `as: cancelled` cancels it. */
function noteStop(d: Draft, path: string, ending: Extract<NonNullable<NodeState['ending']>, { flow: 'stop' }>): void {
  if (ending.as === 'failed' && !d.head().failure) {
    d.changeHead({ failure: { step: path, name: 'stop', code: 'stopped', message: ending.reason } });
  }
  if (ending.as === 'cancelled' && !d.head().cancel) d.changeHead({ cancel: { by: 'the runbook', reason: ending.reason, hard: false } });
}

function startFinally(d: Draft, path: string): void {
  if (childrenOf(d.program, path, 'finally').length > 0 && !d.head().cancel?.hard) return startList(d, path, 'finally');
  endRunbook(d, path);
}

/** All lists of a runbook are through. */
export function endRunbook(d: Draft, path: string): void {
  const { outputs: texts = {} } = documentOf(d.program, path);
  const ending = d.node(path)?.ending;
  const isGood = !ending || (ending.flow === 'stop' && ending.as === 'succeeded');
  const outputs = isGood ? outputsOf(d, texts, insideOf(d, path)) : { ok: true as const, value: {} };
  d.change(path, { section: 'done' });
  if (path === ROOT) return endRun(d, outputs.ok ? (outputs.value as JsonObject) : {});
  if (!outputs.ok) return failStep(d, path, outputs.failure);
  if (isGood) return d.then({ task: 'confirm', path, outputs: outputs.value as JsonObject });
  if (ending.flow === 'timeout') return failForGood(d, path, timedOut(d, path));
  if (ending.flow === 'cancelled' || (ending.flow === 'stop' && ending.as === 'cancelled')) return finishStep(d, path, { status: 'cancelled' });
  const { failure } = d.head();
  failForGood(d, path, failure ?? { code: 'failed', message: `${stepAt(d.program, path).step.runbook ?? path} failed.` });
}

/** A path inside the runbook, so that its outputs are evaluated in its own scope. */
function insideOf(d: Draft, path: string): string {
  const first = childrenOf(d.program, path, 'steps')[0];
  return first ? joinPath(path, first.step.id) : path;
}

/** The run is over: its locks are released, or handed over to the rollback that a step or a person wants. */
export function endRun(d: Draft, outputs: JsonObject, takesOver?: { readonly call: RollbackCall; readonly successor: Successor }): void {
  const status: RunStatus = outcomeOf(d.head());
  const found = status === 'failed' && !takesOver ? findRollback(d, d.head().run, d.now) : undefined;
  const rollback = takesOver?.call ?? (found?.status === 'found' ? found.call : undefined);
  const successor = takesOver?.successor ?? successorAtEnd(d, rollback);
  const goesOn = successor || status === 'cancelled' ? undefined : goesOnAt(d);
  d.changeHead({
    status,
    endedAt: d.now,
    outputs,
    ...(goesOn ? { goesOn } : {}),
    ...(rollback ? { rollback } : {}),
    ...(successor ? { rolledBackBy: successor.run } : {}),
  });
  const { failure, incomplete, startedAt } = d.head();
  for (const target of d.program.plan.targets) {
    const isKept = successor?.plan.targets.includes(target) ?? false;
    if (!isKept) d.effect({ type: 'release', target, by: d.head().starter.name });
    d.emit({ type: 'lock', target, what: isKept ? 'handed-over' : 'released' });
  }
  if (successor) d.effect({ type: 'hand-over', ...successor });
  if (successor) d.emit({ type: 'rolled-back', rollback: successor.run, by: successor.starter.name });
  d.emit({
    type: 'run-finished',
    status,
    incomplete,
    outputs,
    took: d.now - startedAt,
    ...(failure ? { failure } : {}),
    ...(rollback ? { rollback } : {}),
  });
}
