import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../engine/core/json.ts';
import { shortImage } from '../shared/kubernetes/image-name.ts';

/** What the cluster writes by itself, and what nobody wants to see changed. */
const OWN = new Set(['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink', 'deployment.kubernetes.io/revision']);

/** Each field that two states of an object differ in, as `spec.replicas: 2 -> 3`. The status is left out: it follows. */
export function objectDiff(before: JsonObject, after: JsonObject): readonly string[] {
  return differences({ ...before, status: null }, { ...after, status: null }, []);
}

function differences(before: Json | undefined, after: Json | undefined, path: readonly string[]): readonly string[] {
  if (OWN.has(path.at(-1) ?? '')) return [];
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  const [a, b] = [fieldsOf(before), fieldsOf(after)];
  if (!a || !b) return [`${path.join('.')}: ${shown(before, path)} -> ${shown(after, path)}`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap(key => differences(a[key], b[key], [...path, key]));
}

/** Maps by their keys, lists of named things by their names; undefined for everything that is compared as a whole. */
function fieldsOf(value: Json | undefined): Readonly<Record<string, Json>> | undefined {
  if (isJsonObject(value)) return value;
  if (!Array.isArray(value)) return undefined;
  const named = value.map(one => (isJsonObject(one) && typeof one['name'] === 'string' ? ([one['name'], one] as const) : undefined));
  return named.length > 0 && named.every(one => one !== undefined) ? Object.fromEntries(named) : undefined;
}

const LENGTH = 120;

function shown(value: Json | undefined, path: readonly string[]): string {
  if (value === undefined) return 'nothing';
  if (path.at(-1) === 'image' && typeof value === 'string') return shortImage(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= LENGTH ? text : `${text.slice(0, LENGTH - 1)}…`;
}
