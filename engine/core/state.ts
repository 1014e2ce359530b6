import type { Effect } from './action.ts';
import type { Failure } from './failure.ts';
import type { Work } from './events.ts';
import type { Json, JsonObject } from './json.ts';
import type { FrozenPlan } from './plan.ts';
import type { FieldSchema } from './runbook.ts';

export type RunStatus = 'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
export type StepStatus = 'pending' | 'running' | 'waiting' | 'succeeded' | 'skipped' | 'failed' | 'unknown' | 'cancelled';

/** Who does something: a login name, or the person that a world names. "Stated", not proved. */
export interface Actor {
  readonly name: string;
  readonly groups: readonly string[];
}

/** The run as a whole. One row. */
export interface RunHead {
  readonly v: 1;
  readonly run: string;
  readonly status: RunStatus;
  readonly starter: Actor;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Reason given for starting outside the window; '' when none. */
  readonly override: string;
  /** max(clock, last event), milliseconds. */
  readonly now: number;
  readonly failure?: RunFailure;
  /** The failure asks for the runbook's rollback. */
  readonly rollback?: RollbackCall;
  /** Where a new leg can begin, now that it has ended: at the step that failed it, else at those that it succeeded without. */
  readonly goesOn?: { readonly at: readonly string[]; readonly rehearsed?: true };
  /** Somebody wants it rolled back when it ends, with these inputs beside those that the runbook fills in. */
  readonly rollbackWanted?: { readonly by: Actor; readonly inputs: JsonObject };
  /** The run that rolls this one back, and the run that this one rolls back. */
  readonly rolledBackBy?: string;
  readonly rollbackOf?: string;
  /** Paths of steps that failed without stopping the run, and of failed `finally` steps. */
  readonly incomplete: readonly string[];
  readonly cancel?: { readonly by: string; readonly reason: string; readonly hard: boolean };
  readonly outputs?: JsonObject;
  /** Steps that wait for a person, in the order in which they opened. */
  readonly gates: readonly string[];
  /** Somebody wants it parked; the next owner goes on. */
  readonly pause?: { readonly by: string; readonly reason: string };
  /** Why the last owner left it; none while it is driven. */
  readonly parked?: { readonly why: ParkedWhy; readonly message?: string };
  /** How often the run was begun: 1 where missing, one more each time that it went on after its end. */
  readonly leg?: number;
}

/** `frozen`: a freeze, or another's lock, is before the next change. `unreachable`: nobody can tell. `unknown`: an outcome is. */
export type ParkedWhy = 'gate' | 'drained' | 'unknown' | 'frozen' | 'unreachable' | 'paused';

/** Which list of a runbook is being walked. */
export type Section = 'steps' | 'on-failure' | 'finally' | 'done';

