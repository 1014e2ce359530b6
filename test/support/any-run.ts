import fc from 'fast-check';
import type { EngineEffect, ExecSpec, Outcome, RunEvent, Signal } from '../../engine/core/events.ts';
import { type Program, compileProgram } from '../../engine/core/program.ts';
import { reduce } from '../../engine/core/reduce/reduce.ts';
import { isFinished } from '../../engine/core/reduce/situation.ts';
import type { NodeState, RunHead } from '../../engine/core/state.ts';
import { PLANS } from './crash/everything.ts';
import { ANA } from './engine-harness.ts';
import { T0 } from './journal.ts';

/** What fast-check chooses: which of the things that may happen now does, how it ends, and how late. */
export interface Choice {
  readonly pick: number;
  readonly how: number;
  readonly later: number;
}

export const choices: fc.Arbitrary<readonly Choice[]> = fc.array(fc.record({ pick: fc.nat(1_000), how: fc.nat(1_000), later: fc.nat(4_000_000) }), {
  minLength: 1,
  maxLength: 150,
  size: 'max',
});

const compiled = new Map(Object.entries(PLANS).map(([name, plan]) => [name, compileProgram(plan)]));

/** Names of plans. */
export const plans: fc.Arbitrary<string> = fc.constantFrom(...compiled.keys());

/** A run in memory, driven by choices: what an engine would keep, and the bytes that it would write. */
export interface AnyRun {
  readonly head: RunHead;
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly execs: ReadonlyMap<string, ExecSpec>;
  readonly timers: ReadonlyMap<string, number>;
  /** Keys of all execs ever asked for, in order. */
  readonly asked: readonly string[];
  readonly bytes: string;
}

export function driveAnyhow(plan: string, list: readonly Choice[], each: (run: AnyRun) => void): AnyRun {
  const program = programOf(plan);
  const run = {
    head: { v: 1, run: 'r1', status: 'pending', starter: ANA, startedAt: T0, override: '', now: T0, incomplete: [], gates: [] } as RunHead,
    nodes: new Map<string, NodeState>(),
    execs: new Map<string, ExecSpec>(),
    timers: new Map<string, number>(),
    asked: [] as string[],
    bytes: '',
    attended: false,
  };
  const step = (event: RunEvent, now: number): void => {
    const { head, nodes, effects } = reduce(
      program,
      {
        head: run.head,
        node: path => run.nodes.get(path),
        target: () => ({ open: true, frozen: false }),
        attended: () => run.attended,
        fingerprint: text => text,
      },
      event,
      now,
    );
    run.head = head;
    for (const node of nodes.values()) run.nodes.set(node.path, node);
    if (isFinished(head)) for (const left of [run.execs, run.timers]) left.clear();
    if (event.type === 'result') run.execs.delete(event.key);
    if (event.type === 'timer' && !effects.some(effect => effect.type === 'timer' && effect.key === event.key)) run.timers.delete(event.key);
    for (const effect of effects) keep(run, effect);
    run.bytes += JSON.stringify([head, ...nodes.values(), ...effects]);
    each(run);
  };
  step({ type: 'start' }, T0);
  for (const { pick, how, later } of list) {
    run.attended = how % 2 === 0;
    const events = possible(run, how);
    const event = events[pick % events.length];
    if (event) step(event, event.type === 'timer' ? Math.max(run.head.now, run.timers.get(event.key) ?? 0) : run.head.now + later);
  }
  return run;
}

function programOf(plan: string): Program {
  const program = compiled.get(plan);
  if (!program) throw new Error(`no plan ${plan}`);
  return program;
}

function keep(run: { execs: Map<string, ExecSpec>; timers: Map<string, number>; asked: string[] }, effect: EngineEffect): void {
  if (effect.type === 'exec') {
    run.asked.push(effect.key);
    run.execs.set(effect.key, effect.spec);
  }
  if (effect.type === 'timer') run.timers.set(effect.key, effect.at);
  if (effect.type === 'untimer') run.timers.delete(effect.key);
}

