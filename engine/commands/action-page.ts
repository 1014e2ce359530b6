import type { Action, JSONSchema } from '../core/action.ts';
import { type Json, type JsonObject, isJsonObject } from '../core/json.ts';

/** One action for people, from its schemas: what it does, params, outputs, examples. */
export function describeAction(name: string, action: Action): string {
  const sections = [
    [`${name}: ${action.summary}`],
    action.description === undefined ? [] : [action.description.trim()],
    [`Effect: ${effectLine(action)}`],
    ['Params:', ...fields(action.params)],
    ['Outputs:', ...fields(action.outputs)],
    ...action.examples.map(example => [`${example.title}:`, `  - id: ${action.name}`, `    uses: ${name}`, ...withLines(example.with)]),
  ];
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n');
}

function effectLine({ effect, check, interrupted }: Action): string {
  if (effect === 'read') return 'read (may be repeated at any time, also by a plan)';
  const settled = { rerun: 'done again', check: 'settled by its check', ask: 'a person is asked' }[interrupted];
  return `${effect}; ${check ? 'does nothing where it is already done; ' : ''}after a crash: ${settled}`;
}

function fields(schema: JSONSchema): readonly string[] {
  if (typeof schema === 'boolean') return ['  any'];
  const required = new Set<string>(Array.isArray(schema.required) ? schema.required : []);
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) return ['  none'];
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, field]) => `  ${key.padEnd(width)}  ${fieldFacts(field, required.has(key))}`);
}

function fieldFacts(field: JSONSchema, required: boolean): string {
  if (typeof field === 'boolean') return 'any';
  const { type, enum: choices, default: fallback, description } = field;
  const kinds = typeof type === 'string' ? type : Array.isArray(type) ? type.map(String).join(' or ') : 'any';
  const kind = Array.isArray(choices) ? choices.map(choice => JSON.stringify(choice)).join(' | ') : kinds;
  const facts = `${kind}${required ? ', required' : ''}${fallback === undefined ? '' : `, default ${JSON.stringify(fallback)}`}`;
  return typeof description === 'string' ? `${facts}: ${description}` : facts;
}

function withLines(values: JsonObject): readonly string[] {
  return Object.keys(values).length === 0 ? [] : ['    with:', ...yamlLines(values, 6)];
}

/** Block YAML for maps, flow for the rest. */
function yamlLines(values: JsonObject, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  return Object.entries(values).flatMap(([key, value]) => {
    const nested = isJsonObject(value) && Object.keys(value).length > 0;
    return nested ? [`${margin}${key}:`, ...yamlLines(value, indent + 2)] : [`${margin}${key}: ${scalar(value)}`];
  });
}

/** JSON is YAML; quotes are left out where a word or a number-like text needs none. */
function scalar(value: Json): string {
  return typeof value === 'string' && /^[A-Za-z][\w./@-]*(?: [\w./@-]+)*$/.test(value) && !/^(?:true|false|null|yes|no)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
