/** What every endpoint is given, and the answers that several give. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse, WorldIo } from '../../../engine/core/stand-in.ts';
import type { Repo } from './repo.ts';

export interface Served {
  readonly world: WorldIo;
  readonly repo: Repo;
  /** Address of the stand-in: pages of the repository lie below it. */
  readonly base: string;
}

export const NOT_FOUND: StandInResponse = { status: 404, body: { message: 'Not Found' } };

export function refuse(message: string, status = 422): StandInResponse {
  return { status, body: { message: 'Validation Failed', errors: [{ message }] } };
}

export function readBody({ body }: StandInRequest): JsonObject {
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null ? (parsed as JsonObject) : {};
}

/** A field that is text; everything else counts as absent. */
export function textOf(body: JsonObject, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}
