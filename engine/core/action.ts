/**
 * The plugin interface: all that a file in plugins/ may import from the engine, together with core/stand-in.ts,
 * core/failure.ts, core/json.ts and core/duration.ts.
 */
import type { Failure } from './failure.ts';
import type { FromSchema, JSONSchema } from './schema-type.ts';
import type { Json, JsonObject } from './json.ts';

export type { FromSchema, JSONSchema };

/** What an action does to the world: nothing, something that it can preview, something that nobody can preview. */
export type EffectClass = 'read' | 'change' | 'opaque';

/** One thing that a change does to the world: previewed by `preview`, executed by `run`, compared by the engine. */
export interface Effect {
  /** Stable verb: `git push`, `POST merge_requests`, `SetInstanceProtection`. */
  readonly does: string;
  /** To what: a repository, a group, a channel. */
  readonly to: string;
  /** Everything that the change sends, exactly; compared between plan and run. Never a secret. */
  readonly data: Json;
  /** One imperative sentence for people: `push stages/rc-2026-03-10 at 1a2b3c4 to origin`. */
  readonly says: string;
}

/** A check's answer to "is it already done?". `outputs` are what `run` would have returned. */
export type CheckResult<Out> = { readonly done: true; readonly outputs: Out } | { readonly done: false };

