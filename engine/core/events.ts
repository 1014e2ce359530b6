import type { Effect } from './action.ts';
import type { Failure } from './failure.ts';
import type { Json, JsonObject } from './json.ts';
import type { Actor, GateState, ParkedWhy, RollbackCall, RunFailure, RunStatus, StepStatus, Successor } from './state.ts';
import type { StartFrom } from './plan.ts';
import type { StepKind } from './runbook.ts';

/** What is delivered to `reduce`, one at a time per run. */
export type RunEvent =
  | { readonly type: 'start'; readonly driver?: Driver }
  | { readonly type: 'result'; readonly key: string; readonly outcome: Outcome }
  | { readonly type: 'timer'; readonly key: string }
  | { readonly type: 'lock'; readonly target: string }
  /** A process begins to drive the run. */
  | { readonly type: 'driven'; readonly driver: Driver }
  /** The process that drove it leaves it. */
  | { readonly type: 'parked'; readonly why: ParkedWhy; readonly message?: string }
  /** `atRest`: its engine knows that nothing is being done, whatever waits to be begun. */
  | { readonly type: 'signal'; readonly id: string; readonly by: Actor; readonly signal: Signal; readonly atRest?: true };

/** Who drives a run, and from where. */
export interface Driver {
  readonly by: string;
  readonly pid: number;
  readonly host: string;
  readonly terminal: string;
  /** The process that drove it before was alive, or nobody could tell. */
  readonly tookOver?: true;
}

/** How one exec ended. */
export type Outcome =
  /** An answer came and it is good. `outputs` of a do; `done` of a look or settle. */
  | {
      readonly status: 'ok';
      readonly outputs?: JsonObject;
      readonly done?: boolean;
      readonly effects?: readonly Effect[];
      readonly performed?: readonly Effect[];
    }
  /** An answer came and it is bad, or nothing was started. */
  | { readonly status: 'failed'; readonly failure: Failure; readonly performed?: readonly Effect[] }
  /** No answer: killed, timed out, lost, or its engine died. Settled, never retried blindly. */
  | { readonly status: 'interrupted'; readonly failure: Failure };

/** What a person or another process tells a run. `step` is a path, or its end; `shown` is `GateState.shown` of what the person saw. */
export type Signal =
  | { readonly type: 'approve'; readonly step: string; readonly note?: string; readonly shown?: string }
  | { readonly type: 'reject'; readonly step: string; readonly note?: string; readonly shown?: string }
  | { readonly type: 'answer'; readonly step: string; readonly values: JsonObject; readonly shown?: string }
  /** `rollback`, of `fail`: the run is rolled back when it ends, with these inputs. `done` of a failed step wants a reason, of one whose outcome is unknown it may have one. */
  | {
      readonly type: 'settle';
      readonly step: string;
      readonly as: 'done' | 'redo' | 'fail';
      readonly reason?: string;
      readonly shown?: string;
      readonly rollback?: JsonObject;
    }
  /** A failed step again, from its look; with `look` only its confirmation, or a look of a poll. */
  | { readonly type: 'retry'; readonly step: string; readonly look?: true; readonly shown?: string }
  | { readonly type: 'skip'; readonly step: string; readonly reason: string; readonly shown?: string }
  /** Milliseconds by which a wait, a poll, a gate or a group ends later. */
  | { readonly type: 'extend'; readonly step: string; readonly by: number }
  /** Start nothing more, wait for what runs, park. */
  | { readonly type: 'pause'; readonly reason: string }
  | { readonly type: 'cancel'; readonly reason: string }
  /** Ends a run in which nothing is being done, and hands its locks to its rollback. `inputs`: beside those that the runbook fills in. */
  | { readonly type: 'rollback'; readonly reason: string; readonly inputs: JsonObject };

/** The signals that name a step. */
export type StepSignal = Extract<Signal, { readonly step: string }>;

/** One entry of the journal, append-only. `seq` counts from 1 without gaps. */
export type JournalRecord = { readonly seq: number; readonly run: string; readonly at: number } & JournalEntry;

