import { unreachable } from '../json.ts';
import { ROOT, childPrefix, joinPath } from '../paths.ts';
import { childrenOf, stepAt } from '../program.ts';
import type { NodeState } from '../state.ts';
import { enterNext, isForeach, startList } from './containers.ts';
import type { Draft, Flow } from './draft.ts';
import { conditionAt } from './evaluate.ts';
import { failForGood, failStep, finishStep } from './finish.ts';
import { timedOut } from './confirm.ts';
import { inOwnWords } from './own-words.ts';
import { nextSection } from './sections.ts';

/** A child of a container ended: walk on, or end the container. */
export function childEnded(d: Draft, parent: string, child: string, flow: Flow): void {
  const node = d.node(parent);
  if (parent === ROOT || stepAt(d.program, parent).kind === 'runbook') {
    if (node?.section !== 'handler' && !isForeach(d, parent)) return nextSection(d, parent, flow);
  }
  if (node?.section === 'handler') return handlerEnded(d, parent, node, flow);
  if (!isForeach(d, parent) && stepAt(d.program, parent).kind === 'parallel') return branchEnded(d, parent, child, flow);
  if (flow === 'ok' && node?.ending?.flow !== 'timeout') return enterNext(d, parent) ? undefined : listEnded(d, parent);
  endContainer(d, parent, flow === 'ok' ? 'cancelled' : flow, child);
}

/** A list came to its end: another pass of a `repeat`, or the container's own outputs and verify. */
function listEnded(d: Draft, path: string): void {
  if (isForeach(d, path)) return finishStep(d, path, { status: 'succeeded' });
  const { step } = stepAt(d.program, path);
  const node = d.node(path);
  const pass = node?.pass ?? 1;
  if (step.repeat) {
    const again = conditionAt(d, joinPath(childPrefix(path, pass), lastChild(d, path)), step.repeat.while);
    if (!again.ok) return failStep(d, path, again.failure);
    if (again.value && pass >= step.repeat['at-most']) {
      const message = `Gone round ${pass} times, and \`${step.repeat.while}\` still holds.`;
      return failStep(d, path, inOwnWords(d, path, { code: 'repeat-limit', message }));
    }
    if (again.value) return nextPass(d, path, pass + 1);
  }
  d.then({ task: 'confirm', path, outputs: {} });
}

/** Goes round once more. */
export function nextPass(d: Draft, path: string, pass: number): void {
  d.change(path, { pass, reopened: undefined, failure: undefined });
  d.emit({ type: 'pass-started', path, pass });
  startList(d, path, 'steps');
}

/** Where `repeat.while` is evaluated: at the last step of the pass, so that it sees this pass's steps. */
function lastChild(d: Draft, path: string): string {
  return childrenOf(d.program, path, 'steps').at(-1)?.step.id ?? '';
}

/** When one branch fails the others finish their current step and start no more. */
function branchEnded(d: Draft, path: string, child: string, flow: Flow): void {
  const before = d.node(path);
  const done = (before?.cursor ?? 0) + 1;
  const node = d.change(path, { cursor: done, ...(flow === 'ok' || before?.ending ? {} : { ending: endingOf(d, flow, child) }) });
  const branches = childrenOf(d.program, path, 'steps');
  if (done < branches.length) return;
  if (!node.ending) return d.then({ task: 'confirm', path, outputs: {} });
  endContainer(d, path, node.ending.flow === 'timeout' ? 'cancelled' : node.ending.flow, failedBranch(d, path) ?? child);
}

function endingOf(d: Draft, flow: Exclude<Flow, 'ok'>, child: string): NonNullable<NodeState['ending']> {
  const stop = d.node(child)?.ending;
  return flow === 'stop' && stop?.flow === 'stop' ? stop : { flow: flow === 'stop' ? 'failed' : flow };
}

function failedBranch(d: Draft, path: string): string | undefined {
  return childrenOf(d.program, path, 'steps')
    .map(child => joinPath(path, child.step.id))
    .find(branch => d.node(branch)?.status === 'failed');
}

/** Ends a group, parallel or foreach because a child did not end well. */
function endContainer(d: Draft, path: string, flow: Exclude<Flow, 'ok'>, child: string): void {
  const ending = d.node(path)?.ending;
  if (ending?.flow === 'timeout') return failForGood(d, path, timedOut(d, path));
  switch (flow) {
    case 'cancelled':
      return finishStep(d, path, { status: 'cancelled' });
    case 'stop': {
      const stop = d.node(child)?.ending ?? ending;
      d.change(path, stop ? { ending: stop } : {});
      return finishStep(d, path, { status: 'succeeded', flow: 'stop', ...(stop?.flow === 'stop' ? { reason: stop.reason } : {}) });
    }
    case 'failed':
      return failForGood(d, path, d.node(child)?.failure ?? { code: 'failed', message: `${child} failed.` });
    default:
      return unreachable(flow);
  }
}

/** The steps of an `on-failure` are through: the failure goes on. */
function handlerEnded(d: Draft, path: string, node: NodeState, flow: Flow): void {
  if (flow === 'ok' && enterNext(d, path)) return;
  const failure = node.failure ?? { code: 'failed', message: `${path} failed.` };
  finishStep(d, path, { status: 'failed', failure });
}
