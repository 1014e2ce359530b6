import type { Json, JsonObject } from './json.ts';

/** A runbook as its YAML reads after schema validation (kebab-case keys as written). */
export interface Runbook {
  readonly version: 1;
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** What a run changes (`pki/prod`); may name inputs. */
  readonly target?: string;
  readonly inputs?: Readonly<Record<string, FieldSchema>>;
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** By plugin: `connection`, and params given to those of its actions that declare them. */
  readonly defaults?: Readonly<Record<string, JsonObject>>;
  readonly window?: Window;
  readonly 'during-freeze'?: boolean;
  readonly steps: readonly Step[];
  readonly 'on-failure'?: readonly Step[];
  readonly finally?: readonly Step[];
  readonly rollback?: { readonly if?: string; readonly runbook: string; readonly with?: JsonObject };
  /** CEL by name: what a `runbook` step of another runbook sees. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** JSON Schema words of an input or of a field of `ask`. No default = required; `default: null` = optional. */
export interface FieldSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly title?: string;
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  /** CEL giving the list to choose from (`ask` only). */
  readonly options?: string;
  readonly pattern?: string;
  readonly format?: 'date' | 'duration';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Json;
}

/** Where a secret's value comes from. The value itself is never written anywhere. */
export type SecretSource = { readonly env: string } | { readonly file: string } | { readonly command: readonly string[] };

/** When a target may be changed. */
export interface Window {
  readonly days?: readonly Weekday[];
  /** `09:00-17:00` in the config's time zone. */
  readonly hours?: string;
  /** Name of a holiday calendar: not on the day before one of its days. */
  readonly 'not-day-before'?: string;
  /** Whether a person may start outside with a recorded reason. Default: reason. */
  readonly override?: 'reason' | 'never';
  /** `anytime`: a run may start outside, and its steps wait for `target.open` where it matters. Default: inside. */
  readonly start?: 'inside' | 'anytime';
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** One entry of `steps`. Exactly one of the kind keys is present (`stepKind` says which). */
export interface Step {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly if?: string;
  readonly timeout?: string;
  readonly retry?: { readonly attempts: number; readonly delay: string; readonly factor?: number };
  readonly check?: string | ReadingStep;
  readonly verify?: string | readonly Guard[] | ReadingStep;
  readonly message?: string;
  readonly override?: 'reason' | 'never';
  readonly outputs?: Readonly<Record<string, string>>;
  readonly 'on-failure'?: 'stop' | 'warn' | 'rollback' | readonly Step[];
  readonly show?: readonly string[];
  readonly until?: string;
  readonly every?: string;
  readonly repeat?: { readonly while: string; readonly 'at-most': number };
  readonly 'no-stop'?: string;
  readonly foreach?: string;
  readonly as?: string;
  readonly connection?: string;
  readonly interrupted?: Interrupted;
  // kinds
  readonly uses?: string;
  readonly with?: JsonObject;
  readonly run?: string | readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly effect?: 'read' | 'change' | 'opaque';
  readonly 'exit-codes'?: readonly number[];
  readonly interactive?: boolean;
  readonly wait?: string | { readonly until: string; readonly every: string; readonly timeout?: string };
  readonly confirm?: string;
  readonly approve?: { readonly by: readonly string[]; readonly min?: number; readonly 'not-starter'?: boolean };
  /** Text with optional `- [ ]` ticks. Beside `uses` it is what to do by hand where no connection exists. */
  readonly manual?: string;
  readonly ask?: Readonly<Record<string, FieldSchema>>;
  readonly stop?: { readonly as: 'succeeded' | 'failed' | 'cancelled'; readonly reason: string };
  readonly freeze?: { readonly target?: string; readonly reason: string; readonly until?: string };
  readonly unfreeze?: { readonly target?: string; readonly reason?: string };
  readonly parallel?: readonly Step[];
  readonly steps?: readonly Step[];
  readonly runbook?: string;
}

/** What a run does with a change whose outcome was lost. */
export type Interrupted = 'rerun' | 'check' | 'ask';

/** A reading step inside `check` or `verify`. */
export type ReadingStep = Pick<Step, 'uses' | 'with' | 'run' | 'cwd' | 'env' | 'connection' | 'exit-codes' | 'outputs'> & {
  readonly verify?: string;
};

/** One condition of a `verify` list, with what to say when it does not hold. */
export interface Guard {
  readonly that: string;
  readonly message: string;
}

export type StepKind = (typeof STEP_KINDS)[number];

/** In the order in which they are looked for: `uses` before `manual`, which beside it is only text. */
export const STEP_KINDS = ['uses', 'run', 'wait', 'confirm', 'approve', 'manual', 'ask', 'stop', 'freeze', 'unfreeze', 'parallel', 'steps', 'runbook'] as const;

export function stepKind(step: Step): StepKind {
  const kind = STEP_KINDS.find(key => step[key] !== undefined);
  if (!kind) throw new Error(`step ${step.id} has no kind: the loader must have refused it`);
  return kind;
}

/** The steps directly inside a group or a parallel. */
export function childSteps(step: Step): readonly Step[] {
  return step.steps ?? step.parallel ?? [];
}
