import { type Json, type JsonObject, isJsonObject } from '../../core/json.ts';

/** An example of an action as the step that an author writes. */
export function exampleYaml(action: string, id: string, params: JsonObject): string {
  const lines = Object.keys(params).length === 0 ? [] : ['  with:', ...yamlLines(params, 4)];
  return [`- id: ${id}`, `  uses: ${action}`, ...lines].join('\n');
}

/** Block YAML for maps, flow for the rest. */
function yamlLines(values: JsonObject, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  return Object.entries(values).flatMap(([key, value]) => {
    const nested = isJsonObject(value) && Object.keys(value).length > 0;
    return nested ? [`${margin}${scalar(key)}:`, ...yamlLines(value, indent + 2)] : [`${margin}${scalar(key)}: ${scalar(value)}`];
  });
}

/** JSON is YAML; quotes are left out where a word or a number-like text needs none. */
function scalar(value: Json): string {
  return typeof value === 'string' && /^[A-Za-z][\w./@-]*(?: [\w./@-]+)*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
