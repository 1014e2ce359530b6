import { isJsonObject } from './json.ts';
import type { JsonSchema } from './schema/parts.ts';

/** The types of what an expression may refer to, by root. A root that is missing may not be named. */
export type TypeScope = Readonly<Record<string, JsonSchema>>;

/** Anything: nothing is checked below it. */
export const ANY: JsonSchema = {};

/** A time that CEL knows as such: `now`. */
export const MOMENT: JsonSchema = { type: 'string', format: 'moment' };

/** What a schema says a value is; `any` where it leaves it open. */
export type Kind = 'any' | 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object' | 'moment';

/** What stands under a name of an object, or why nothing can. Not `required`: declared, and it may be missing. */
export type Field =
  | { readonly status: 'ok'; readonly schema: JsonSchema; readonly required: boolean }
  | { readonly status: 'missing'; readonly names: readonly string[] }
  | { readonly status: 'no-object'; readonly kind: Kind };

export function kindOf(schema: JsonSchema): Kind {
  if (schema['format'] === 'moment') return 'moment';
  const types = typesOf(schema).filter(type => type !== 'null');
  const [only = 'null'] = types;
  return types.length > 1 || isComposed(schema) ? 'any' : (KINDS.find(kind => kind === only) ?? 'any');
}

export function isNullable(schema: JsonSchema): boolean {
  return typesOf(schema).includes('null');
}

/** An object that lists its properties has no others, except where it says so. */
export function fieldOf(schema: JsonSchema, name: string): Field {
  const kind = kindOf(schema);
  if (kind === 'any') return { status: 'ok', schema: ANY, required: true };
  if (kind === 'array' && /^\d+$/.test(name)) return { status: 'ok', schema: itemsOf(schema), required: true };
  if (kind !== 'object') return { status: 'no-object', kind };
  const properties = propertiesOf(schema);
  if (properties && Object.hasOwn(properties, name)) {
    return { status: 'ok', schema: properties[name] ?? ANY, required: requiredOf(schema).includes(name) };
  }
  const rest = schema['additionalProperties'];
  if (isJsonSchema(rest)) return { status: 'ok', schema: rest, required: true };
  if (rest === true || (rest === undefined && properties === undefined)) return { status: 'ok', schema: ANY, required: true };
  return { status: 'missing', names: Object.keys(properties ?? {}) };
}

export function itemsOf(schema: JsonSchema): JsonSchema {
  const { items } = schema;
  return isJsonSchema(items) ? items : ANY;
}

/** The properties of a closed object; undefined where others may stand beside them. */
export function closedProperties(schema: JsonSchema): Readonly<Record<string, JsonSchema>> | undefined {
  const rest = schema['additionalProperties'];
  return kindOf(schema) === 'object' && (rest === undefined || rest === false) ? propertiesOf(schema) : undefined;
}

/** The texts that a value is limited to, where it is. */
export function textsOf(schema: JsonSchema): readonly string[] | undefined {
  const values = schema['enum'];
  return Array.isArray(values) && values.every(value => typeof value === 'string') ? values : undefined;
}

/** The same type, or null. */
export function orNull(schema: JsonSchema): JsonSchema {
  const types = typesOf(schema);
  return types.length === 0 ? schema : { ...schema, type: [...new Set([...types, 'null'])] };
}

const KINDS: readonly Kind[] = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];

function typesOf(schema: JsonSchema): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter(entry => typeof entry === 'string');
  return textsOf(schema) ? ['string'] : propertiesOf(schema) ? ['object'] : ['any'];
}

function isComposed(schema: JsonSchema): boolean {
  return ['anyOf', 'oneOf', 'allOf', '$ref', 'if'].some(key => key in schema);
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> | undefined {
  const { properties } = schema;
  return isJsonSchema(properties) ? (properties as Readonly<Record<string, JsonSchema>>) : undefined;
}

function requiredOf(schema: JsonSchema): readonly unknown[] {
  return Array.isArray(schema['required']) ? schema['required'] : [];
}

function isJsonSchema(value: unknown): value is JsonSchema {
  return isJsonObject(value);
}
