import type { Json } from './json.ts';

/** Why a step, a run, or a call did not succeed. Expected: a value, never a bug. */
export interface Failure {
  /** Stable and kebab-case (`timeout`, `exit-code`, `expression`, `http-status`); the docs list them all. */
  readonly code: string;
  /** What happened, for people; one or two sentences, no secrets. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** Anything that a program may want (exit code, HTTP status). */
  readonly data?: Json;
  /** True where nobody can tell whether the effect landed (an answer was lost): the step is settled, never retried blindly. */
  readonly lost?: true;
}

/** An `Error` that carries a `Failure` out of an action's `check`, `run` or `verify`. */
export type FailureError = Error & { readonly failure: Failure };

/** Ends an action's call with an expected failure. Everything else that is thrown counts as a bug in the plugin (code `internal`). */
export function fail(failure: Failure, cause?: unknown): never {
  throw Object.assign(new Error(failure.message, { cause }), { failure });
}

export function isFailureError(error: unknown): error is FailureError {
  return error instanceof Error && 'failure' in error;
}

/** The failure inside a thrown value; a bug becomes code `internal`. */
export function toFailure(error: unknown): Failure {
  if (isFailureError(error)) return error.failure;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
