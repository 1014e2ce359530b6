import { checkField } from '../core/field.ts';
import { type FilledInputs, type InputFacts, type InputProblem, fillInputs } from '../core/fill-inputs.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { inputMessages as say } from '../core/messages/rules.ts';
import { nearestName } from '../core/nearest.ts';
import type { FieldSchema, Runbook } from '../core/runbook.ts';
import { parseSource } from './source.ts';

/** What a person gave: `--input k=v` (they win) and `--inputs FILE`. */
export interface GivenInputs {
  /** Values that all others win over. */
  readonly base?: JsonObject;
  readonly flags: readonly string[];
  readonly file?: { readonly path: string; readonly bytes: Uint8Array };
}

export type ResolvedInputs =
  | ({ readonly status: 'ok' } & Pick<FilledInputs, 'inputs' | 'missing' | 'pending'>)
  | { readonly status: 'invalid'; readonly problems: readonly InputProblem[] };

/** Values for a runbook's inputs: what was given, by its declared type, then defaults in the written order. */
export function resolveInputs(document: Pick<Runbook, 'inputs'>, given: GivenInputs, facts: InputFacts): ResolvedInputs {
  const fields = document.inputs ?? {};
  const problems: InputProblem[] = [];
  const values = new Map<string, Json>([
    ...Object.entries(given.base ?? {}),
    ...valuesOfFile(given.file, problems),
    ...valuesOfFlags(given.flags, fields, problems),
  ]);
  for (const [name, value] of values) problems.push(...checkGiven(name, value, fields));
  const { problems: badDefaults, ...filled } = fillInputs(fields, values, facts);
  const all = [...problems, ...badDefaults];
  return all.length > 0 ? { status: 'invalid', problems: all } : { status: 'ok', ...filled };
}

/** A text that a person typed for a field, as a value of its type. Texts stay as they are. */
export function parseInput(field: FieldSchema, text: string): { readonly value: Json } | { readonly message: string } {
  switch (field.type) {
    case 'string':
      return { value: text };
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? { value: Number(text) } : { message: say.notNumber(field.type) };
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { message: say.notBoolean };
    case 'array':
    case 'object':
      return parseJson(text, field.type);
  }
}

/** What is wrong with a value for an input or for a field of `ask`; undefined when nothing is. */
export const checkInput: (field: FieldSchema, value: Json) => string | undefined = checkField;

function parseJson(text: string, type: 'array' | 'object'): { readonly value: Json } | { readonly message: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return { message: say.notJson(type) };
  }
}

function valuesOfFile(file: GivenInputs['file'], problems: InputProblem[]): readonly (readonly [string, Json])[] {
  if (!file) return [];
  const parsed = parseSource(file.path, file.bytes);
  const [finding] = parsed.findings;
  if (finding) problems.push({ input: '', message: `${file.path}: ${finding.message}${finding.hint === undefined ? '' : ` ${finding.hint}`}` });
  if (parsed.status === 'invalid') return [];
  if (!isJsonObject(parsed.value)) problems.push({ input: '', message: say.fileNotAMap(file.path) });
  return isJsonObject(parsed.value) ? Object.entries(parsed.value) : [];
}

function valuesOfFlags(flags: readonly string[], fields: Fields, problems: InputProblem[]): readonly (readonly [string, Json])[] {
  return flags.flatMap((flag): readonly (readonly [string, Json])[] => {
    const split = flag.indexOf('=');
    const name = flag.slice(0, Math.max(0, split));
    if (split < 1) problems.push({ input: flag, message: say.noValue(flag) });
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) return split < 1 ? [] : [[name, null]];
    const parsed = parseInput(field, flag.slice(split + 1));
    if ('value' in parsed) return [[name, parsed.value]];
    problems.push({ input: name, message: say.wrong(name, parsed.message) });
    return [];
  });
}

type Fields = Readonly<Record<string, FieldSchema>>;

function checkGiven(name: string, value: Json, fields: Fields): readonly InputProblem[] {
  const known = Object.keys(fields);
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) return [{ input: name, message: say.unknown(name, nearestName(name, known), known) }];
  const problem = checkField(field, value);
  return problem === undefined ? [] : [{ input: name, message: say.wrong(name, problem) }];
}
