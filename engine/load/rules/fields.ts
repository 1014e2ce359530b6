import { checkField } from '../../core/field.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import type { FieldSchema } from '../../core/runbook.ts';
import { without } from '../../core/schema/parts.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding, Path } from '../finding.ts';

/** Inputs and fields of `ask` do not contradict themselves. */
export function checkFields({ document, steps }: RuleSubject): readonly Finding[] {
  const maps = [[document.inputs, ['inputs']] as const, ...steps.map(({ step, path }) => [step.ask, [...path, 'ask']] as const)];
  return maps.flatMap(([fields, path]) => (isJsonObject(fields) ? Object.entries(fields).flatMap(([name, field]) => checkOne(field, [...path, name])) : []));
}

const TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

function checkOne(field: Json, path: Path): readonly Finding[] {
  if (!isJsonObject(field) || typeof field.type !== 'string' || !TYPES.includes(field.type)) return [];
  const wrong = [...wrongLimits(field, field.type, path), ...badPattern(field, path), ...reversed(field, path)];
  return wrong.length > 0 ? wrong : [...badDefault(field, path), ...badChoices(field, path)];
}

/** Which words say something about which type. */
const LIMITS: Readonly<Record<string, readonly string[]>> = {
  pattern: ['string'],
  format: ['string'],
  minLength: ['string'],
  maxLength: ['string'],
  minimum: ['integer', 'number'],
  maximum: ['integer', 'number'],
  items: ['array'],
};

function wrongLimits(field: JsonObject, type: string, path: Path): readonly Finding[] {
  const keys = Object.keys(LIMITS).filter(key => field[key] !== undefined && !LIMITS[key]?.includes(type));
  return keys.map(key => ({ code: 'wrong-limit', path: [...path, key], key: true, ...say.wrongLimit(key, type) }));
}

function badPattern(field: JsonObject, path: Path): readonly Finding[] {
  if (typeof field.pattern !== 'string') return [];
  try {
    void new RegExp(field.pattern, 'u');
    return [];
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/^Invalid regular expression: (?:.*\/u?: )?/s, '') : String(error);
    return [{ code: 'bad-pattern', path: [...path, 'pattern'], ...say.badPattern(problem) }];
  }
}

function reversed(field: JsonObject, path: Path): readonly Finding[] {
  const pairs = [
    ['minimum', 'maximum'],
    ['minLength', 'maxLength'],
  ] as const;
  return pairs.flatMap(([low, high]) => {
    const [from, to] = [field[low], field[high]];
    return typeof from === 'number' && typeof to === 'number' && from > to
      ? [{ code: 'reversed-limits', path: [...path, low], ...say.reversed(low, high) }]
      : [];
  });
}

/** A default with a template is checked when it is filled in. */
function badDefault(field: JsonObject, path: Path): readonly Finding[] {
  const value = field.default;
  if (value === undefined || value === null || JSON.stringify(value).includes('{{')) return [];
  const problem = checkField(toField(field), value);
  return problem === undefined ? [] : [{ code: 'bad-default', path: [...path, 'default'], ...say.badDefault(problem) }];
}

function badChoices(field: JsonObject, path: Path): readonly Finding[] {
  if (!Array.isArray(field.enum)) return [];
  return (field.enum as readonly Json[]).flatMap((value, index) => {
    const problem = checkField(toField(without(field, 'enum')), value);
    return problem === undefined ? [] : [{ code: 'bad-enum', path: [...path, 'enum', index], ...say.badEnum(problem) }];
  });
}

/** Its type is known here, and the other words were checked by the schema or are not looked at. */
function toField(field: JsonObject): FieldSchema {
  return field as unknown as FieldSchema;
}
