import { without, type JsonSchema } from './parts.ts';
import { exampleSnippets, withExamples } from './snippets.ts';

/**
 * The same schema as editors understand it best. They guess which alternative of a union is meant, and complain about
 * all of them: a map among other types is therefore asked for by its type. They label examples that are maps
 * `[object Object]`: those become snippets, and part of the description. A map without a title is named like its key, not
 * like the whole document.
 */
export function forEditors(schema: JsonSchema, name = ''): JsonSchema {
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, changeBelow(key, value, name)]));
  const title = schema.properties !== undefined && schema.title === undefined && name !== '' ? { title: name } : {};
  return withMapExamples(oneOfItsKeys(unionByType({ ...title, ...inner })));
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const NESTED = new Set(['items', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not', 'contains']);
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const BY_NAME = new Set(['properties', 'patternProperties', '$defs']);

function changeBelow(keyword: string, value: unknown, name: string): unknown {
  if (NESTED.has(keyword)) return isSchema(value) ? forEditors(value, name) : value;
  if (LISTS.has(keyword) && Array.isArray(value)) return value.map((one: unknown) => (isSchema(one) ? forEditors(one, name) : one));
  if (!BY_NAME.has(keyword) || !isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, isSchema(one) ? forEditors(one, keyword === 'properties' ? key : '') : one]));
}

/**
 * Of a text, a list or a map the map stands in `then`: what is wrong in it is told as that, not as a wrong type. The
 * alternatives leave it to the whole to say what it is for; their empty `properties` tell one from another.
 */
function unionByType(schema: JsonSchema): JsonSchema {
  if (!Array.isArray(schema.anyOf) || schema.anyOf.length < 2 || schema.if !== undefined) return schema;
  const alternatives = schema.anyOf as readonly JsonSchema[];
  const maps = alternatives.filter(isMap);
  const [map] = maps.length === 1 ? maps : [];
  const anyOf = alternatives.map(one => (one === map ? { type: 'object', properties: {} } : { properties: {}, ...without(one, 'description') }));
  // An empty value is the beginning of a map; that it is none yet the alternatives say.
  return { ...schema, anyOf, ...(map && { if: { type: ['object', 'null'] }, then: without(map, 'type') }) };
}

/** Where one key of several is wanted, editors stop offering keys at `maxProperties`: they begin with an empty one. */
function oneOfItsKeys(schema: JsonSchema): JsonSchema {
  if (schema.minProperties !== 1 || schema.maxProperties !== 1 || !isSchema(schema.properties)) return schema;
  return { ...without(without(schema, 'minProperties'), 'maxProperties'), oneOf: Object.keys(schema.properties).map(key => ({ required: [key] })) };
}

function isMap(schema: JsonSchema): boolean {
  return schema.type === 'object' || schema.$ref !== undefined;
}

function withMapExamples(schema: JsonSchema): JsonSchema {
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const maps = examples.filter(isSchema);
  if (maps.length === 0) return schema;
  const others = examples.filter(example => !isSchema(example));
  return {
    ...without(schema, 'examples'),
    ...(others.length > 0 && { examples: others }),
    ...(typeof schema.description === 'string' && { markdownDescription: withExamples(schema.description, maps) }),
    defaultSnippets: schema.defaultSnippets ?? exampleSnippets(maps),
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