/** `run.failure` in expressions. */
export interface RunFailure {
  readonly step: string;
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The rollback that the runbook names, with inputs filled in as far as they exist. */
export interface RollbackCall {
  /** Set in a rehearsal: it can be rolled back only where its world is kept. */
  readonly rehearsed?: true;
  readonly runbook: string;
  readonly inputs: JsonObject;
  /** Required inputs that have no value. */
  readonly missing?: readonly string[];
}

/** The run that takes over the locks of a run that ends, to roll it back. */
export interface Successor {
  readonly run: string;
  readonly plan: FrozenPlan;
  readonly starter: Actor;
  readonly override: string;
}

/** One instance of a step: one row. Key: its path (`promote@2/mr`, `live[3]`). */
export interface NodeState {
  readonly path: string;
  readonly status: StepStatus;
  /** 1 for the first. */
  readonly attempt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Where the attempt is: see DESIGN 5. `settle` asks the check after a lost outcome. */
  readonly phase?: Phase;
  /** Key of the exec in flight, and how many there were: each key is used once. */
  readonly exec?: string;
  readonly execs?: number;
  /** What is being settled: how the exec was lost. */
  readonly lost?: Failure;
  readonly outputs?: JsonObject;
  readonly failure?: Failure;
  /** Why it was skipped, overridden, or marked done. */
  readonly reason?: string;
  readonly overridden?: boolean;
  /** The effect was found landed: by the check before or after a lost outcome, or by a person. */
  readonly recovered?: boolean;
  /** Resolved params and friends, as handed to the executor (secrets by name). */
  readonly work?: Work;
  readonly effects?: readonly Effect[];
  /** The effects that the last do had: what was answered for. */
  readonly performed?: readonly Effect[];
  /** Failed tries that count against `retry.attempts`; a crash does not. */
  readonly tries?: number;
  /** Looks of a poll so far, and how many of them failed in a row. */
  readonly looks?: number;
  readonly misses?: number;
  /** Commands of this step that were killed from outside, since its last good answer. */
  readonly kills?: number;
  /** What a change that cannot be looked for gave: from here on only its confirmation is tried again. */
  readonly did?: JsonObject;
  /** What the do gave whose confirmation failed: a person may have it looked at again. */
  readonly came?: JsonObject;
  /** Absolute times, milliseconds. */
  readonly deadline?: number;
  readonly wakeAt?: number;
  readonly gate?: GateState;
  // containers
  /** Index of the child being walked. */
  readonly cursor?: number;
  /** Pass of a `repeat`, from 1. */
  readonly pass?: number;
  /** Keys of a `foreach`, expanded when reached. */
  readonly items?: readonly { readonly key: string; readonly value: Json }[];
  readonly section?: Section | 'handler';
  /** Inputs of a nested runbook. */
  readonly inputs?: JsonObject;
  /** How this container ends once what runs in it has ended: a branch of a parallel failed, a `stop`, a timeout. */
  readonly ending?: Ending;
  /** The list that is walked again in a new leg: what had ended well there is passed over. */
  readonly reopened?: Section | 'handler';
}

/** Why a container stops walking its children. `flow` of a child that its parent must act on. */
export type Ending =
  | { readonly flow: 'failed' }
  | { readonly flow: 'cancelled' }
  | { readonly flow: 'timeout' }
  | { readonly flow: 'stop'; readonly as: 'succeeded' | 'failed' | 'cancelled'; readonly reason: string };

export type Phase = 'look' | 'do' | 'confirm' | 'settle';

/** What a person is asked. Frozen when the gate opens. */
export interface GateState {
  readonly kind: 'confirm' | 'approve' | 'manual' | 'ask' | 'unknown' | 'failed' | 'login';
  readonly text: string;
  readonly show: readonly string[];
  readonly openedAt: number;
  readonly expiresAt?: number;
  /** `approve`: who may, how many, and who has. */
  readonly by?: readonly string[];
  readonly min?: number;
  readonly notStarter?: boolean;
  readonly approvals?: readonly { readonly by: string; readonly at: number }[];
  /** `ask` */
  readonly fields?: Readonly<Record<string, FieldSchema>>;
  /** `manual`: the ticks in its text, and those done. */
  readonly ticks?: readonly string[];
  readonly ticked?: readonly { readonly tick: number; readonly by: string; readonly at: number }[];
  /** `failed`, `login`: why. */
  readonly failure?: Failure;
  /** `failed`: only the confirmation did not hold, or a poll ran out of time: it can be looked at again without doing it again. */
  readonly canLook?: boolean;
  /** `failed`, `login`: its runbook says that nobody may skip it or mark it done. */
  readonly noOverride?: boolean;
  /** `failed`: the runbook that would roll the run back. */
  readonly rollback?: string;
  /** Its inputs that nobody can fill in: who chooses it is asked. */
  readonly rollbackAsks?: Readonly<Record<string, FieldSchema>>;
  /** `failed`, `login`: the command that logs in to the step's connection. */
  readonly login?: { readonly connection: string; readonly command: readonly string[] };
  /** sha256 of the frozen plan, path and attempt, and all that is shown: an answer counts for this alone. */
  readonly shown: string;
}

/** A gate that waits for a person. */
export interface OpenGate {
  readonly path: string;
  readonly gate: GateState;
}
