import { stringify } from 'yaml';
import type { JsonSchema } from '../../engine/core/schema.ts';

/** A map of a document in which keys can be written. */
export interface EditorPlace {
  /** From the root, for people: `/steps/0/with`. */
  readonly path: string;
  /** The path with what leads to this place of several there: `/steps/0 (wait: 15m)`. */
  readonly name: string;
  /** The keys that the schema knows there, with what it says about them. */
  readonly keys: Readonly<Record<string, JsonSchema>>;
  /** Keys that lead here: a step's kind, its action. They are there in every document of the place. */
  readonly leading: Value;
  /** The document around one value of this place. */
  readonly around: (value: unknown) => unknown;
}

type Value = Readonly<Record<string, unknown>>;

/** Every place of a schema once, in the order in which it stands there; a definition that several places share counts once. */
export function editorPlaces(root: JsonSchema): readonly EditorPlace[] {
  const places: EditorPlace[] = [];
  const seen = new Set<JsonSchema>();
  const walk = (written: JsonSchema, path: string, around: EditorPlace['around'], leading: Value = {}): void => {
    const schema = resolve(root, written);
    if (seen.has(schema)) return;
    seen.add(schema);
    const deeper = (one: unknown, more: Value = {}): void => {
      if (isSchema(one)) walk(one, path, around, { ...leading, ...more });
    };
    const keys = isSchema(schema.properties) ? (schema.properties as Readonly<Record<string, JsonSchema>>) : {};
    if (Object.keys(keys).length > 0) places.push({ path, name: nameOf(path, leading), keys, leading, around });
    for (const [key, property] of Object.entries(keys)) walk(property, `${path}/${key}`, value => around({ ...leading, [key]: value }));
    if (isSchema(schema.additionalProperties)) walk(schema.additionalProperties, `${path}/*`, value => around({ ...leading, name: value }));
    if (isSchema(schema.items)) walk(schema.items, `${path}/0`, value => around([value]));
    for (const keyword of ['anyOf', 'allOf'] as const) for (const one of listOf(schema[keyword])) deeper(one);
    const by = isSchema(schema.discriminator) ? String(schema.discriminator.propertyName) : undefined;
    for (const one of listOf(schema.oneOf)) deeper(one, by === undefined ? {} : { [by]: constOf(resolve(root, one), by) });
    if (!isSchema(schema.if)) return;
    const [chosen] = listOf(schema.if.required) as readonly string[];
    deeper(schema.then, chosen === undefined ? {} : { [chosen]: sample(root, propertyOf(root, schema.then, chosen)) });
    deeper(schema.else);
  };
  walk(root, '', value => value);
  return places;
}

/** A document with the cursor where a key of the place can begin. */
export function documentAt({ around, leading }: EditorPlace, without?: string): MarkedDocument {
  const rest = Object.fromEntries(Object.entries(leading).filter(([key]) => key !== without));
  return cut(stringify(around({ ...rest, [MARK]: null })), '');
}

/** A document with a key of the place, and the cursor on it. */
export function documentOn(root: JsonSchema, { around, leading, keys }: EditorPlace, key: string): MarkedDocument {
  const rest = Object.fromEntries(Object.entries(leading).filter(([name]) => name !== key));
  return cut(stringify(around({ ...rest, [MARK]: leading[key] ?? sample(root, keys[key] ?? {}) })), key);
}

export interface MarkedDocument {
  readonly text: string;
  /** Of the cursor in the text. */
  readonly offset: number;
}

const MARK = 'MARK_OF_THE_CURSOR';

/** The key in place of the mark; without a key what stood on its line is gone. */
function cut(text: string, key: string): MarkedDocument {
  const offset = text.indexOf(MARK);
  const rest = text.slice(offset + MARK.length);
  return { text: text.slice(0, offset) + key + (key === '' ? rest.slice(rest.indexOf('\n')) : rest), offset };
}

/** A value that the schema accepts, as far as it decides what else is known. */
function sample(root: JsonSchema, written: JsonSchema): unknown {
  const schema = resolve(root, written);
  if ('const' in schema) return schema.const;
  const [example] = [...listOf(schema.enum), ...listOf(schema.examples)];
  if (example !== undefined) return example;
  const [first] = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  if (first !== undefined) return sample(root, first as JsonSchema);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'array':
      return isSchema(schema.items) ? [sample(root, schema.items)] : ['x'];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'object':
      return Object.fromEntries(listOf(schema.required).map(key => [key, sample(root, propertyOf(root, schema, String(key)))]));
    default:
      return 'x';
  }
}

function propertyOf(root: JsonSchema, written: unknown, key: string): JsonSchema {
  const { properties } = resolve(root, written);
  const property = isSchema(properties) ? properties[key] : undefined;
  return isSchema(property) ? property : {};
}

function constOf(schema: JsonSchema, key: string): unknown {
  return propertyOf(schema, schema, key).const;
}

function resolve(root: JsonSchema, written: unknown): JsonSchema {
  const schema = isSchema(written) ? written : {};
  if (typeof schema.$ref !== 'string') return schema;
  const parts = schema.$ref.split('/').slice(1);
  return resolve(
    root,
    parts.reduce<unknown>((at, part) => (isSchema(at) ? at[part] : undefined), root),
  );
}

function nameOf(path: string, leading: Value): string {
  const [first] = Object.entries(leading);
  return `${path}${first ? ` (${first[0]}: ${typeof first[1] === 'string' ? first[1] : '...'})` : ''}`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
