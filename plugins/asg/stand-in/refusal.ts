import type { AwsRefusal } from './query.ts';

/** Ends a call with an answer of AWS that says no. */
export function refuseCall(code: string, message: string, status = 400): never {
  throw Object.assign(new Error(message), { refusal: { status, code, message } satisfies AwsRefusal });
}

export function refusalOf(error: unknown): AwsRefusal | undefined {
  return error instanceof Error && 'refusal' in error ? (error.refusal as AwsRefusal) : undefined;
}
