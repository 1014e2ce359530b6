import type { Signal } from '../events.ts';
import { checkField } from '../field.ts';
import { type Json, type JsonObject, unreachable } from '../json.ts';
import { gateTexts, refusals } from '../messages/gates.ts';
import type { Actor, GateState, NodeState, RunHead } from '../state.ts';
import type { Draft } from './draft.ts';
import { failGate, isOpenGate, passGate } from './gates.ts';

type Answer = Extract<Signal, { readonly type: 'approve' | 'reject' | 'answer' }>;
type Gate = NodeState & { readonly gate: GateState };

/** Whether an answer fits a gate that takes answers of its kind; undefined where it does. */
export function checkAnswer(head: RunHead, gate: GateState, signal: Answer, by: Actor): string | undefined {
  switch (signal.type) {
    case 'approve':
      return gate.kind === 'approve' ? checkApproval(head, gate, by) : undefined;
    case 'reject':
      return gate.kind === 'approve' ? checkGroup(gate, by) : undefined;
    case 'answer':
      return gate.kind === 'manual' ? checkTicks(gate, signal.values) : checkFields(gate, signal.values);
    default:
      return unreachable(signal);
  }
}

/** Takes an answer that was checked. */
export function takeAnswer(d: Draft, path: string, signal: Answer, by: Actor): void {
  const node = d.node(path);
  if (!isOpenGate(node)) return;
  const { gate } = node;
  switch (signal.type) {
    case 'approve':
      return gate.kind === 'approve' ? addApproval(d, node, by, signal.note) : passGate(d, path, 'yes', by.name, {}, signal.note);
    case 'reject':
      return failGate(d, path, 'no', by.name, { code: 'declined', message: gateTexts.declined(by.name, signal.note) }, signal.note);
    case 'answer':
      return gate.kind === 'manual' ? tick(d, node, signal.values, by) : passGate(d, path, 'answered', by.name, answersOf(gate, signal.values));
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
  const isTick = Number.isInteger(tick) && Number(tick) >= 1 && Number(tick) <= count;
  if (isTick) return undefined;
  return refusals.badTick(
    Object.entries(values).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
    count,
  );
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

function addApproval(d: Draft, { path, gate }: Gate, by: Actor, note?: string): void {
  const approvals = [...(gate.approvals ?? []), { by: by.name, at: d.now }];
  if (approvals.length < (gate.min ?? 1)) return keepOpen(d, path, { ...gate, approvals });
  passGate(d, path, 'approved', approvals.map(approval => approval.by).join(', '), {}, note);
}

/** One more approval or tick, and more are needed: who shows or asks the gate hears of it. */
function keepOpen(d: Draft, path: string, gate: GateState): void {
  d.change(path, { gate });
  d.emit({ type: 'gate-opened', path, gate });
}

function tick(d: Draft, { path, gate }: Gate, values: JsonObject, by: Actor): void {
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
