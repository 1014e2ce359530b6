import type { StandInResponse } from '../../../engine/core/stand-in.ts';

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

/** Ends a request with an answer of the API that says no. */
export function refuse(status: number, reason: string, message: string): never {
  throw Object.assign(new Error(message), { refusal: { status, reason, message } satisfies Refusal });
}

export function refusalOf(error: unknown): StandInResponse | undefined {
  return error instanceof Error && 'refusal' in error ? statusResponse(error.refusal as Refusal) : undefined;
}

export function statusResponse({ status, reason, message }: Refusal): StandInResponse {
  return { status, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code: status } };
}
