import { isTemplatePattern } from '../core/schema/actions.ts';
import type { JsonSchema } from '../core/schema.ts';
import type { SchemaError } from './schema-error.ts';

/** An error that an author can act on, with the schema that said it. */
export interface SelectedError extends SchemaError {
  /** The schema that holds the keyword. */
  readonly parent: JsonSchema;
  /** A template would have been allowed too. */
  readonly template?: boolean;
  /** For a union that nothing fits: the schemas of its alternatives. */
  readonly alternatives?: readonly JsonSchema[];
}

/** Of all errors of a value those that stand for one mistake each: of a union only the alternative that was meant. */
export function selectErrors(errors: readonly SchemaError[], schema: JsonSchema, template = false): readonly SelectedError[] {
  const unions = errors.filter(error => isUnion(error) && !errors.some(other => isUnion(other) && isInside(error, other)));
  const rest = errors.filter(error => !unions.includes(error) && !unions.some(union => isInside(error, union)) && !isEcho(error));
  const plain = rest.map(error => ({ ...error, parent: schemaAt(schema, parentPath(error.schemaPath)), ...(template && { template }) }));
  return [...plain, ...unions.flatMap(union => selectAlternative(union, errors, schema))];
}

function selectAlternative(union: SchemaError, errors: readonly SchemaError[], schema: JsonSchema): readonly SelectedError[] {
  const parent = schemaAt(schema, parentPath(union.schemaPath));
  const alternatives = (parent[union.keyword] ?? []) as readonly JsonSchema[];
  const indexes = [...alternatives.keys()].filter(index => !isTemplatePattern(alternatives[index]?.pattern));
  const template = indexes.length < alternatives.length;
  const inside = indexes.map(index => errors.filter(error => isInside(error, union) && error.schemaPath.startsWith(`${union.schemaPath}/${index}/`)));
  const nearest =
    inside.find(list => !list.some(error => isRefusal(error, union))) ??
    inside.find(list => !list.some(error => isRefusal(error, union) && error.keyword === 'type'));
  const meant = inside.length === 1 ? inside[0] : nearest;
  if (meant && meant.length > 0) return selectErrors(meant, schema, template);
  return [{ ...union, parent, template, alternatives: alternatives.filter((_, index) => indexes.includes(index)) }];
}

function isUnion(error: SchemaError): boolean {
  return (error.keyword === 'anyOf' || error.keyword === 'oneOf') && error.propertyName === undefined;
}

/** The error comes from an alternative of the union, for the same value. */
function isInside(error: SchemaError, union: SchemaError): boolean {
  const isBelow = error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
  return error !== union && isBelow && error.schemaPath.startsWith(`${union.schemaPath}/`);
}

/** The alternative says: not this kind of value at all. */
function isRefusal(error: SchemaError, union: SchemaError): boolean {
  return error.instancePath === union.instancePath && ['type', 'const', 'enum'].includes(error.keyword);
}

/** Says again what another error says better. */
function isEcho(error: SchemaError): boolean {
  return error.keyword === 'if' || error.propertyName !== undefined;
}

function parentPath(schemaPath: string): string {
  return schemaPath.slice(0, schemaPath.lastIndexOf('/'));
}

function schemaAt(schema: JsonSchema, schemaPath: string): JsonSchema {
  let at: unknown = schema;
  for (const part of schemaPath.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return {};
    at = (at as Readonly<Record<string, unknown>>)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return typeof at === 'object' && at !== null ? (at as JsonSchema) : {};
}
