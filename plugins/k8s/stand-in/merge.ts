import { isJsonObject, type Json, type JsonObject } from '../../../engine/core/json.ts';

/** A strategic merge: maps key by key, lists of named things by their names, null takes away, everything else is replaced. */
export function mergeObject(has: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...has };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeValue(merged[key], value);
  }
  return merged;
}

function mergeValue(has: Json | undefined, patch: Json): Json {
  if (isJsonObject(patch)) return mergeObject(isJsonObject(has) ? has : {}, patch);
  if (Array.isArray(has) && isNamedList(has) && Array.isArray(patch) && isNamedList(patch)) return mergeNamed(has, patch);
  return patch;
}

type Named = JsonObject & { readonly name: string };

function mergeNamed(has: readonly Named[], patch: readonly Named[]): Json {
  const fresh = patch.filter(({ name }) => !has.some(one => one.name === name));
  return [...has.map(one => mergeObject(one, patch.find(({ name }) => name === one.name) ?? {})), ...fresh];
}

function isNamedList(list: readonly Json[]): list is readonly Named[] {
  return list.length > 0 && list.every(one => isJsonObject(one) && typeof one['name'] === 'string');
}
