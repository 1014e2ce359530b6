import { parse } from 'yaml';
import type { EngineEffect, Outcome, RunEvent, Signal } from '../../engine/core/events.ts';
import { type Program, compileProgram } from '../../engine/core/program.ts';
import { type Step as Change, reduce } from '../../engine/core/reduce/reduce.ts';
import type { Situation, Verb } from '../../engine/core/reduce/situation.ts';
import type { Step } from '../../engine/core/runbook.ts';
import type { NodeState, RunHead } from '../../engine/core/state.ts';
import { ACTIONS, ANA, BEN, bad, ok } from './engine-harness.ts';
import { T0 } from './journal.ts';
import { planOf } from './plan-of.ts';

/** A run in memory that has come to where its step `x` is in a situation. */
export interface Reached {
  readonly program: Program;
  readonly head: RunHead;
  readonly node: (path: string) => NodeState | undefined;
  /** What a signal from ben, who did not start it, does. */
  send(signal: Signal): Change;
}

const LOST: Outcome = { status: 'interrupted', failure: { code: 'crashed', message: 'x', lost: true } };
const PROVEN = '{ id: x, run: [x], effect: change, verify: { run: [proof] } }';
const THEN = '{ id: then, confirm: Go on? }';

interface Way {
  readonly steps: string;
  /** Outcomes of the execs that are asked for, in order. */
  readonly outcomes?: readonly Outcome[];
  readonly attended?: true;
  /** The first timer comes. */
  readonly timer?: true;
}

/** How a step comes into each situation. */
const WAYS: Readonly<Record<Situation, Way>> = {
  pending: { steps: `${THEN}, { id: x, run: [x] }` },
  running: { steps: '{ id: x, run: [x] }' },
  group: { steps: '{ id: x, timeout: 1h, steps: [{ id: inner, run: [x] }] }' },
  wait: { steps: '{ id: x, wait: 1h }' },
  poll: { steps: '{ id: x, uses: t.look, until: outputs.n == 3, every: 1m, timeout: 1h }', outcomes: [ok({ n: 1 })] },
  looking: { steps: '{ id: x, uses: t.look, until: outputs.n == 3, every: 1m, timeout: 1h }' },
  'next try': { steps: '{ id: x, run: [x], retry: { attempts: 3, delay: 1m } }', outcomes: [bad('x')] },
  confirm: { steps: '{ id: x, confirm: Go?, timeout: 1h }' },
  approve: { steps: '{ id: x, approve: { by: [deployers] }, timeout: 1h }' },
  manual: { steps: '{ id: x, manual: Turn the key, timeout: 1h }' },
  ask: { steps: '{ id: x, ask: { n: { type: integer, default: 1 } }, timeout: 1h }' },
  unknown: { steps: '{ id: x, run: [x], effect: change }', outcomes: [LOST] },
  failure: { steps: PROVEN, outcomes: [ok(), bad('verify')], attended: true },
  login: { steps: '{ id: x, run: [x] }', outcomes: [bad('credentials')], attended: true },
  succeeded: { steps: `{ id: x, run: [x] }, ${THEN}`, outcomes: [ok()] },
  skipped: { steps: `{ id: x, if: "false", run: [x] }, ${THEN}` },
  failed: { steps: `{ id: x, run: [x], on-failure: warn }, ${THEN}`, outcomes: [bad('x')] },
  cancelled: { steps: `{ id: g, timeout: 1h, on-failure: warn, steps: [{ id: x, wait: 2h }] }, ${THEN}`, timer: true },
  'failed before': { steps: PROVEN, outcomes: [ok(), bad('verify')] },
};

/** Every verb as a signal to the step `x`, with what it needs. */
export const SIGNALS: Readonly<Record<Verb, Signal>> = {
  approve: { type: 'approve', step: 'x' },
  reject: { type: 'reject', step: 'x' },
  answer: { type: 'answer', step: 'x', values: {} },
  retry: { type: 'retry', step: 'x' },
  'retry --look': { type: 'retry', step: 'x', look: true },
  skip: { type: 'skip', step: 'x', reason: 'enough' },
  'settle done': { type: 'settle', step: 'x', as: 'done', reason: 'by hand' },
  'settle redo': { type: 'settle', step: 'x', as: 'redo' },
  'settle fail': { type: 'settle', step: 'x', as: 'fail' },
  extend: { type: 'extend', step: 'x', by: 60_000 },
};

export function reach(situation: Situation): Reached {
  const { steps, outcomes = [], attended = false, timer } = WAYS[situation];
  const program = compileProgram({ ...planOf(parse(`[${steps}]`) as Step[]), actions: ACTIONS });
  const nodes = new Map<string, NodeState>();
  const state = { head: { v: 1, run: 'r1', status: 'pending', starter: ANA, startedAt: T0, override: '', now: T0, incomplete: [], gates: [] } as RunHead };
  const facts = {
    node: (path: string) => nodes.get(path),
    target: () => ({ open: true, frozen: false }),
    attended: () => attended,
    fingerprint: (text: string) => text,
  };
  const apply = (event: RunEvent, at: number): Change => reduce(program, { ...facts, blocked: () => undefined, head: state.head }, event, at);
  let asked: EngineEffect[] = [];
  const deliver = (event: RunEvent, at = state.head.now): void => {
    const { head, nodes: changed, effects } = apply(event, at);
    state.head = head;
    for (const node of changed.values()) nodes.set(node.path, node);
    asked = [...asked, ...effects];
  };
  deliver({ type: 'start' });
  for (const outcome of outcomes) {
    const key = asked.findLast(effect => effect.type === 'exec')?.key ?? '';
    deliver({ type: 'result', key, outcome });
  }
  const due = asked.find(effect => effect.type === 'timer');
  if (timer && due) deliver({ type: 'timer', key: due.key }, due.at);
  return { program, head: state.head, node: path => nodes.get(path), send: signal => apply({ type: 'signal', id: 's', by: BEN, signal }, state.head.now) };
}

/** Where `x` stands. */
export function pathOf(situation: Situation): string {
  return situation === 'cancelled' ? 'g/x' : 'x';
}
