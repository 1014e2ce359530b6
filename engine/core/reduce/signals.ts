import type { Signal, StepSignal } from '../events.ts';
import { checkField } from '../field.ts';
import { type Json, type JsonObject, unreachable } from '../json.ts';
import { gateTexts, refusals, verbsOf } from '../messages/gates.ts';
import { endsWithPath } from '../paths.ts';
import { stepAt } from '../program.ts';
import type { Actor, GateState, NodeState, RunHead } from '../state.ts';
import { activeLeaves } from './containers.ts';
import type { Draft, RunState } from './draft.ts';
import { failStep, finishStep } from './finish.ts';
import { closeGate, failGate, isOpenGate, passGate } from './gates.ts';

export type SignalCheck = { readonly ok: true; readonly path?: string } | { readonly ok: false; readonly message: string };

/** Whether the state takes a signal now; the same code for the terminal's prompt and for verbs from elsewhere. */
export function checkSignal(state: Pick<RunState, 'head' | 'node'>, signal: Signal, by: Actor): SignalCheck {
  const { head } = state;
  if (isFinished(head)) return { ok: false, message: refusals.finished(head.run, head.status) };
  if (signal.type === 'cancel') return head.cancel?.hard ? { ok: false, message: refusals.cancelledTwice(head.run) } : { ok: true };
  const found = findGate(state, signal.step);
  if (!found.ok) return found;
  const { path, node } = found;
  const problem = checkAnswer(head, node.gate, path, signal, by);
  return problem === undefined ? { ok: true, path } : { ok: false, message: problem };
}

/** Applies a signal that `checkSignal` accepted. */
export function applySignal(d: Draft, signal: Signal, by: Actor): void {
  const check = checkSignal({ head: d.head(), node: path => d.node(path) }, signal, by);
  if (!check.ok) return;
  d.emit({ type: 'signal', by: by.name, signal });
  if (signal.type === 'cancel') return cancelRun(d, by, signal.reason);
  const node = check.path === undefined ? undefined : d.node(check.path);
  if (isOpenGate(node)) answerGate(d, node, signal, by);
}

export function isFinished(head: RunHead): boolean {
  return head.status === 'succeeded' || head.status === 'failed' || head.status === 'cancelled';
}

function findGate(
  state: Pick<RunState, 'head' | 'node'>,
  step: string,
): { ok: true; path: string; node: NodeState & { gate: GateState } } | { ok: false; message: string } {
  const exact = state.head.gates.filter(path => path === step);
  const found = exact.length > 0 ? exact : state.head.gates.filter(path => endsWithPath(path, step));
  const [path] = found;
  if (path === undefined) return { ok: false, message: refusals.noSuchStep(step, state.head.gates) };
  if (found.length > 1) return { ok: false, message: refusals.ambiguous(step, found) };
  const node = state.node(path);
  return isOpenGate(node) ? { ok: true, path, node } : { ok: false, message: refusals.noSuchStep(step, state.head.gates) };
}

function checkAnswer(head: RunHead, gate: GateState, path: string, signal: StepSignal, by: Actor): string | undefined {
  const wrong = refusals.wrongVerb(path, gate.kind, verbsOf[gate.kind]);
  switch (signal.type) {
    case 'approve':
      if (gate.kind === 'confirm') return undefined;
      return gate.kind === 'approve' ? checkApproval(head, gate, by) : wrong;
    case 'reject':
      if (gate.kind === 'confirm') return undefined;
      return gate.kind === 'approve' ? checkGroup(gate, by) : wrong;
    case 'answer':
      if (gate.kind === 'manual') return checkTicks(gate, signal.values);
      return gate.kind === 'ask' ? checkFields(gate, signal.values) : wrong;
    case 'settle':
      return gate.kind === 'unknown' ? undefined : wrong;
    default:
      return unreachable(signal);
  }
}

function checkApproval(head: RunHead, gate: GateState, by: Actor): string | undefined {
  if (gate.notStarter && by.name === head.starter.name) return refusals.isStarter(by.name);
  if (gate.approvals?.some(approval => approval.by === by.name)) return refusals.approvedAlready(by.name);
  return checkGroup(gate, by);
}

function checkGroup(gate: GateState, by: Actor): string | undefined {
  const groups = gate.by ?? [];
  return groups.length === 0 || groups.some(group => by.groups.includes(group)) ? undefined : refusals.notInGroup(by.name, groups);
}

