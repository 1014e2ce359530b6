import { isFailureError } from '../core/failure.ts';
import type { Failure, FailureError } from '../core/failure.ts';
import { executionFailures } from '../core/messages/execution.ts';

/**
 * Calls with a signal that aborts after `ms` or with `signal`, and stops waiting then, even for a call that does not
 * listen. Fails with code `timeout`, or with the reason of `signal`.
 */
export async function withDeadline<T>(what: string, signal: AbortSignal, ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const end = new AbortController();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  end.signal.addEventListener('abort', () => ended.reject(end.signal.reason), { once: true });
  const abort = (): void => end.abort(failureError(abortFailure(signal)));
  const timer = setTimeout(() => end.abort(failureError(executionFailures.timeout(what, ms))), ms);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    if (end.signal.aborted) throw end.signal.reason;
    return await Promise.race([call(end.signal), ended.promise]);
  } catch (error) {
    throw end.signal.aborted ? end.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** Why a signal aborted: the failure that its reason carries, else `aborted`. */
export function abortFailure(signal: AbortSignal): Failure {
  return isFailureError(signal.reason) ? signal.reason.failure : executionFailures.aborted();
}

/** A reason for `AbortController.abort` that `abortFailure` understands. */
export function failureError(failure: Failure, cause?: unknown): FailureError {
  return Object.assign(new Error(failure.message, { cause }), { failure });
}