/** Everything that may be delivered now, with stale and foolish events among it. */
function possible({ head, nodes, execs, timers, asked }: AnyRun, how: number): readonly RunEvent[] {
  const signal = (value: Signal): RunEvent => ({ type: 'signal', id: 's', by: ANA, signal: value });
  const stale = asked.filter(key => !execs.has(key)).slice(-1);
  const isCalm = how % 100 < 85;
  const paths = [...nodes.keys()];
  const any = paths[how % Math.max(1, paths.length)] ?? '';
  return [
    ...[...execs.keys()].map((key): RunEvent => ({ type: 'result', key, outcome: isCalm ? GOOD : (outcomes[how % outcomes.length] ?? LOST) })),
    ...stale.map((key): RunEvent => ({ type: 'result', key, outcome: LOST })),
    ...[...timers.keys()].map((key): RunEvent => ({ type: 'timer', key })),
    ...head.gates.flatMap(step => (isCalm ? answersTo(step) : refusalsOf(step)).map(signal)),
    ...(how % 7 === 0 || isFinished(head) ? verbsOn(any).map(signal) : []),
    ...(isFinished(head) && head.failure ? verbsOn(head.failure.step).map(signal) : []),
    ...(how % 11 === 0 ? [signal({ type: 'pause', reason: '' }), DRIVEN, PARKED] : []),
    ...(how % 40 === 0 ? [signal({ type: 'cancel', reason: 'enough' })] : []),
    ...(how % 10 === 0 ? [signal({ type: 'approve', step: 'nowhere' })] : []),
  ];
}

function verbsOn(step: string): readonly Signal[] {
  return [
    { type: 'retry', step },
    { type: 'retry', step, look: true },
    { type: 'skip', step, reason: 'enough' },
    { type: 'settle', step, as: 'done', reason: 'by hand' },
    { type: 'extend', step, by: 600_000 },
  ];
}

function answersTo(step: string): readonly Signal[] {
  return [
    { type: 'retry', step },
    { type: 'skip', step, reason: 'enough' },
    { type: 'approve', step },
    { type: 'answer', step, values: { done: true } },
    { type: 'answer', step, values: {} },
    { type: 'settle', step, as: 'done' },
    { type: 'settle', step, as: 'redo' },
  ];
}

function refusalsOf(step: string): readonly Signal[] {
  return [
    { type: 'reject', step },
    { type: 'settle', step, as: 'fail' },
  ];
}

const DRIVEN: RunEvent = { type: 'driven', driver: { by: 'ana', pid: 1, host: 'here', terminal: 'test' } };
const PARKED: RunEvent = { type: 'parked', why: 'drained' };
const LOST: Outcome = { status: 'interrupted', failure: { code: 'crashed', message: 'x', lost: true } };
/** A look that finds nothing done, a command that went well. */
const GOOD: Outcome = { status: 'ok', outputs: { n: 3, exit_code: 0 }, done: false, effects: [] };
const outcomes: readonly Outcome[] = [
  { status: 'ok', outputs: { n: 1, exit_code: 0 }, effects: [] },
  { status: 'ok', outputs: { n: 3, exit_code: 0 }, done: true, effects: [] },
  { status: 'ok', outputs: { n: 0, exit_code: 0 }, effects: [] },
  { status: 'ok', outputs: {} },
  { status: 'failed', failure: { code: 'exit-code', message: 'x' } },
  { status: 'failed', failure: { code: 'killed', message: 'x' } },
  { status: 'failed', failure: { code: 'credentials', message: 'x' } },
  { status: 'failed', failure: { code: 'verify', message: 'x' } },
  { status: 'interrupted', failure: { code: 'killed', message: 'x', lost: true } },
  { status: 'interrupted', failure: { code: 'timeout', message: 'x', lost: true } },
  LOST,
];
