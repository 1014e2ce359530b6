import type { Action, Plugin } from '../action.ts';
import { TEMPLATE, TEMPLATE_PATTERN, type JsonSchema } from './parts.ts';

/** An action under the name that runbooks use: `git.free_branch`. */
export interface NamedAction {
  readonly name: string;
  readonly plugin: Plugin;
  readonly action: Action;
}

export function namedActions(plugins: readonly Plugin[]): readonly NamedAction[] {
  return plugins.flatMap(plugin => plugin.actions.map(action => ({ name: `${plugin.name}.${action.name}`, plugin, action })));
}

export function paramsOf(action: Action): JsonSchema {
  return action.params;
}

/** Names of the params that an action declares. */
export function paramNames(action: Action): readonly string[] {
  return Object.keys(propertiesOf(paramsOf(action)));
}

export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
}

/**
 * What authors may write for a value of this schema: the value itself, or a template. A text may contain templates;
 * any other type is kept only where the template is exactly one `{{ path }}`.
 */
export function withTemplates(schema: JsonSchema): JsonSchema {
  const { title, description, default: preset, examples, 'x-secret': secret, ...rest } = schema;
  const inner = templatesInside(rest);
  const about = Object.entries({ title, description, default: preset, examples, 'x-secret': secret }).filter(([, value]) => value !== undefined);
  if (acceptsAnyText(inner)) return { ...Object.fromEntries(about), ...inner };
  return { ...Object.fromEntries(about), anyOf: [inner, acceptsText(inner) ? { type: 'string', pattern: '\\{\\{' } : TEMPLATE] };
}

/** The two patterns by which a template alternative is known in errors. */
export function isTemplatePattern(pattern: unknown): boolean {
  return pattern === TEMPLATE_PATTERN || pattern === '\\{\\{';
}

/** The params of an action as authors write them under `with:`. The outermost object itself is never a template. */
export function writtenParams(action: Action): JsonSchema {
  return templatesInside(paramsOf(action));
}

function templatesInside(schema: JsonSchema): JsonSchema {
  const inner: Record<string, unknown> = { ...schema };
  if (schema.properties) inner.properties = mapValues(propertiesOf(schema), withTemplates);
  for (const key of ['items', 'additionalProperties']) if (isSchema(schema[key])) inner[key] = withTemplates(schema[key]);
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key];
    if (Array.isArray(branches)) inner[key] = branches.map((branch: JsonSchema) => templatesInside(branch));
  }
  if (Array.isArray(schema.prefixItems)) inner.prefixItems = schema.prefixItems.map((item: JsonSchema) => withTemplates(item));
  return inner;
}

function acceptsText(schema: JsonSchema): boolean {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const isOpen = schema.type === undefined && !schema.enum && !('const' in schema);
  return types.includes('string') || isOpen || enumOf(schema).some(value => typeof value === 'string');
}

/** No further rule about the text: a template needs no alternative of its own. */
function acceptsAnyText(schema: JsonSchema): boolean {
  const rules = ['enum', 'const', 'pattern', 'format', 'maxLength', 'anyOf', 'oneOf', 'allOf', 'not', 'if'];
  return acceptsText(schema) && !rules.some(rule => rule in schema);
}

function enumOf(schema: JsonSchema): readonly unknown[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  return 'const' in schema ? [schema.const] : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Names of the outputs that differ from look to look by their nature. */
export function volatileOutputs(action: Action): readonly string[] {
  const outputs: JsonSchema = action.outputs;
  return Object.entries(propertiesOf(outputs)).flatMap(([name, schema]) => (schema['x-volatile'] === true ? [name] : []));
}

/** Names of the params that may hold a secret: those marked, or with a marked part. */
export function secretParams(action: Action): readonly string[] {
  return Object.entries(propertiesOf(paramsOf(action))).flatMap(([name, schema]) => (JSON.stringify(schema).includes('"x-secret":true') ? [name] : []));
}
