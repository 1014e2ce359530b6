/** What every endpoint is given, and the answers that several give. */
import type { StandInResponse, WorldIo } from '../../../engine/core/stand-in.ts';
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
