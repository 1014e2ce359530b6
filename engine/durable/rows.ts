import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ExecSpec, JournalEntry, JournalRecord, Signal } from '../core/events.ts';
import type { FrozenPlan } from '../core/plan.ts';
import type { Claim, Owner } from '../core/ports.ts';
import type { Actor, NodeState, RunHead } from '../core/state.ts';

/** The checked border to SQL: every statement once, every row turned into its type in one place. */
export interface Rows {
  run(run: string): RunRow | undefined;
  /** Where the run's journal stands, and who may write it. */
  cursor(run: string): Pick<RunRow, 'seq' | 'hash' | 'fence'> | undefined;
  runs(): RunRow[];
  insertRun(row: RunRow & { readonly plan: FrozenPlan }): void;
  saveHead(run: string, head: RunHead, seq: number, hash: string): void;
  plan(run: string): FrozenPlan;
  setOwner(run: string, owner: Owner | undefined, fence: number): void;
  node(run: string, path: string): NodeState | undefined;
  nodes(run: string): NodeState[];
  saveNode(run: string, node: NodeState): void;
  addEntry(run: string, seq: number, at: number, entry: string, hash: string): void;
  entries(run: string, after: number): JournalRecord[];
  outbox(run: string): OutboxRow[];
  addExec(run: string, key: string, spec: ExecSpec, claim: Claim | undefined): void;
  setClaim(run: string, key: string, claim: Claim): void;
  cancelExec(run: string, key: string): void;
  dropExec(run: string, key: string): void;
  timers(run: string): { key: string; at: number }[];
  setTimer(run: string, key: string, at: number): void;
  dropTimer(run: string, key: string): void;
  inbox(run: string): InboxRow[];
  addSignal(run: string, row: InboxRow): void;
  dropSignal(run: string, id: string): void;
  clearWork(run: string): void;
}

export interface RunRow {
  readonly run: string;
  readonly head: RunHead;
  readonly runbook: string;
  readonly target: string | null;
  readonly seq: number;
  readonly hash: string;
  readonly owner: Owner | undefined;
  readonly fence: number;
}

export interface OutboxRow {
  readonly key: string;
  readonly spec: ExecSpec;
  readonly claim: Claim | undefined;
  readonly cancelled: boolean;
}

export interface InboxRow {
  readonly id: string;
  readonly by: Actor;
  readonly signal: Signal;
}

type Row = Readonly<Record<string, unknown>>;

export function openRows(database: DatabaseSync): Rows {
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text) ?? database.prepare(text);
    statements.set(text, known);
    return known;
  };
  const get = (text: string, ...values: (string | number | null)[]): Row | undefined => sql(text).get(...values);
  const all = (text: string, ...values: (string | number | null)[]): Row[] => sql(text).all(...values);
  const set = (text: string, ...values: (string | number | null)[]): void => void sql(text).run(...values);
  const columns = 'run, head, runbook, target, seq, hash, owner, fence';
  return {
    run: run => optional(get(`select ${columns} from runs where run = ?`, run), row => withRollback(toRun(row), ended => rollbackOf(sql(ROLLBACK_OF), ended))),
    cursor: run =>
      optional(get('select seq, hash, fence from runs where run = ?', run), row => ({
        seq: Number(row['seq']),
        hash: String(row['hash']),
        fence: Number(row['fence']),
      })),
    runs: () => withRollbacks(all(`select ${columns} from runs order by started desc, run desc`).map(toRun)),
    insertRun: row => {
      const { run, head, plan, runbook, target } = row;
      const values = [run, JSON.stringify(head), head.status, runbook, target, head.starter.name, head.startedAt];
      set('insert into runs (run, head, status, runbook, target, starter, started) values (?, ?, ?, ?, ?, ?, ?)', ...values);
      set('insert into plans values (?, ?)', run, JSON.stringify(plan));
    },
    saveHead: (run, head, seq, hash) =>
      set(
        'update runs set head = ?, status = ?, ended = ?, seq = ?, hash = ? where run = ?',
        JSON.stringify(head),
        head.status,
        head.endedAt ?? null,
        seq,
        hash,
        run,
      ),
    plan: run => parse<FrozenPlan>(get('select plan from plans where run = ?', run)?.['plan']),
    setOwner: (run, owner, fence) => set('update runs set owner = ?, fence = ? where run = ?', owner ? JSON.stringify(owner) : null, fence, run),
    node: (run, path) => optional(get('select state from nodes where run = ? and path = ?', run, path), row => parse<NodeState>(row['state'])),
    nodes: run => all('select state from nodes where run = ?', run).map(row => parse<NodeState>(row['state'])),
    saveNode: (run, node) =>
      set('insert into nodes values (?, ?, ?) on conflict (run, path) do update set state = excluded.state', run, node.path, JSON.stringify(node)),
    addEntry: (run, seq, at, entry, hash) => set('insert into journal values (?, ?, ?, ?, ?)', run, seq, at, entry, hash),
    entries: (run, after) => all('select seq, at, entry from journal where run = ? and seq > ? order by seq', run, after).map(row => toRecord(run, row)),
    outbox: run => all('select key, spec, claim, cancelled from outbox where run = ?', run).map(toOutbox),
    addExec: (run, key, spec, claim) =>
      set('insert or ignore into outbox (run, key, spec, claim) values (?, ?, ?, ?)', run, key, JSON.stringify(spec), claim ? JSON.stringify(claim) : null),
    setClaim: (run, key, claim) => set('update outbox set claim = ? where run = ? and key = ?', JSON.stringify(claim), run, key),
    cancelExec: (run, key) => set('update outbox set cancelled = 1 where run = ? and key = ?', run, key),
    dropExec: (run, key) => set('delete from outbox where run = ? and key = ?', run, key),
    timers: run => all('select key, at from timers where run = ? order by at', run).map(row => ({ key: String(row['key']), at: Number(row['at']) })),
    setTimer: (run, key, at) => set('insert into timers values (?, ?, ?) on conflict (run, key) do update set at = excluded.at', run, key, at),
    dropTimer: (run, key) => set('delete from timers where run = ? and key = ?', run, key),
    inbox: run => all('select id, actor, signal from inbox where run = ? order by number', run).map(toInbox),
    addSignal: (run, row) =>
      set('insert or ignore into inbox (run, id, actor, signal) values (?, ?, ?, ?)', run, row.id, JSON.stringify(row.by), JSON.stringify(row.signal)),
    dropSignal: (run, id) => set('delete from inbox where run = ? and id = ?', run, id),
    clearWork: run => {
      for (const table of ['outbox', 'timers', 'inbox']) set(`delete from ${table} where run = ?`, run);
    },
  };
}

