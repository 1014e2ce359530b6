import type { Cell, CellChange, CellChanged, CellNote, NamedCell } from './cell.ts';
import type { ExecSpec, JournalRecord, Outcome, Signal } from './events.ts';
import type { FrozenPlan } from './plan.ts';
import type { Actor, NodeState, OpenGate, ParkedWhy, RunHead } from './state.ts';
import type { Usuals } from './usual.ts';

/** The one port to a durable engine. `local` (SQLite) implements it; the conformance suite says what it must do. */
export interface Engine {
  /** Stores the frozen plan and the start event. Refuses (code `held`, `frozen`) where a target is not free; then no run exists. */
  startRun(run: string, plan: FrozenPlan, meta: StartMeta): Promise<{ status: 'started' } | Refusal>;
  /**
   * Validated against the state and stored in one transaction. Where nobody owns the run it is applied at once, and nothing is executed.
   * A `retry`, `skip` or `settle` of a run that has ended takes its locks anew (codes `held`, `frozen`).
   */
  signal(run: string, signal: Signal, by: Actor, id: string): Promise<Accepted | Refusal>;
  getRun(run: string): Promise<RunSnapshot | undefined>;
  listRuns(): Promise<readonly RunSummary[]>;
  /** History from `after`, then live until the signal aborts or the run is finished and read to its end. */
  events(run: string, after: number, signal?: AbortSignal): AsyncIterable<JournalRecord>;
  /** What the stored rows of a run prove; undefined where there is none. */
  evidence(run: string): Promise<RunEvidence | undefined>;
  /** How long the steps of a runbook usually take on a target. */
  usual(runbook: string, target: string | null): Promise<Usuals>;
  /** Becomes the run's owner and drives it until it ends, is parked, or `drain` aborts (start nothing more, wait for what runs). */
  drive(run: string, options: DriveOptions): Promise<DriveEnd | Refusal>;
  /** Who holds which target, and why it must not be changed. */
  readonly targets: TargetStore;
  close(): void;
}

/**
 * Where the cells of targets are kept: this machine's state, or a git remote that a team shares. One suite says what each must do.
 * Where it cannot be reached, everything fails with code `targets-unreachable`.
 */
export interface TargetStore {
  read(target: string): Promise<Cell>;
  /** Those that were ever locked or frozen, by name. */
  list(): Promise<readonly NamedCell[]>;
  /** Makes the change on what stands there now, in one step for everybody. */
  change(target: string, change: CellChange, note: CellNote): Promise<CellChanged>;
}

export interface StartMeta {
  readonly starter: Actor;
  readonly override: string;
  /** The run, ended, that this one rolls back: both journals name each other. */
  readonly rollbackOf?: string;
}

/** `step`: the whole path that was meant. `notes`: what the person should know, though nothing is refused. */
export interface Accepted {
  readonly status: 'accepted';
  readonly step?: string;
  readonly notes: readonly string[];
}

export interface Refusal {
  readonly status: 'refused';
  readonly code: 'exists' | 'held' | 'frozen' | 'targets-unreachable' | 'window' | 'owned' | 'undecidable' | 'not-found' | 'finished' | 'invalid' | 'version';
  readonly message: string;
}

export interface DriveOptions {
  readonly executor: StepExecutor;
  readonly clock: Clock;
  /** First Ctrl-C, SIGTERM, SIGHUP: start nothing more, wait for the running step, park. */
  readonly drain: AbortSignal;
  /** Second Ctrl-C: end the running commands, settle later. */
  readonly abort: AbortSignal;
  /**
   * Whether somebody here will answer one of the open gates: a person at the terminal, or prepared answers. Otherwise: park.
   * Also asked before a step fails: only where somebody attends, a gate asks what to do about it.
   */
  isAttended(gates: readonly OpenGate[]): boolean;
  readonly takeOver?: boolean;
  /** Login name, for the journal. */
  readonly by: string;
  /** The terminal this owner runs in, for messages (`/dev/pts/3`, `no terminal`). */
  readonly terminal: string;
  readonly processes: Processes;
  /** Told of each step that began, and awaited before anything of it is executed or time passes: a world lets its faults happen. */
  reached?(path: string): Promise<void>;
  /** Log lines of a step instance, already redacted. */
  log(path: string, key: string, line: string, stream: 'stdout' | 'stderr' | 'engine'): void;
}

