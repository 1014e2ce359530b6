/** A JSON value: the only kind of value that crosses a step's border. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same text for the same value, whatever the order of its keys: what hashes and comparisons use. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) =>
    isJsonObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** A place inside a value as one text: `headers/authorization`. JSON Pointer (RFC 6901) without its first slash. */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map(part => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

/** The value with another one at a place; the last key of it may be new. */
export function replaceAt(value: Json, pointer: string, inner: Json): Json {
  const path = pointer.split('/').map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return replaceIn(value, path, inner);
}

function replaceIn(value: Json, [key, ...rest]: readonly string[], inner: Json): Json {
  if (key === undefined) return inner;
  if (Array.isArray(value)) return (value as readonly Json[]).map((entry, index) => (String(index) === key ? replaceIn(entry, rest, inner) : entry));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([name, entry]): [string, Json] => [name, name === key ? replaceIn(entry, rest, inner) : entry]);
  return Object.fromEntries(Object.hasOwn(value, key) ? entries : [...entries, [key, inner]]);
}

/** A value of ours as it would be stored: without `undefined`, as plain JSON. */
export function toPlainJson(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** A value inside a text: a text as it is, anything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Ends a switch over a union: adding a member without a case becomes a type error. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
