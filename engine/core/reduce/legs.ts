import { ROOT, foreachOf, joinPath, parentPath, staticPath } from '../paths.ts';
import { type ListName, childrenOf, stepAt } from '../program.ts';
import type { Actor, NodeState } from '../state.ts';
import { confirmAgain } from './attempt.ts';
import { indexIn } from './can-go-on.ts';
import { enterNext, isOver, isPassed } from './containers.ts';
import { setDeadline } from './deadline.ts';
import type { Draft } from './draft.ts';
import { nextPass } from './ended.ts';
import { enterStep } from './enter.ts';
import { openFailureGate } from './failure-gate.ts';
import { instancesOf } from './find-step.ts';
import { finishStep, isDraining, isEnding } from './finish.ts';
import { isContainer } from './situation.ts';

/** Begins a run anew that had ended, for one of its steps: what is around it is open again, and will be walked on from it. */
export function openLeg(d: Draft, path: string, by: Actor): void {
  const { status, failure, incomplete, leg = 1 } = d.head();
  d.changeHead({
    status: 'running',
    leg: leg + 1,
    failure: stepAt(d.program, path).inFinally ? failure : undefined,
    incomplete: incomplete.filter(other => !isInside(other, path) && !isInside(path, other)),
    endedAt: undefined,
    outputs: undefined,
    goesOn: undefined,
    rollback: undefined,
    rolledBackBy: undefined,
    rollbackWanted: undefined,
    cancel: undefined,
  });
  d.emit({ type: 'leg-started', leg: leg + 1, by: by.name, after: status });
  for (const target of d.program.plan.targets) d.emit({ type: 'lock', target, what: 'acquired' });
  const around: string[] = [];
  for (let here = path; here !== ROOT; here = parentPath(here)) around.unshift(here);
  for (const child of around) reopenAround(d, parentPath(child), child);
}

/** The step again, from its look; what is inside a group, from where it stopped. */
export function again(d: Draft, path: string, tries?: number): void {
  const node = d.node(path);
  if (!isContainer(d.program, path) || node?.section === undefined) return d.then({ task: 'enter', path, ...(tries === undefined ? {} : { tries }) });
  if (node.failure?.code === 'repeat-limit') return nextPass(d, path, (node.pass ?? 1) + 1);
  reopenInside(d, path, true);
}

/** The next try that `retry` has left. Where only the confirmation failed, the effect is not made again blindly: the check decides, or it is confirmed again. */
export function nextTry(d: Draft, path: string, { did, outputs, tries }: NodeState): void {
  const { kind } = stepAt(d.program, path);
  d.change(path, { wakeAt: undefined });
  if (kind === 'uses' || kind === 'run') return did ? confirmAgain(d, path, did) : d.then({ task: 'attempt', path });
  if (outputs) return d.then({ task: 'confirm', path, outputs });
  d.then({ task: 'enter', path, ...(tries === undefined ? {} : { tries }) });
}

/** Comes to a step on a way that was walked before: what was ended with its group is begun again, what failed is put before a person. */
export function reenterStep(d: Draft, path: string, retry: boolean): void {
  const node = d.node(path);
  if (node?.startedAt === undefined) return enterStep(d, path);
  if (isEnding(d, path) || isDraining(d, path)) return finishStep(d, path, { status: 'cancelled' });
  if (isContainer(d.program, path) && node.section !== undefined) return retry ? again(d, path) : reopenInside(d, path, false);
  if (node.status === 'failed' && !retry) return openFailureGate(d, path, node.failure ?? { code: 'failed', message: `${path} failed.` });
  enterStep(d, path);
}

/** An approval counts for what stood when it was given: those after a step that is done again are asked for anew. */
export function voidApprovals(d: Draft, path: string): void {
  const order = [...d.program.steps.keys()];
  const place = order.indexOf(staticPath(path));
  for (const other of instancesOf(d, ROOT)) {
    const node = d.node(other);
    if (!node || stepAt(d.program, other).kind !== 'approve' || order.indexOf(staticPath(other)) <= place) continue;
    if (node.gate?.kind === 'approve' && node.gate.approvals?.length) {
      const gate = { ...node.gate, approvals: [] };
      d.change(other, { gate });
      d.emit({ type: 'gate-opened', path: other, gate });
    }
    if (node.status !== 'succeeded') continue;
    for (let here = other; here !== ROOT && d.node(here)?.status === 'succeeded'; here = parentPath(here)) d.change(here, { status: 'pending' });
  }
}

/** Opens a container that had ended, to go on at one of its children. */
function reopenAround(d: Draft, path: string, child: string): void {
  const node = d.node(path);
  const cursor = node && indexIn(d.program, node, child);
  if (!node || cursor === undefined || (path !== ROOT && !isOver(node))) return;
  const list = foreachOf(child) === undefined ? stepAt(d.program, child).list : 'steps';
  reopen(d, path, list, cursor);
  if (path !== ROOT && stepAt(d.program, path).kind === 'parallel' && list === 'steps') reenterBranches(d, path, child, false);
}

/** Goes on inside a container from the first of its steps that did not end well. */
function reopenInside(d: Draft, path: string, retry: boolean): void {
  reopen(d, path, 'steps', -1);
  if (stepAt(d.program, path).kind === 'parallel' && d.node(path)?.items === undefined) {
    if (reenterBranches(d, path, undefined, retry) === 0) d.then({ task: 'confirm', path, outputs: {} });
    return;
  }
  if (!enterNext(d, path, retry)) d.then({ task: 'ended', parent: path, child: path, flow: 'ok' });
}

function reopen(d: Draft, path: string, list: ListName, cursor: number): void {
  const isFinally = list === 'finally';
  const changes = { status: 'running', section: list, cursor, reopened: list, endedAt: undefined, failure: undefined, reason: undefined } as const;
  d.change(path, { ...changes, ...(isFinally ? {} : { ending: undefined }) });
  if (path === ROOT) return;
  d.emit({ type: 'step-reopened', path });
  if (d.node(path)?.items === undefined) setDeadline(d, path);
}

/** All branches that did not end well, but the one that is gone on with anyway; how many. */
function reenterBranches(d: Draft, path: string, child: string | undefined, retry: boolean): number {
  const branches = childrenOf(d.program, path, 'steps').map(({ step }) => joinPath(path, step.id));
  const open = branches.filter(branch => branch !== child && !isPassed(d, branch));
  d.change(path, { cursor: branches.length - open.length - (child === undefined ? 0 : 1) });
  for (const branch of open) d.then({ task: 'reenter', path: branch, retry });
  return open.length;
}

function isInside(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`) || path.startsWith(`${outer}@`) || path.startsWith(`${outer}[`);
}