/** A verify's answer to "did it really work?". */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** The outside system that a step talks to, as the config (or a world's stand-in) describes it. */
export interface Connection {
  readonly name: string;
  /** Base address, without a trailing slash. Where the config gives none: `fallback`, else it fails with code `no-connection`. */
  url(fallback?: string): string;
  /** The `token` secret. Fetched before a change is claimed; registered for redaction. */
  token(): Promise<string>;
  /** A secret inside the plugin's own options, by path: `secret('webhooks', 'login-appdev')`. */
  secret(...path: readonly string[]): Promise<string>;
  /** What stands before commands on this connection: its `wrap`, as the plugin's wrapper leaves it in this environment. */
  wrap(): readonly string[];
  /**
   * Secrets that a command prints and that are good for a time only. Kept in memory, fetched again when they are about to end, or after
   * a failure `credentials`. Fails with that code where the command gives none, and with what `read` throws.
   */
  lease<T>(argv: readonly string[], read: (stdout: string) => Lease<T>): Promise<T>;
  /** The plugin's own options, validated by its connection schema. Secret sources in it are not resolved. */
  readonly options: JsonObject;
  /** Environment for child processes and for clients that read it. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a command gave for a time. */
export interface Lease<T> {
  readonly value: T;
  /** Texts to keep out of logs and messages, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** When it ends; undefined: nobody says. */
  readonly until?: Date | undefined;
}

export interface ExecOptions {
  /** Resolved against the config's folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Exit codes that are answers, not failures. Default: [0]. */
  readonly exitCodes?: readonly number[];
  /** Milliseconds. Default: 120,000. */
  readonly timeout?: number;
}

export interface ExecResult {
  readonly exitCode: number;
  /** Decoded as UTF-8 with replacement, at most 1 MiB, one trailing newline removed. */
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * How an action reaches the world while it may only read: in `preview`, `check`, `verify`, and in `run` of a read.
 * Reads are recorded. A read that gets no answer is tried up to three times (500 ms, 1 s apart); each try has 30 s.
 */
export interface ReadContext {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  /** The folder against which relative paths resolve. */
  readonly folder: string;
  /** The run's clock. Never use Date.now(). */
  now(): Date;
  /** One line for the step's log. Redacted and stripped of control sequences by the engine. */
  log(line: string): void;
  /** Runs a command that only reads. Fails with code `exit-code`, `not-found`, `timeout`. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /**
   * GET or HEAD; another method is refused (code `not-a-read`) unless `reading` says that the call only asks (GraphQL).
   * Every status is an answer; with `patient` 429, 502, 503 and 504 are asked again like silence, the last one is the answer.
   */
  fetch(url: string, init?: RequestInit & { readonly reading?: true; readonly patient?: true }): Promise<Response>;
  /** A reading call through a client library. `does` names it in the record: `DescribeAutoScalingGroups prod-pivcac`. */
  read<T>(does: string, call: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** The same world with the doors open, inside one `change`. */
export interface ChangeIo {
  readonly signal: AbortSignal;
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Unique per attempt and stable across a crash: for APIs that take an idempotency key. */
  readonly idempotencyKey: string;
}

/** How the `run` of a change reaches the world: reads as before, and changes one effect at a time. */
export interface ChangeContext extends ReadContext {
  /**
   * Makes one change. The engine records the effect and compares it with what was previewed.
   * It is tried once. Where no answer came back the failure is marked `lost` and the step is settled by its check:
   * `perform` throws `fail({..., lost: true})`, or a raw network error, which counts as lost unless the connection was refused.
   */
  change<T>(effect: Effect, perform: (io: ChangeIo) => Promise<T>): Promise<T>;
}

/** One use of an action: shown in the docs, and run by the tests of previews and fidelity. */
export interface Example {
  readonly title: string;
  /** As a person writes it under `with:`. */
  readonly with: JsonObject;
}

interface Described<P extends JSONSchema, O extends JSONSchema> {
  /** The verb as YAML writes it after the plugin's name: `free_branch`. */
  readonly name: string;
  /** One line; shown in lists, hover and completion. */
  readonly summary: string;
  /** Markdown; what an author wants to know. */
  readonly description?: string;
  /** Closed object schema; every property has a `description`. `x-secret: true` marks params that may hold a secret. */
  readonly params: P;
  /**
   * Object schema of what `run` returns. A value that may be absent is left out of `required`. `x-volatile: true` marks a value
   * that differs from one look to the next by its nature (a count, a time): shown in a plan, never compared with a saved one.
   */
  readonly outputs: O;
  /** Raised when params, outputs or meaning change. A run is resumed only with equal versions. */
  readonly version: number;
  readonly examples: readonly Example[];
}

export interface ReadDefinition<P extends JSONSchema, O extends JSONSchema> extends Described<P, O> {
  run(params: FromSchema<P>, context: ReadContext): Promise<FromSchema<O>>;
}

export interface ChangeDefinition<P extends JSONSchema, O extends JSONSchema> extends Described<P, O> {
  /** What a run does when the outcome was lost. `check` needs a check. */
  readonly interrupted: 'rerun' | 'check' | 'ask';
  /** How long after a lost answer the check can be trusted (`10s`). Default: at once. */
  readonly settleAfter?: string;
  /** The effects that `run` would have now, in order; what is already there is left out. Reads only. */
  preview(params: FromSchema<P>, context: ReadContext): Promise<readonly Effect[]>;
  /** Is it already done? Reads only. Throws where it cannot tell. */
  check?(params: FromSchema<P>, context: ReadContext): Promise<CheckResult<FromSchema<O>>>;
  /** Executes exactly `effects`, which `preview` returned just before. */
  run(params: FromSchema<P>, context: ChangeContext, effects: readonly Effect[]): Promise<FromSchema<O>>;
  /** Did it really work? Reads only. */
  verify?(params: FromSchema<P>, outputs: FromSchema<O>, context: ReadContext): Promise<Verdict>;
}

/** An action with its types erased: what the engine handles. Params and outputs are validated at its borders. */
export interface Action extends Described<JSONSchema, JSONSchema> {
  readonly effect: EffectClass;
  readonly interrupted: 'rerun' | 'check' | 'ask';
  readonly settleAfter?: string;
  preview?(params: JsonObject, context: ReadContext): Promise<readonly Effect[]>;
  check?(params: JsonObject, context: ReadContext): Promise<CheckResult<JsonObject>>;
  run(params: JsonObject, context: ChangeContext, effects: readonly Effect[]): Promise<JsonObject>;
  verify?(params: JsonObject, outputs: JsonObject, context: ReadContext): Promise<Verdict>;
}

/** An action that only looks. It may be repeated at any time, also by a plan. */
export function defineRead<const P extends JSONSchema, const O extends JSONSchema>(definition: ReadDefinition<P, O>): Action {
  return { ...definition, effect: 'read', interrupted: 'rerun' } as unknown as Action;
}

/** An action that changes the world and says beforehand how. */
export function defineChange<const P extends JSONSchema, const O extends JSONSchema>(definition: ChangeDefinition<P, O>): Action {
  return { ...definition, effect: 'change' } as unknown as Action;
}

/** What a plugin knows of programs that log in and then start a command (`wrap`). */
export interface Wrapper {
  /** What is left of `wrap` in this environment: nothing, where the engine itself runs inside it. Fails where it runs inside another one. */
  outer(wrap: readonly string[], environment: Readonly<Record<string, string>>, connection: string): readonly string[];
  /** The failure that the end of a wrapped command means, where the wrapper never started it; undefined where the command itself ended so. */
  explain(wrap: readonly string[], ended: ExecResult, connection: string): Failure | undefined;
}

/** A folder in plugins/: one service. */
export interface Plugin {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Schema of the plugin's own keys of a connection; `x-secret: true` marks secret sources. */
  readonly connection?: JSONSchema;
  /** False where the plugin works without any connection (git, http). Default: true. */
  readonly needsConnection?: boolean;
  readonly actions: readonly Action[];
  /** How commands are started through a connection's `wrap`. Without it: as it stands. */
  readonly wrapper?: Wrapper;
  /** Its local double for rehearsals; loaded only there. */
  readonly standIn?: () => Promise<import('./stand-in.ts').StandInDefinition>;
}
