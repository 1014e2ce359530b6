import { setTimeout as sleep } from 'node:timers/promises';
import { fail, isFailureError } from '../core/failure.ts';
import { executionFailures, executionLines } from '../core/messages/execution.ts';
import { abortFailure, withDeadline } from './deadline.ts';
import { networkTrouble, reasonOf } from './network.ts';

/** How patient a context is. */
export interface Patience {
  /** Milliseconds for one try of a read. */
  readonly read: number;
  /** Pauses before the second, third, ... try of a read that got no answer. */
  readonly pauses: readonly number[];
  /** Milliseconds for one request of a change; it is never tried again. */
  readonly change: number;
}

export const PATIENCE: Patience = { read: 30_000, pauses: [500, 1_000], change: 60_000 };

interface Retrying {
  readonly signal: AbortSignal;
  readonly patience: Patience;
  readonly log: (line: string) => void;
}

/** Asks until an answer comes, good or bad; only silence is tried again. Fails with `timeout`, `no-answer`, `unreachable`. */
export async function askPatiently<T>(what: string, { signal, patience, log }: Retrying, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (const pause of [...patience.pauses, undefined]) {
    try {
      return await withDeadline(what, signal, patience.read, call);
    } catch (error) {
      if (signal.aborted) fail(abortFailure(signal), error);
      if (!isSilence(error)) throw error;
      if (pause === undefined) failSilent(what, error);
      log(executionLines.retrying(what, reasonOf(error), pause));
      await sleep(pause, undefined, { signal }).catch(() => fail(abortFailure(signal)));
    }
  }
  throw new Error('a read ends with its last try');
}

const PASSING_STATUSES: readonly number[] = [429, 502, 503, 504];

/** A gateway that stumbles must not end a poll of hours: such an answer is asked for again, and the last one counts. */
export async function untilItPasses(what: string, { signal, patience, log }: Retrying, ask: () => Promise<Response>): Promise<Response> {
  for (const pause of patience.pauses) {
    const response = await ask();
    if (!PASSING_STATUSES.includes(response.status)) return response;
    log(executionLines.retrying(what, executionLines.answered(response.status), pause));
    await sleep(pause, undefined, { signal }).catch(() => fail(abortFailure(signal)));
  }
  return ask();
}

/** No answer came: a lost connection, a refused one, or the deadline of this try. */
function isSilence(error: unknown): boolean {
  if (isFailureError(error)) return error.failure.code === 'timeout' || error.failure.lost === true;
  return networkTrouble(error) !== undefined;
}

function failSilent(what: string, error: unknown): never {
  if (isFailureError(error)) throw error;
  const isUnsent = networkTrouble(error) === 'unsent';
  fail(isUnsent ? executionFailures.unreachable(what, reasonOf(error)) : executionFailures.noAnswer(what, reasonOf(error)), error);
}
