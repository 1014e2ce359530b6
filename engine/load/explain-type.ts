import { flowText } from '../core/flow-text.ts';
import type { Json } from '../core/json.ts';
import { schemaMessages as say } from '../core/messages/diagnostics.ts';
import type { Sentence } from '../core/messages/source.ts';
import type { JsonSchema } from '../core/schema.ts';
import type { SelectedError } from './select-errors.ts';

/** What kind of value was wanted, what is there, and how to write it. */
export function explainType(error: Pick<SelectedError, 'parent' | 'alternatives' | 'template' | 'params'>, value: Json | undefined): Sentence {
  const schemas = error.alternatives ?? [error.parent];
  const types = [...new Set(schemas.flatMap(typesOf))];
  const wanted = types.map(type => WORDS[type] ?? type).join(' or ');
  return say.wrongType(wanted, describe(value), hintFor(types, schemas, value, error.template === true) ?? exampleOf(error.parent));
}

function exampleOf({ examples }: JsonSchema): string | undefined {
  return Array.isArray(examples) && examples.length > 0 ? say.example(flowText(examples[0])) : undefined;
}

/** A value in words: for messages about types. */
export function describe(value: Json | undefined): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? `the truth value ${value}` : `the number ${value}`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'empty',
};

function typesOf(schema: JsonSchema): readonly string[] {
  if (Array.isArray(schema.type)) return schema.type.map(String);
  if (typeof schema.type === 'string') return [schema.type];
  return 'const' in schema ? [typeof schema.const] : [];
}

function hintFor(types: readonly string[], schemas: readonly JsonSchema[], value: Json | undefined, template: boolean): string | undefined {
  if (types.includes('string') && typeof value === 'number' && schemas.some(isDuration)) return say.withUnit(String(value));
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return say.quoteIt(String(value));
  if (typeof value !== 'string') return undefined;
  if (value.includes('{{')) return template ? say.oneTemplate : undefined;
  if (types.includes('boolean') && /^(y|yes|on|true)$/i.test(value)) return say.trueOrFalse(true);
  if (types.includes('boolean') && /^(n|no|off|false)$/i.test(value)) return say.trueOrFalse(false);
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(\.\d+)?$/.test(value)) return say.unquoteIt(value);
  return undefined;
}

function isDuration(schema: JsonSchema): boolean {
  return typeof schema.patternErrorMessage === 'string' && schema.patternErrorMessage.includes('duration');
}