/** A damaged row of another run says nothing. */
const ROLLBACK_OF = `select run from runs where case when json_valid(head) then json_extract(head, '$.rollbackOf') end = ? order by started desc, run desc limit 1`;

function rollbackOf(statement: StatementSync, run: string): string | undefined {
  const found = statement.get(run)?.['run'];
  return found === undefined ? undefined : String(found);
}

/** A run that has ended keeps its rows as they were, and its evidence holds: that it was rolled back later stands in the rollback's. */
function withRollback(row: RunRow, find: (run: string) => string | undefined): RunRow {
  if (row.head.endedAt === undefined || row.head.rolledBackBy !== undefined) return row;
  const rolledBackBy = find(row.run);
  return rolledBackBy === undefined ? row : { ...row, head: { ...row.head, rolledBackBy } };
}

/** Newest first. */
function withRollbacks(rows: readonly RunRow[]): RunRow[] {
  const rollbacks = new Map(rows.toReversed().flatMap(({ run, head }) => (head.rollbackOf === undefined ? [] : [[head.rollbackOf, run] as const])));
  return rows.map(row => withRollback(row, run => rollbacks.get(run)));
}

function toRun(row: Row): RunRow {
  return {
    run: String(row['run']),
    head: parse<RunHead>(row['head']),
    runbook: String(row['runbook']),
    target: typeof row['target'] === 'string' ? row['target'] : null,
    seq: Number(row['seq']),
    hash: String(row['hash']),
    owner: row['owner'] === null ? undefined : parse<Owner>(row['owner']),
    fence: Number(row['fence']),
  };
}

function toRecord(run: string, row: Row): JournalRecord {
  return { seq: Number(row['seq']), run, at: Number(row['at']), ...parse<JournalEntry>(row['entry']) };
}

function toOutbox(row: Row): OutboxRow {
  const claim = row['claim'] === null ? undefined : parse<Claim>(row['claim']);
  return { key: String(row['key']), spec: parse<ExecSpec>(row['spec']), claim, cancelled: row['cancelled'] === 1 };
}

function toInbox(row: Row): InboxRow {
  return { id: String(row['id']), by: parse<Actor>(row['actor']), signal: parse<Signal>(row['signal']) };
}

/** A text that is no JSON is a damaged file, even where SQLite sees nothing wrong (11 is its SQLITE_CORRUPT). */
function parse<T>(text: unknown): T {
  try {
    return JSON.parse(String(text)) as T;
  } catch (error) {
    throw Object.assign(new Error('a row cannot be read', { cause: error }), { errcode: 11 });
  }
}

function optional<T>(row: Row | undefined, convert: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : convert(row);
}