function checkTicks(gate: GateState, values: JsonObject): string | undefined {
  if (values['done'] === true) return undefined;
  const tick = values['tick'];
  const count = gate.ticks?.length ?? 0;
  return typeof tick === 'number' && tick >= 1 && tick <= count ? undefined : refusals.badTick(JSON.stringify(tick ?? null), count);
}

function checkFields(gate: GateState, values: JsonObject): string | undefined {
  const fields = gate.fields ?? {};
  const extra = Object.keys(values).find(name => !Object.hasOwn(fields, name));
  if (extra !== undefined) return refusals.unknownField(extra, Object.keys(fields));
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name] ?? field.default;
    if (value === undefined) return refusals.missingField(name);
    const problem = value === null && field.default === null ? undefined : checkField(field, value);
    if (problem !== undefined) return refusals.badField(name, problem);
  }
  return undefined;
}

function answerGate(d: Draft, node: NodeState & { readonly gate: GateState }, signal: StepSignal, by: Actor): void {
  const { path, gate } = node;
  switch (signal.type) {
    case 'approve':
      return gate.kind === 'approve' ? addApproval(d, node, by, signal.note) : passGate(d, path, 'yes', by.name, {}, signal.note);
    case 'reject':
      return failGate(d, path, 'no', by.name, { code: 'declined', message: gateTexts.declined(by.name, signal.note) }, signal.note);
    case 'answer':
      return gate.kind === 'manual' ? tick(d, node, signal.values, by) : passGate(d, path, 'answered', by.name, answersOf(gate, signal.values));
    case 'settle':
      return settle(d, path, signal.as, by);
    default:
      return unreachable(signal);
  }
}

function addApproval(d: Draft, { path, gate }: NodeState & { readonly gate: GateState }, by: Actor, note?: string): void {
  const approvals = [...(gate.approvals ?? []), { by: by.name, at: d.now }];
  if (approvals.length < (gate.min ?? 1)) return keepOpen(d, path, { ...gate, approvals });
  passGate(d, path, 'approved', approvals.map(approval => approval.by).join(', '), {}, note);
}

/** One more approval or tick, and more are needed: who shows or asks the gate hears of it. */
function keepOpen(d: Draft, path: string, gate: GateState): void {
  d.change(path, { gate });
  d.emit({ type: 'gate-opened', path, gate });
}

function tick(d: Draft, { path, gate }: NodeState & { readonly gate: GateState }, values: JsonObject, by: Actor): void {
  const before = gate.ticked ?? [];
  const asked = values['done'] === true ? (gate.ticks ?? []).map((_, index) => index + 1) : [Number(values['tick'])];
  const added = asked.filter(number => !before.some(entry => entry.tick === number)).map(number => ({ tick: number, by: by.name, at: d.now }));
  const ticked = [...before, ...added];
  if (values['done'] !== true && ticked.length < (gate.ticks?.length ?? 0)) return keepOpen(d, path, { ...gate, ticked });
  passGate(d, path, 'done', by.name, { ticks: ticked.map(entry => ({ ...entry })) });
}

function answersOf(gate: GateState, values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(gate.fields ?? {}).map(([name, field]): [string, Json] => [name, values[name] ?? field.default ?? null]));
}

function settle(d: Draft, path: string, as: 'done' | 'redo' | 'fail', by: Actor): void {
  closeGate(d, path, as, by.name);
  d.change(path, { lost: undefined });
  if (as === 'done') {
    d.change(path, { reason: `${by.name} found it done`, did: {}, recovered: true });
    return d.then({ task: 'confirm', path, outputs: {} });
  }
  if (as === 'redo') return d.then({ task: 'attempt', path });
  failStep(d, path, { code: 'settled-failed', message: gateTexts.settledFailed(by.name) });
}

/** No new step; what runs is ended and settled; `finally` runs. A second cancel skips the rest of it. */
function cancelRun(d: Draft, by: Actor, reason: string): void {
  const hard = d.head().cancel !== undefined;
  d.changeHead({ cancel: { by: by.name, reason, hard } });
  for (const path of activeLeaves(d)) {
    const node = d.node(path);
    if (!hard && stepAt(d.program, path).inFinally) continue;
    if (node?.exec !== undefined) d.effect({ type: 'cancel', key: node.exec });
    else if (node?.status !== 'unknown' || hard) finishStep(d, path, { status: 'cancelled', reason });
  }
}
