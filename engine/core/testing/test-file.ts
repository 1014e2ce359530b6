import type { Json, JsonObject } from '../json.ts';
import type { StepStatus } from '../state.ts';

/** `NAME.test.yml` as its YAML reads after schema validation. */
export interface TestFile {
  readonly version: 1;
  /** Name of the runbook beside it. */
  readonly runbook: string;
  readonly cases: readonly TestCase[];
}

/** One rehearsal without a person, and what must come out of it. */
export interface TestCase {
  readonly name: string;
  /** File of its world beside the test file; default: that of the runbook. */
  readonly world?: string;
  /** Beside or instead of the world's. */
  readonly inputs?: JsonObject;
  /** By step. A gate without an answer fails the case. */
  readonly answers?: JsonObject;
  /** Reason for starting outside the window. */
  readonly override?: string;
  /** Names of the world's faults, or faults written out. */
  readonly faults?: readonly (string | JsonObject)[];
  readonly jumps?: readonly Jump[];
  /** The engine dies once before every commit, and the run is resumed. */
  readonly kill?: 'every-commit';
  /** The terminal is closed once in every step, and the run is resumed. */
  readonly hangup?: 'every-step';
  readonly expect: Expectation;
}

/** The clock jumps when a step begins, as if nobody had looked for so long. */
export interface Jump {
  readonly step: string;
  readonly by: string;
}

/** What must hold once the run has ended. */
export interface Expectation {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly steps?: Readonly<Record<string, StepStatus>>;
  /** By step: each output named here must be equal; other outputs do not matter. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** How often a group went round. */
  readonly passes?: Readonly<Record<string, number>>;
  /** Actions or steps that changed something: in this order, others allowed between; or how often each. */
  readonly effects?: readonly string[] | Readonly<Record<string, number>>;
  /** Virtual time. */
  readonly takes?: { readonly 'at-least'?: string; readonly 'at-most'?: string };
  /** Texts that the terminal shows. */
  readonly messages?: readonly string[];
  /** The rollback that took over: it is driven, too, and `world` is what both leave. */
  readonly rollback?: Omit<Expectation, 'takes' | 'messages' | 'world' | 'rollback'>;
  /** CEL over the stand-ins' views, and `inputs steps run` of the run. */
  readonly world?: readonly string[];
}

/** Something that is not as expected. */
export interface Difference {
  /** What differs: `status`, `steps.promote/mr`, `world[2]`. */
  readonly at: string;
  readonly expected: string;
  readonly got: string;
}
