import type { JSONSchema } from '../../core/action.ts';
import { referenceWords as say } from '../../core/messages/reference.ts';
import { type Spans, code, text } from '../document.ts';
import { authoredSpans } from '../reading/authored.ts';

type Schema = Exclude<JSONSchema, boolean>;

/** What is worth saying: a param is asked for, or an output is there only sometimes. */
export type FieldSide = 'params' | 'outputs';

/** One row for each param or output, and below it for each value inside: `instances[].sha`. */
export function fieldRows(schema: JSONSchema, side: FieldSide, prefix = ''): readonly (readonly Spans[])[] {
  if (typeof schema === 'boolean') return [];
  const required = new Set<string>(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const about = typeof field === 'boolean' ? {} : field;
    const inside = innerOf(about);
    return [rowOf(path, about, presence(side, required.has(name))), ...(inside ? fieldRows(inside.schema, side, path + inside.mark) : [])];
  });
}

function presence(side: FieldSide, isRequired: boolean): string {
  if (side === 'params') return isRequired ? say.required : '';
  return isRequired ? '' : say.mayBeMissing;
}

function rowOf(path: string, field: Schema, presence: string): readonly Spans[] {
  const about = typeof field.description === 'string' ? field.description : '';
  const secret = Reflect.get(field, 'x-secret') === true ? say.secret : '';
  const facts = `${typeWords(field)}${presence}${field.default === undefined ? '' : say.standard + JSON.stringify(field.default)}`;
  return [[code(path)], [text(facts)], authoredSpans(about + secret)];
}

function innerOf(field: Schema): { readonly schema: Schema; readonly mark: string } | undefined {
  if (field.properties) return { schema: field, mark: '.' };
  const { items } = field;
  return isSchema(items) && items.properties ? { schema: items, mark: '[].' } : undefined;
}

function typeWords(field: Schema): string {
  const { type, enum: choices, items, additionalProperties: more, anyOf, oneOf } = field;
  if (Array.isArray(choices)) return choices.map(choice => JSON.stringify(choice)).join(say.or);
  const branches = [...(Array.isArray(anyOf) ? anyOf : []), ...(Array.isArray(oneOf) ? oneOf : [])].filter(isSchema);
  if (branches.length > 0) return [...new Set(branches.map(typeWords))].join(say.or);
  if (type === 'array') return say.listOf(isSchema(items) ? typeWords(items) : '');
  if (type === 'object' && isSchema(more)) return say.mapOf(typeWords(more));
  const types = (Array.isArray(type) ? type : [type]).flatMap(one => TYPES.get(String(one)) ?? []);
  return types.length > 0 ? types.join(say.or) : say.any;
}

const TYPES: ReadonlyMap<string, string> = new Map(Object.entries(say.types));

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