export type DriveEnd =
  /** `message`: what is left to be done: a lock that could not be given back. */
  | { readonly status: 'finished'; readonly head: RunHead; readonly message?: string }
  | { readonly status: 'parked'; readonly head: RunHead; readonly why: ParkedWhy; readonly message?: string }
  /** Another process took the run over; nothing more was written. */
  | { readonly status: 'lost' };

/** How an engine tells processes apart: its own, and those that owned a run before. */
export interface Processes {
  /** This process; its identity is kept with every run that it owns. */
  self(): ProcessIdentity;
  isAlive(identity: ProcessIdentity): 'alive' | 'dead' | 'undecidable';
}

/** Time, as the engine sees it: real, or virtual in a rehearsal. */
export interface Clock {
  now(): number;
  /**
   * Resolves when `at` has come or the signal aborts. `idle` says that no exec is in flight and no gate is open:
   * only then may a virtual clock jump.
   */
  until(at: number, idle: boolean, signal: AbortSignal): Promise<void>;
}

/** Performs one exec. Never throws: a failure is an outcome. */
export interface StepExecutor {
  /** The version of an action in this program; undefined where it has none. */
  versionOf(action: string): number | undefined;
  perform(plan: FrozenPlan, spec: ExecSpec, io: ExecIo): Promise<Outcome>;
  /** Resolves when the process of a dead engine's claim has ended (at once where none is found alive). */
  awaitOrphan(claim: Claim, io: Pick<ExecIo, 'signal' | 'log'>): Promise<void>;
}

export interface ExecIo {
  /** `path#attempt/phase`: unique in the run. */
  readonly key: string;
  readonly run: string;
  /** Random per claim; in the environment of every child as RUNBOOK_CLAIM. */
  readonly token: string;
  readonly signal: AbortSignal;
  now(): number;
  log(line: string, stream: 'stdout' | 'stderr' | 'engine'): void;
  /** Called right after a child was started. */
  onProcess(process: ProcessIdentity): void;
}

/** A claimed exec: who began it, and, once known, the child that does it. */
export interface Claim {
  readonly key: string;
  readonly token: string;
  readonly at: number;
  /** The fence of the owner that made it: another's claim is settled, never repeated. */
  readonly fence: number;
  readonly process?: ProcessIdentity;
}

/** Names one process for ever: a pid alone is reused. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot (field 22 of /proc/PID/stat) on Linux, `ps -o lstart` elsewhere. */
  readonly startTime: string;
  readonly bootId: string;
  /** Inode of /proc/PID/ns/pid; '' where there are none. */
  readonly pidNamespace: string;
  readonly host: string;
}

export interface Owner extends ProcessIdentity {
  readonly fence: number;
  readonly terminal: string;
  readonly since: number;
}

export interface RunSnapshot {
  readonly plan: FrozenPlan;
  readonly head: RunHead;
  readonly nodes: readonly NodeState[];
  readonly owner?: Owner & { readonly alive: boolean };
  readonly seq: number;
}

/** The rows of a run as they are stored, in hashes. */
export interface RunEvidence {
  readonly runStatus: string;
  /** sha256 over every row of the run. */
  readonly rows: string;
  /** How many entries the journal should have, and the last link of their chain. */
  readonly entries: number;
  readonly chain: string;
  /** The first entry that does not fit its link: changed, gone, or put in. */
  readonly brokenAt?: number;
}

export interface RunSummary {
  readonly run: string;
  readonly runbook: string;
  readonly target: string | null;
  readonly status: RunHead['status'];
  readonly started: number;
  readonly ended?: number;
  readonly starter: string;
  readonly parked: boolean;
  readonly rolledBackBy?: string;
  readonly rollbackOf?: string;
}
