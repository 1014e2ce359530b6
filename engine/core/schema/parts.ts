import { DURATION_PATTERN } from '../duration.ts';
import type { JSONSchema } from '../schema-type.ts';

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = JSONSchema;

/** Names that authors give and paths refer to: ids, inputs, outputs, params, secrets. */
export const NAME_PATTERN = '^[a-z][a-z0-9_]*$';
/** Names of runbooks, connections, groups. */
export const LABEL_PATTERN = '^[a-z][a-z0-9-]*$';
/** A text that is exactly one `{{ path }}`: it keeps the type of what it names. */
export const TEMPLATE_PATTERN = '^\\s*\\{\\{[^{}]*\\}\\}\\s*$';

export const TEMPLATE: JsonSchema = { type: 'string', pattern: TEMPLATE_PATTERN, patternErrorMessage: 'must be one {{ path }}' };

/** An object that knows all its keys. */
export function closed(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', additionalProperties: false, properties, ...(required.length > 0 && { required }) };
}

/** The same object without one of its keys. */
export function without<T>(object: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

export function text(description: string, ...examples: readonly string[]): JsonSchema {
  return { type: 'string', minLength: 1, description, ...(examples.length > 0 && { examples }) };
}

/** A condition or another CEL expression. */
export function expression(description: string, ...examples: readonly string[]): JsonSchema {
  return text(`${description} A CEL expression.`, ...examples);
}

export function named(description: string, ...examples: readonly string[]): JsonSchema {
  return { ...text(description, ...examples), pattern: NAME_PATTERN, patternErrorMessage: 'must be lower-case letters, digits and _, beginning with a letter' };
}

export function label(description: string, ...examples: readonly string[]): JsonSchema {
  return {
    ...text(description, ...examples),
    pattern: LABEL_PATTERN,
    patternErrorMessage: 'must be lower-case letters, digits and -, beginning with a letter',
  };
}

export function oneOfTexts(description: string, values: Readonly<Record<string, string>>): JsonSchema {
  return { type: 'string', description, enum: Object.keys(values), markdownEnumDescriptions: Object.values(values) };
}

export function listOf(items: JsonSchema, description: string): JsonSchema {
  return { type: 'array', minItems: 1, description, items };
}

export function flag(description: string): JsonSchema {
  return { type: 'boolean', description };
}

/** A map whose keys are names that authors give. */
export function mapOf(values: JsonSchema, description: string, pattern = NAME_PATTERN): JsonSchema {
  const patternErrorMessage = pattern === LABEL_PATTERN ? label('').patternErrorMessage : named('').patternErrorMessage;
  return { type: 'object', description, propertyNames: { type: 'string', pattern, patternErrorMessage }, additionalProperties: values };
}

/** A duration, or one `{{ path }}` that gives one. */
export function duration(description: string, ...examples: readonly string[]): JsonSchema {
  return { description, examples, anyOf: [PLAIN_DURATION, TEMPLATE] };
}

/** A duration where there are no templates: in worlds and tests. */
export function plainDuration(description: string, ...examples: readonly string[]): JsonSchema {
  return { description, examples, ...PLAIN_DURATION };
}

const PLAIN_DURATION: JsonSchema = { type: 'string', pattern: DURATION_PATTERN, patternErrorMessage: 'must be a duration such as 90s, 15m, 1h30m or 2d' };

/** Environment variables of a child process. */
export function environment(description: string): JsonSchema {
  const pattern = '^[A-Za-z_][A-Za-z0-9_]*$';
  const names = { type: 'string', pattern, patternErrorMessage: 'must be letters, digits and _: the name of an environment variable' };
  return { type: 'object', description, propertyNames: names, additionalProperties: { type: 'string' } };
}

/** Where a secret's value comes from: a variable, a file, or a command's output. Never the value itself. */
export const SECRET_SOURCE: JsonSchema = {
  type: 'object',
  description: 'Where the value comes from: `{env: VAR}`, `{file: PATH}` or `{command: [argv]}`. The value itself is never written down.',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    env: {
      ...text('Name of an environment variable.', 'GITLAB_TOKEN'),
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      patternErrorMessage: 'must be the name of an environment variable',
    },
    file: text('Path of a file that holds the value and nothing else.'),
    command: listOf(text('One argument.'), 'A command that prints the value: a list of arguments.'),
  },
  examples: [{ env: 'GITLAB_TOKEN' }, { command: ['pass', 'show', 'gitlab'] }],
};