/** What `reduce` emits; views, `--json` and the evidence are made from these alone. */
export type JournalEntry =
  | {
      readonly type: 'run-started';
      readonly runbook: string;
      readonly title: string;
      readonly starter: string;
      readonly inputs: JsonObject;
      readonly target: string | null;
      /** The saved plan that it is held to, and the reason for starting although something differed. */
      readonly plan?: { readonly hash: string; readonly made: { readonly at: string; readonly by: string }; readonly acceptedDrift?: string };
      /** The run that this one rolls back. */
      readonly rollbackOf?: string;
      /** The step that it starts at, and what was given for those before it. */
      readonly from?: StartFrom;
    }
  | ({ readonly type: 'run-driven' } & Driver)
  | { readonly type: 'run-parked'; readonly status: RunStatus; readonly why: ParkedWhy; readonly gates: readonly string[]; readonly message?: string }
  /** A run that had ended goes on: what had succeeded or was skipped is not done again. */
  | { readonly type: 'leg-started'; readonly leg: number; readonly by: string; readonly after: RunStatus }
  /** A container that had ended goes on in a new leg. */
  | { readonly type: 'step-reopened'; readonly path: string }
  | { readonly type: 'step-started'; readonly path: string; readonly attempt: number; readonly name: string; readonly kind: StepKind; readonly uses?: string }
  /** The resolved step as handed to the executor, and the effects it is about to have. */
  | { readonly type: 'step-doing'; readonly path: string; readonly attempt: number; readonly spec: Json; readonly effects: readonly Effect[] }
  /** A poll looked; only where its outputs changed. */
  | { readonly type: 'step-looked'; readonly path: string; readonly looks: number; readonly outputs: JsonObject }
  | {
      readonly type: 'step-waiting';
      readonly path: string;
      readonly for: 'time' | 'poll' | 'retry' | 'condition';
      readonly until: number;
      readonly deadline?: number;
      readonly failure?: Failure;
    }
  /** Somebody gave it more time: when its wait is over, when it gives up. */
  | { readonly type: 'step-extended'; readonly path: string; readonly by: string; readonly until?: number; readonly deadline?: number }
  /** Its time came while nobody drove the run, or the machine slept: by how many milliseconds it goes on late. */
  | { readonly type: 'step-late'; readonly path: string; readonly late: number }
  /** Also after each approval or tick that is not the last. */
  | { readonly type: 'gate-opened'; readonly path: string; readonly gate: GateState }
  | { readonly type: 'gate-closed'; readonly path: string; readonly decision: string; readonly by: string; readonly note?: string }
  /** The outcome was lost; the check is asked, or a person. */
  | { readonly type: 'step-interrupted'; readonly path: string; readonly failure: Failure }
  | {
      readonly type: 'step-finished';
      readonly path: string;
      readonly status: Exclude<StepStatus, 'pending' | 'running' | 'waiting'>;
      readonly reason?: string;
      readonly failure?: Failure;
      readonly outputs?: JsonObject;
      readonly took: number;
      readonly recovered?: boolean;
      readonly warned?: boolean;
      /** A guard did not hold, and a person accepted that. */
      readonly overridden?: boolean;
      readonly performed?: readonly Effect[];
    }
  | { readonly type: 'pass-started'; readonly path: string; readonly pass: number }
  | { readonly type: 'items-expanded'; readonly path: string; readonly keys: readonly string[] }
  | { readonly type: 'signal'; readonly by: string; readonly signal: Signal }
  | { readonly type: 'lock'; readonly target: string; readonly what: 'acquired' | 'released' | 'handed-over' }
  /** Another run rolls this one back and takes over its locks: right before `run-finished`. */
  | { readonly type: 'rolled-back'; readonly rollback: string; readonly by: string }
  | { readonly type: 'freeze'; readonly target: string; readonly what: 'set' | 'lifted'; readonly reason: string }
  | {
      readonly type: 'run-finished';
      readonly status: RunStatus;
      readonly failure?: RunFailure;
      readonly incomplete: readonly string[];
      readonly outputs?: JsonObject;
      readonly rollback?: RollbackCall;
      readonly took: number;
    };

/** What `reduce` asks its engine for. Each has a unique (run, kind, key), so a repeat is a no-op. */
export type EngineEffect =
  | { readonly type: 'exec'; readonly key: string; readonly spec: ExecSpec }
  | { readonly type: 'cancel'; readonly key: string }
  | { readonly type: 'timer'; readonly key: string; readonly at: number }
  | { readonly type: 'untimer'; readonly key: string }
  | { readonly type: 'release'; readonly target: string; readonly by: string }
  /** Starts the rollback with the locks of this run, in the same commit. */
  | ({ readonly type: 'hand-over' } & Successor)
  | { readonly type: 'freeze'; readonly target: string; readonly reason: string; readonly until?: number; readonly by: string }
  | { readonly type: 'unfreeze'; readonly target: string; readonly reason: string; readonly by: string }
  | { readonly type: 'emit'; readonly entry: JournalEntry };

/** What one exec is to do. Secrets stand in it by name only. */
export interface ExecSpec {
  readonly path: string;
  readonly attempt: number;
  /**
   * look: is it done (check), and what would it do (preview); reads only.
   * do: the action itself. confirm: the action's and the step's `verify` reading steps; reads only.
   * settle: as look's check alone, after a lost outcome.
   */
  readonly phase: 'look' | 'do' | 'confirm' | 'settle';
  readonly work: Work;
  /** The step's own `check`/`verify` where it is a reading step. */
  readonly check?: Work;
  readonly verify?: Work;
  /** A change or opaque do: claimed before it begins. */
  readonly claimed: boolean;
  /** A freeze of the run's targets stops it before it begins. */
  readonly stoppable?: true;
  /** Of the look before, for `do`. */
  readonly effects?: readonly Effect[];
  /** Of the do before, for `confirm`. */
  readonly outputs?: JsonObject;
  /** Milliseconds for this exec; the engine aborts it then. */
  readonly timeout?: number;
}

/** One use of an action, or one command. */
export type Work =
  | {
      readonly kind: 'uses';
      readonly action: string;
      readonly with: JsonObject;
      readonly secrets: SecretTexts;
      readonly connection: string;
      readonly condition?: Condition;
    }
  | {
      readonly kind: 'run';
      /** argv, or text for `sh -eu`. */
      readonly run: string | readonly string[];
      readonly cwd?: string;
      readonly env: Readonly<Record<string, string>>;
      readonly secrets: SecretTexts;
      readonly connection?: string;
      readonly exitCodes: readonly number[];
      readonly interactive: boolean;
      readonly effect: 'read' | 'change' | 'opaque';
      readonly condition?: Condition;
    };

/** `verify` and `outputs` of a reading step inside `check` or `verify`: CEL, evaluated where the outputs are. */
export interface Condition {
  readonly outputs: Readonly<Record<string, string>>;
  readonly verify?: string;
  /** The scope it needs beside `outputs`, already cut to what it refers to. */
  readonly values: JsonObject;
}

/** Env variables or places in params (`headers/authorization`) whose text holds secrets: pieces of text and names of secrets, joined by the executor. */
export type SecretTexts = Readonly<Record<string, readonly ({ readonly text: string } | { readonly secret: string })[]>>;
