import type { Effect } from '../action.ts';
import type { Work } from '../events.ts';
import type { JsonObject } from '../json.ts';
import type { ListName } from '../program.ts';
import type { Usual } from '../usual.ts';
import type { FieldSchema, StepKind } from '../runbook.ts';

/** The resolved runbook: every step to the end, with its params known, or known only after another step. */
export interface Plan {
  readonly runbook: string;
  readonly title: string;
  readonly inputs: JsonObject;
  /** Inputs that were not given: shown as `‹input repo›`. */
  readonly missing: readonly string[];
  readonly targets: readonly string[];
  readonly steps: readonly PlannedStep[];
  /** Reads that got no answer: exit 1. */
  readonly failedReads: number;
  /** Milliseconds that the waits alone take. */
  readonly atLeast: number;
  /** How long earlier runs took as a whole. */
  readonly usual?: Usual;
  readonly notes: readonly string[];
}

export interface PlannedStep {
  readonly path: string;
  readonly name: string;
  readonly kind: StepKind;
  readonly uses?: string;
  /** Nesting, from 0. */
  readonly depth: number;
  readonly list: ListName;
  /**
   * runs: as far as known. skips: its `if` is false. maybe: its `if` is not known yet. done: its check says so already.
   * unreached: a `stop` before it, or a failure that a read shows already.
   */
  readonly verdict: 'runs' | 'skips' | 'maybe' | 'done' | 'unreached';
  /** Of `if`, with the causes where it is not known. */
  readonly condition?: { readonly text: string; readonly causes: readonly string[] };
  readonly effect: 'read' | 'change' | 'opaque' | 'none';
  /** Params, command; unknown places read `‹after step x›`. */
  readonly work?: Work;
  /** Causes of what is not known in it. */
  readonly unknown?: readonly string[];
  /** A change's effects, where a preview was possible. */
  readonly effects?: readonly Effect[];
  /** What a read said: known, or only for today (`provisional`), or why it did not answer. */
  readonly read?: PlannedRead;
  /** A change may have happened by then: what it read or previewed is only for today. */
  readonly today?: true;
  /** What does not hold as of today. */
  readonly problem?: string;
  readonly gate?: {
    readonly kind: string;
    readonly text: string;
    /** Causes of what is not known in the text. */
    readonly unknown?: readonly string[];
    readonly by?: readonly string[];
    readonly show: readonly string[];
    readonly fields?: Readonly<Record<string, FieldSchema>>;
  };
  readonly poll?: { readonly until: string; readonly every: string; readonly timeout?: string; readonly holds?: boolean };
  readonly wait?: string;
  /** Time of day at which a wait ends at the earliest, ISO time. */
  readonly endsAt?: string;
  /** How long it took in earlier runs. */
  readonly usual?: Usual;
  readonly repeat?: { readonly while: string; readonly atMost: number };
  readonly notes: readonly string[];
}

/** `compared`: what a saved plan is held to. */
export type PlannedRead =
  | { readonly status: 'known' | 'provisional'; readonly outputs: JsonObject; readonly compared: JsonObject }
  | { readonly status: 'failed'; readonly message: string };
