/** What is sent to a double. */
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandInRequest } from '../../engine/core/stand-in.ts';

/** The JSON object of a request; an empty one where there is none. */
export function readBody({ body }: StandInRequest): JsonObject {
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null ? (parsed as JsonObject) : {};
}

/** A field that is text; everything else counts as absent. */
export function textOf(body: JsonObject, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}
