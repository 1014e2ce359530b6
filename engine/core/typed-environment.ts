import { createEnvironment } from './expression.ts';
import type { JsonSchema } from './schema/parts.ts';
import { ANY, closedProperties, isNullable, itemsOf, kindOf } from './type-scope.ts';

/** One environment for all checks: a path is stood for by a variable of its type, so nothing is declared per runbook. */
export interface TypedEnvironment {
  /** The variable that stands for a value of this type. */
  variableOf(schema: JsonSchema, optional: boolean): string;
  check(text: string): ReturnType<ReturnType<typeof createEnvironment>['check']>;
  /** The schema of a type that a check inferred. */
  schemaOf(type: string): JsonSchema;
}

/** So many types are remembered before the environment is made anew. */
const TYPE_LIMIT = 2_000;

let current = { environment: createTyped(), types: 0 };

export function typedEnvironment(): TypedEnvironment {
  if (current.types > TYPE_LIMIT) current = { environment: createTyped(), types: 0 };
  return current.environment;
}

function createTyped(): TypedEnvironment {
  const environment = createEnvironment();
  const variables = new Map<string, string>();
  const objects = new Map<string, string>();
  const schemas = new Map<string, JsonSchema>();
  /** Object types get a name each (`T1_`), the same for equal schemas. */
  const objectType = (schema: JsonSchema, properties: Readonly<Record<string, JsonSchema>>): string => {
    const key = JSON.stringify(properties);
    const known = objects.get(key);
    if (known !== undefined) return known;
    const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, typeOf(field)]));
    const name = `T${objects.size + 1}_`;
    environment.registerType(name, { fields });
    objects.set(key, name);
    schemas.set(name, schema);
    current.types++;
    return name;
  };
  const typeOf = (schema: JsonSchema): string => {
    const kind = kindOf(schema);
    if (kind === 'any' || kind === 'null' || isNullable(schema)) return 'dyn';
    if (kind === 'array') return `list<${typeOf(itemsOf(schema))}>`;
    if (kind !== 'object') return CEL_TYPES[kind];
    const properties = closedProperties(schema);
    return properties ? objectType(schema, properties) : 'map<string, dyn>';
  };
  return {
    variableOf: (schema, optional) => {
      const type = optional ? `optional<${typeOf(schema)}>` : typeOf(schema);
      const known = variables.get(type);
      if (known !== undefined) return known;
      const name = `v${variables.size + 1}_`;
      environment.registerVariable(name, type);
      variables.set(type, name);
      current.types++;
      return name;
    },
    check: text => environment.check(text),
    schemaOf: type => toSchema(type, schemas),
  };
}

const CEL_TYPES = { string: 'string', integer: 'int', number: 'double', boolean: 'bool', moment: 'google.protobuf.Timestamp' } as const;

function toSchema(type: string, objects: ReadonlyMap<string, JsonSchema>): JsonSchema {
  const items = /^list<(.*)>$/.exec(type)?.[1];
  if (items !== undefined) return { type: 'array', items: toSchema(items, objects) };
  if (type === 'list') return { type: 'array' };
  if (type.startsWith('map')) return { type: 'object' };
  return objects.get(type) ?? SCHEMAS[type] ?? ANY;
}

/** Times and durations become texts when they are kept. */
const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  string: { type: 'string' },
  int: { type: 'integer' },
  double: { type: 'number' },
  bool: { type: 'boolean' },
  'google.protobuf.Timestamp': { type: 'string' },
  'google.protobuf.Duration': { type: 'string' },
};
