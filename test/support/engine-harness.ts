import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ExecSpec, JournalRecord, Outcome, Signal } from '../../engine/core/events.ts';
import type { ActionFacts, FrozenPlan } from '../../engine/core/plan.ts';
import type { Clock, DriveEnd, DriveOptions, Engine, ProcessIdentity, Refusal, StepExecutor } from '../../engine/core/ports.ts';
import type { Runbook } from '../../engine/core/runbook.ts';
import type { Actor, GateState } from '../../engine/core/state.ts';
import { openLocalEngine } from '../../engine/durable/local-engine.ts';
import { planOf } from './plan-of.ts';

export const ANA: Actor = { name: 'ana', groups: ['deployers'] };
export const BEN: Actor = { name: 'ben', groups: ['deployers'] };

/** What a scripted command answers; by step path, the last answer again and again. */
export type Script = Readonly<Record<string, Outcome | readonly Outcome[] | ((spec: ExecSpec, signal: AbortSignal) => Promise<Outcome> | Outcome)>>;

/** An engine in a directory of its own, with a scripted executor and a clock that jumps. */
export interface Harness {
  readonly engine: Engine;
  readonly directory: string;
  readonly calls: string[];
  start(yaml: string, more?: Partial<FrozenPlan>, run?: string): Promise<{ status: 'started' } | Refusal>;
  drive(
    run?: string,
    options?: {
      attended?: boolean | DriveOptions['isAttended'];
      drain?: AbortSignal;
      abort?: AbortSignal;
      executor?: StepExecutor;
      reached?: (path: string) => Promise<void>;
    },
  ): Promise<DriveEnd | Refusal>;
  /** Resolves once a gate of this kind stands open. */
  opened(kind: GateState['kind'], run?: string): Promise<void>;
  signal(signal: Signal, by?: Actor, run?: string): ReturnType<Engine['signal']>;
  records(run?: string): Promise<JournalRecord[]>;
  /** `path status` of every step that ended, in order. */
  ended(run?: string): Promise<string[]>;
  now(): number;
  /** So many milliseconds pass while nobody drives anything. */
  sleep(ms: number): void;
  close(): void;
}

const SELF: ProcessIdentity = { pid: process.pid, startTime: '1', bootId: 'b', pidNamespace: '', host: 'here' };

export const ok = (outputs: Record<string, never> | object = {}): Outcome => ({ status: 'ok', outputs: outputs as never, effects: [] });
export const bad = (code: string): Outcome => ({ status: 'failed', failure: { code, message: code } });

/** Facts of the made-up action `t.change` (with a check) and `t.look` (a read). */
export const ACTIONS: Readonly<Record<string, ActionFacts>> = {
  't.change': {
    plugin: 't',
    needsConnection: false,
    version: 1,
    effect: 'change',
    interrupted: 'check',
    hasCheck: true,
    hasVerify: false,
    params: ['a'],
    secretParams: [],
  },
  't.post': {
    plugin: 't',
    needsConnection: true,
    version: 1,
    effect: 'change',
    interrupted: 'ask',
    hasCheck: false,
    hasVerify: false,
    params: ['a'],
    secretParams: [],
  },
  't.look': {
    plugin: 't',
    needsConnection: false,
    version: 1,
    effect: 'read',
    interrupted: 'rerun',
    hasCheck: false,
    hasVerify: false,
    params: ['a'],
    secretParams: [],
  },
};

export function openHarness(
  script: Script = {},
  options: {
    openEngine?: typeof openLocalEngine;
    directory?: string;
    beforeCommit?: () => void;
    self?: ProcessIdentity;
    alive?: 'alive' | 'dead' | 'self';
  } = {},
): Harness {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'engine-'));
  const calls: string[] = [];
  let time = Date.parse('2026-03-10T10:00:00Z');
  const self = options.self ?? SELF;
  const isAlive = ({ pid }: ProcessIdentity): 'alive' | 'dead' =>
    options.alive === 'self' ? (pid === self.pid ? 'alive' : 'dead') : (options.alive ?? 'dead');
  const processes = { self: () => self, isAlive };
  const clock: Clock = {
    now: () => time,
    until: (at, idle, signal) => {
      if (idle && at !== Number.POSITIVE_INFINITY) {
        time = Math.max(time, at);
        return Promise.resolve();
      }
      return new Promise(resolve => signal.addEventListener('abort', () => resolve()));
    },
  };
  const engine = (options.openEngine ?? openLocalEngine)({
    directory,
    processes,
    now: () => time,
    ...(options.beforeCommit ? { beforeCommit: options.beforeCommit } : {}),
  });
  const executor = scripted(script, calls);
  const records = async (run = 'r1'): Promise<JournalRecord[]> => {
    const stop = AbortSignal.abort();
    const found: JournalRecord[] = [];
    for await (const record of engine.events(run, 0, stop)) found.push(record);
    return found;
  };
  return {
    engine,
    directory,
    calls,
    start: (yaml, more = {}, run = 'r1') => {
      const document = parse(yaml) as Runbook;
      const base = planOf(document.steps, document);
      return engine.startRun(run, { ...base, actions: ACTIONS, ...more, runbooks: { ...base.runbooks, ...more.runbooks } }, { starter: ANA, override: '' });
    },
    drive: (run = 'r1', more = {}) =>
      engine.drive(run, {
        executor: more.executor ?? executor,
        clock,
        drain: more.drain ?? new AbortController().signal,
        abort: more.abort ?? new AbortController().signal,
        isAttended: typeof more.attended === 'function' ? more.attended : () => more.attended === true,
        ...(more.reached ? { reached: more.reached } : {}),
        by: 'ana',
        terminal: 'test',
        processes,
        log: () => {},
      }),
    opened: async (kind, run = 'r1') => {
      const stop = new AbortController();
      for await (const record of engine.events(run, 0, stop.signal)) if (record.type === 'gate-opened' && record.gate.kind === kind) break;
      stop.abort();
    },
    signal: (signal, by = ANA, run = 'r1') => engine.signal(run, signal, by, crypto.randomUUID()),
    records,
    ended: async run => (await records(run)).flatMap(record => (record.type === 'step-finished' ? [`${record.path} ${record.status}`] : [])),
    now: () => time,
    sleep: ms => void (time += ms),
    close: () => {
      engine.close();
      if (!options.directory) rmSync(directory, { recursive: true });
    },
  };
}

function scripted(script: Script, calls: string[]): StepExecutor {
  const counts = new Map<string, number>();
  return {
    versionOf: name => ACTIONS[name]?.version,
    awaitOrphan: () => Promise.resolve(),
    perform: async (_plan, spec, io) => {
      calls.push(`${spec.path} ${spec.phase}`);
      const answer =
        script[`${spec.path} ${spec.phase}`] ??
        (spec.phase === 'do' ? script[spec.path] : undefined) ??
        (spec.phase === 'settle' ? { status: 'ok', done: false } : ok());
      if (typeof answer === 'function') return answer(spec, io.signal);
      if (!Array.isArray(answer)) return answer as Outcome;
      const count = counts.get(spec.path) ?? 0;
      counts.set(spec.path, count + 1);
      return (answer as readonly Outcome[])[Math.min(count, answer.length - 1)] ?? ok();
    },
  };
}
