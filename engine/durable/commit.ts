import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { EngineEffect, ExecSpec, RunEvent } from '../core/events.ts';
import { unreachable } from '../core/json.ts';
import { stateTexts } from '../core/messages/state.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Claim, StartMeta } from '../core/ports.ts';
import type { Program } from '../core/program.ts';
import type { RunState } from '../core/reduce/draft.ts';
import { type Step, reduce } from '../core/reduce/reduce.ts';
import { isFinished } from '../core/reduce/situation.ts';
import type { RunHead, Successor } from '../core/state.ts';
import type { Cells } from './cells.ts';
import type { Rows } from './rows.ts';

export interface Ledger {
  readonly database: DatabaseSync;
  readonly rows: Rows;
  readonly cells: Cells;
}

export interface Delivery {
  readonly run: string;
  readonly program: Program;
  readonly state: RunState;
  readonly event: RunEvent;
  readonly now: number;
  /** The owner that delivers; checked against the run's. */
  readonly fence?: number;
  /** The claim of an exec that starts now, made in the same commit; none where nothing more is to begin. */
  readonly claimFor?: (key: string, spec: ExecSpec) => Claim | undefined;
  /** Rows that the event came from, removed in the same commit. */
  readonly consumed?: { readonly exec?: string; readonly timer?: string; readonly signal?: string };
  /** Called right before the commit, with what it is; tests kill there. */
  readonly beforeCommit?: (what: string) => void;
}

/** The owner lost the run to another: it writes nothing more. */
export const LOST = Symbol('ownership lost');

/** Runs `work` in one transaction. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

/** One event: reduce, and state, journal, and effects together in one commit. */
export function deliver(ledger: Ledger, delivery: Delivery): Step {
  return transact(ledger.database, () => deliverWithin(ledger, delivery));
}

/** The same inside the caller's transaction, where more must be decided with it. */
export function deliverWithin(ledger: Ledger, delivery: Delivery): Step {
  const { run, fence } = delivery;
  const row = ledger.rows.cursor(run);
  if (!row || (fence !== undefined && row.fence !== fence)) throw LOST;
  const step = reduce(delivery.program, delivery.state, delivery.event, delivery.now);
  for (const node of step.nodes.values()) ledger.rows.saveNode(run, node);
  let { seq, hash } = row;
  for (const effect of step.effects) {
    if (effect.type === 'emit') ({ seq, hash } = chain(ledger, run, seq, hash, step.head.now, JSON.stringify(effect.entry)));
    else keep(ledger, run, effect, step.head.now, delivery.claimFor);
  }
  const { exec, timer, signal } = delivery.consumed ?? {};
  if (exec !== undefined) ledger.rows.dropExec(run, exec);
  if (timer !== undefined && !step.effects.some(effect => effect.type === 'timer' && effect.key === timer)) ledger.rows.dropTimer(run, timer);
  if (signal !== undefined) ledger.rows.dropSignal(run, signal);
  if (isFinished(step.head)) ledger.rows.clearWork(run);
  ledger.rows.saveHead(run, step.head, seq, hash);
  delivery.beforeCommit?.(commitName(delivery.event, step.effects));
  return step;
}

/** The same for every attempt at the same thing: what was delivered, and what the journal is told. */
function commitName(event: RunEvent, effects: readonly EngineEffect[]): string {
  const told = effects.flatMap(effect => (effect.type === 'emit' ? [`${effect.entry.type} ${'path' in effect.entry ? effect.entry.path : ''}`] : []));
  const key = 'key' in event ? event.key.replaceAll(/#\d+|\.\d+$/g, '') : '';
  return [event.type, key, ...told].join(', ');
}

/** A claim of this owner for one exec. */
export function newClaim(key: string, fence: number, at: number): Claim {
  return { key, token: randomUUID(), at, fence };
}

/** Appends one journal entry to the hash chain. */
function chain(ledger: Ledger, run: string, before: number, previous: string, at: number, entry: string): { seq: number; hash: string } {
  const seq = before + 1;
  const hash = linkHash(previous, run, { seq, at, entry });
  ledger.rows.addEntry(run, seq, at, entry, hash);
  return { seq, hash };
}

/** One link of a run's hash chain: over the link before and all that the entry says. */
export function linkHash(previous: string, run: string, { seq, at, entry }: { readonly seq: number; readonly at: number; readonly entry: string }): string {
  return createHash('sha256').update(`${previous}\n${run}\n${seq}\n${at}\n${entry}`).digest('hex');
}

function keep(ledger: Ledger, run: string, effect: Exclude<EngineEffect, { type: 'emit' }>, now: number, claimFor: Delivery['claimFor']): void {
  const { rows, cells } = ledger;
  switch (effect.type) {
    case 'exec':
      return rows.addExec(run, effect.key, effect.spec, effect.spec.claimed ? claimFor?.(effect.key, effect.spec) : undefined);
    case 'cancel':
      return rows.cancelExec(run, effect.key);
    case 'timer':
      return rows.setTimer(run, effect.key, effect.at);
    case 'untimer':
      return rows.dropTimer(run, effect.key);
    case 'release':
      return void cells.change(effect.target, { type: 'release', run }, { by: effect.by, reason: stateTexts.runEnded(run), at: now });
    case 'hand-over':
      return handOver(ledger, run, effect, now);
    case 'freeze': {
      const { reason, by, until } = effect;
      const freeze = { reason, by, at: now, run, ...(until === undefined ? {} : { until }) };
      return void cells.change(effect.target, { type: 'freeze', freeze }, { by, reason, at: now });
    }
    case 'unfreeze':
      return void cells.change(effect.target, { type: 'unfreeze', run }, { by: effect.by, reason: effect.reason, at: now });
    default:
      return unreachable(effect);
  }
}

/** The rollback comes to exist, and holds the locks, in the commit that ends the run: never free in between. */
function handOver({ rows, cells }: Ledger, from: string, { run, plan, starter, override }: Successor, now: number): void {
  rows.insertRun(newRun(run, plan, { starter, override, rollbackOf: from }, now));
  const holder = { run, starter: starter.name, since: now };
  for (const target of plan.targets)
    cells.change(target, { type: 'hand-over', from, holder }, { by: starter.name, reason: stateTexts.takesOver(run, from), at: now });
}

/** The row of a run that has not begun. */
export function newRun(run: string, plan: FrozenPlan, { starter, override, rollbackOf }: StartMeta, now: number): Parameters<Rows['insertRun']>[0] {
  const more = rollbackOf === undefined ? {} : { rollbackOf };
  const head: RunHead = { v: 1, run, status: 'pending', starter, startedAt: now, override, now, incomplete: [], gates: [], ...more };
  return { run, head, plan, runbook: plan.runbook, target: plan.targets[0] ?? null, seq: 0, hash: '', owner: undefined, fence: 0 };
}
