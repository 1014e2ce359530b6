import { parseDuration } from './duration.ts';
import { type Json, isJsonObject } from './json.ts';
import type { FieldSchema } from './runbook.ts';

/** What is wrong with a value for an input or a question; undefined when nothing is. Types are never coerced. */
export function checkField(field: FieldSchema, value: Json): string | undefined {
  if (value === null && field.default === null) return undefined;
  if (!hasType(field.type, value)) return `wants ${ARTICLES[field.type]}, not ${describe(value)}`;
  if (field.enum && !field.enum.some(choice => choice === value)) return `must be one of ${field.enum.map(choice => JSON.stringify(choice)).join(', ')}`;
  if (typeof value === 'string') return checkText(field, value);
  if (typeof value === 'number') return checkNumber(field, value);
  return Array.isArray(value) ? checkItems(field, value as readonly Json[]) : undefined;
}

function checkItems({ items }: FieldSchema, values: readonly Json[]): string | undefined {
  if (!isJsonObject(items ?? null)) return undefined;
  const problem = values.map(value => checkField(items as unknown as FieldSchema, value)).find(found => found !== undefined);
  return problem === undefined ? undefined : `has an item that ${problem}`;
}

function checkText(field: FieldSchema, value: string): string | undefined {
  if (field.minLength !== undefined && value.length < field.minLength) return `must have at least ${field.minLength} characters`;
  if (field.maxLength !== undefined && value.length > field.maxLength) return `must have at most ${field.maxLength} characters`;
  if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(value)) return `must match ${field.pattern}`;
  if (field.format === 'date' && !isDate(value)) return 'must be a date like 2026-03-10';
  if (field.format === 'duration' && parseDuration(value) === undefined) return 'must be a duration like 90s, 15m or 1h30m';
  return undefined;
}

function checkNumber(field: FieldSchema, value: number): string | undefined {
  if (field.minimum !== undefined && value < field.minimum) return `must be at least ${field.minimum}`;
  if (field.maximum !== undefined && value > field.maximum) return `must be at most ${field.maximum}`;
  return undefined;
}

function hasType(type: FieldSchema['type'], value: Json): boolean {
  if (type === 'integer') return typeof value === 'number' && Number.isSafeInteger(value);
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isJsonObject(value);
  return typeof value === type;
}

function isDate(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function describe(value: Json): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`;
}

const ARTICLES = { string: 'text', integer: 'a whole number', number: 'a number', boolean: 'true or false', array: 'a list', object: 'an object' } as const;
