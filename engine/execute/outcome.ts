import type { Effect } from '../core/action.ts';
import type { Outcome } from '../core/events.ts';
import { type Failure, fail, isFailureError } from '../core/failure.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { executionFailures } from '../core/messages/execution.ts';
import type { Redactor } from '../core/redaction.ts';
import { cleanText } from '../core/text.ts';
import { abortFailure } from './deadline.ts';
import { reasonOf } from './network.ts';

/** Bytes of JSON that one result may have: it is journaled. */
export const RESULT_LIMIT = 262_144;
export const RESULT_LIMIT_TEXT = '256 KiB';

export function sizeOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** A result that is too large, or that would bring a secret into the journal, fails: it is never silently rewritten. */
export function checkResult(what: string, value: Json, redactor: Redactor): void {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > RESULT_LIMIT) fail(executionFailures.tooLarge(what, RESULT_LIMIT_TEXT));
  const secret = redactor.find(text);
  if (secret !== undefined) fail(executionFailures.secretInOutput(what, secret));
}

export interface Broken {
  readonly error: unknown;
  readonly signal: AbortSignal;
  /** A change or opaque do: a lost answer is settled. Of a read it is a failure like any other. */
  readonly claimed: boolean;
  readonly performed: readonly Effect[];
}

/**
 * How an exec ended that threw. Interrupted: we ended it (`aborted`: begun again or given up by the engine), or the answer of
 * a change was lost.
 */
export function brokenOutcome({ error, signal, claimed, performed }: Broken): Outcome {
  const { lost, ...failure } = toKnownFailure(error, signal);
  if (failure.code === 'aborted') return { status: 'interrupted', failure: { ...failure, lost: true } };
  if (claimed && (lost || signal.aborted)) return { status: 'interrupted', failure: { ...failure, lost: true } };
  return { status: 'failed', failure, ...(performed.length > 0 ? { performed } : {}) };
}

function toKnownFailure(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return abortFailure(signal);
  return isFailureError(error) ? error.failure : executionFailures.internal('The step', reasonOf(error));
}

/** The last border: whatever leaves is harmless for a terminal and holds no secret. */
export function redactOutcome(outcome: Outcome, redactor: Redactor): Outcome {
  if (outcome.status === 'ok') {
    return outcome.performed ? { ...outcome, performed: redactEffects(outcome.performed, redactor) } : outcome;
  }
  const failure = redactFailure(outcome.failure, redactor);
  if (outcome.status === 'interrupted') return { status: 'interrupted', failure };
  return { status: 'failed', failure, ...(outcome.performed ? { performed: redactEffects(outcome.performed, redactor) } : {}) };
}

function redactFailure(failure: Failure, redactor: Redactor): Failure {
  const text = (value: string): string => redactor.redact(cleanText(value)).slice(0, 4_000);
  return {
    ...failure,
    message: text(failure.message),
    ...(failure.hint === undefined ? {} : { hint: text(failure.hint) }),
    ...(failure.data === undefined ? {} : { data: boundData(redactor.redactJson(failure.data)) }),
  };
}

/** A failure explains; it does not carry a page of HTML. */
function boundData(data: Json): Json {
  return sizeOf(data) > 16_384 ? null : data;
}

function redactEffects(effects: readonly Effect[], redactor: Redactor): readonly Effect[] {
  return redactor.redactJson(effects as unknown as readonly JsonObject[]) as unknown as readonly Effect[];
}
