import { type Json, isJsonObject } from './json.ts';
import type { Reference } from './scope.ts';

/** The parts of the scope that an expression refers to: `true` takes a value whole. */
export type Wanted = ReadonlyMap<string, Wanted | true>;

export function wantedOf(references: readonly Reference[]): Wanted {
  const root: MutableWanted = new Map();
  for (const path of references) want(root, path);
  return root;
}

type MutableWanted = Map<string, MutableWanted | true>;

function want(node: MutableWanted, [part, ...rest]: Reference): void {
  if (part === undefined) return;
  const known = node.get(part);
  if (known === true) return;
  if (rest.length === 0) {
    node.set(part, true);
    return;
  }
  const next: MutableWanted = known ?? new Map();
  node.set(part, next);
  want(next, rest);
}

/** Thrown where a value is nested deeper than any honest one. */
export class TooDeep extends Error {}

const DEPTH_LIMIT = 200;

/**
 * JSON as CEL wants it: whole numbers as BigInt, objects as Map (a plain object with a key `constructor` confuses the
 * library). Only what is wanted is converted.
 */
export function toCel(value: Json, wanted: Wanted | true = true, depth = 0): unknown {
  if (depth > DEPTH_LIMIT) throw new TooDeep();
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item: Json) => toCel(item, true, depth + 1));
  if (!isJsonObject(value)) return value;
  const names = wanted === true ? Object.keys(value) : [...wanted.keys()].filter(name => Object.hasOwn(value, name));
  return new Map(names.map(name => [name, toCel(value[name] ?? null, wanted === true || (wanted.get(name) ?? true), depth + 1)]));
}

/** The JSON of a result; undefined where it is none (a type, an empty optional, infinity, a number too large to be exact). */
export function fromCel(value: unknown, depth = 0): Json | undefined {
  if (depth > DEPTH_LIMIT) throw new TooDeep();
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (Array.isArray(value)) return fromList(value, depth);
  if (value instanceof Map) return fromEntries([...value], depth);
  if (value instanceof Date) return value.toISOString();
  if (isDuration(value)) return `${value.valueOf() / 1_000}s`;
  return Object.getPrototypeOf(value) === Object.prototype ? fromEntries(Object.entries(value as object), depth) : undefined;
}

function fromList(items: readonly unknown[], depth: number): Json | undefined {
  const list = items.map(item => fromCel(item, depth + 1));
  return list.every(item => item !== undefined) ? list : undefined;
}

function fromEntries(entries: readonly (readonly [unknown, unknown])[], depth: number): Json | undefined {
  const list = entries.map(([key, item]) => [String(key), fromCel(item, depth + 1)] as const);
  return list.every((entry): entry is readonly [string, Json] => entry[1] !== undefined) ? Object.fromEntries(list) : undefined;
}

function isDuration(value: unknown): value is { valueOf(): number } {
  return typeof value === 'object' && value !== null && 'seconds' in value && 'nanos' in value && typeof value.valueOf() === 'number';
}
