import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action, Plugin } from '../../engine/core/action.ts';
import type { ExecSpec, Outcome, Work } from '../../engine/core/events.ts';
import type { ConnectionConfig, FrozenPlan } from '../../engine/core/plan.ts';
import type { ProcessIdentity } from '../../engine/core/ports.ts';
import { createRedactor } from '../../engine/core/redaction.ts';
import type { Runbook } from '../../engine/core/runbook.ts';
import { type ExecutorOptions, createExecutor } from '../../engine/execute/executor.ts';
import { planOf } from './plan-of.ts';

/** One executor, and what it says while it works. */
export interface ExecutorBench {
  readonly folder: string;
  readonly lines: string[];
  readonly processes: ProcessIdentity[];
  readonly abort: AbortController;
  perform(work: Work, more?: Partial<ExecSpec>): Promise<Outcome>;
}

export interface BenchOptions extends Partial<Omit<ExecutorOptions, 'environment'>> {
  readonly actions?: readonly Action[];
  readonly secrets?: Runbook['secrets'];
  /** Of the nested runbook at `nested`. */
  readonly innerSecrets?: Runbook['secrets'];
  readonly connections?: Readonly<Record<string, ConnectionConfig>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Patience for tests: three tries, without pauses worth waiting for. */
export const HASTE = { read: 5_000, pauses: [1, 1], change: 5_000 } as const;

export function benchExecutor({ actions = [], secrets, innerSecrets, connections = {}, environment = {}, ...options }: BenchOptions = {}): ExecutorBench {
  const folder = tempFolder();
  const plugin: Plugin = { name: 'test', title: 'Test', description: 'For tests', actions };
  const executor = createExecutor({
    plugins: [plugin],
    environment: () => ({ PATH: process.env['PATH'] ?? '', ...environment }),
    redactor: createRedactor(),
    validateOutputs: () => undefined,
    patience: HASTE,
    ...options,
  });
  const inner: Runbook = {
    version: 1,
    name: 'inner',
    title: 'Inner',
    steps: [{ id: 'it', run: ['true'] }],
    ...(innerSecrets ? { secrets: innerSecrets } : {}),
  };
  const base = planOf(
    [
      { id: 'it', run: ['true'] },
      { id: 'nested', runbook: 'inner' },
    ],
    secrets ? { secrets } : {},
    [inner],
  );
  const plan: FrozenPlan = { ...base, folder, config: { ...base.config, connections } };
  const bench = { folder, lines: [] as string[], processes: [] as ProcessIdentity[], abort: new AbortController() };
  return {
    ...bench,
    perform: (work, more = {}) =>
      executor.perform(
        plan,
        { path: 'it', attempt: 1, phase: 'do', work, claimed: work.kind === 'uses' || work.effect !== 'read', ...more },
        {
          key: 'it#1/do',
          run: 'r1',
          token: 'token-of-this-claim',
          signal: bench.abort.signal,
          now: () => 1_000,
          log: (line, stream) => void bench.lines.push(`${stream}: ${line}`),
          onProcess: child => void bench.processes.push(child),
        },
      ),
  };
}

export function runWork(run: string | readonly string[], more: Partial<Extract<Work, { kind: 'run' }>> = {}): Work {
  return { kind: 'run', run, env: {}, secrets: {}, exitCodes: [0], interactive: false, effect: 'opaque', ...more };
}

export function useWork(action: string, more: Partial<Extract<Work, { kind: 'uses' }>> = {}): Work {
  return { kind: 'uses', action, with: {}, secrets: {}, connection: 'test', ...more };
}

export function tempFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'runbook-execute-')));
}
