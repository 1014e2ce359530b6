import type { Failure } from '../../engine/core/failure.ts';
import { toFailure } from '../../engine/core/failure.ts';

/** The failure with which a use ends. */
export async function failureOf(use: Promise<unknown>): Promise<Failure> {
  const ended = await use.then(
    value => ({ value }),
    (error: unknown) => ({ failure: toFailure(error) }),
  );
  if ('value' in ended) throw new Error(`it did not fail: ${JSON.stringify(ended.value)}`);
  return ended.failure;
}
