import { checkField } from '../core/field.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { inputMessages as say } from '../core/messages/rules.ts';
import { nearestName } from '../core/nearest.ts';
import type { FieldSchema, Runbook } from '../core/runbook.ts';
import type { UnknownPath } from '../core/scope.ts';
import { renderValue } from '../core/template.ts';
import { parseSource } from './source.ts';

/** What a person gave: `--input k=v` (they win) and `--inputs FILE`. */
export interface GivenInputs {
  readonly flags: readonly string[];
  readonly file?: { readonly path: string; readonly bytes: Uint8Array };
}

export interface InputFacts {
  /** `YYYY-MM-DD` in the time zone. */
  readonly today: string;
  readonly timeZone: string;
}

export type ResolvedInputs =
  | {
      readonly status: 'ok';
      readonly inputs: JsonObject;
      /** Required and not given, in the written order: to be asked for. */
      readonly missing: readonly string[];
      /** Not given, with a default that needs a missing one. */
      readonly pending: readonly string[];
    }
  | { readonly status: 'invalid'; readonly problems: readonly InputProblem[] };

export interface InputProblem {
  readonly input: string;
  readonly message: string;
}

/** Values for a runbook's inputs: what was given, by its declared type, then defaults in the written order. */
export function resolveInputs(document: Pick<Runbook, 'inputs'>, given: GivenInputs, facts: InputFacts): ResolvedInputs {
  const fields = document.inputs ?? {};
  const problems: InputProblem[] = [];
  const values = new Map<string, Json>([...valuesOfFile(given.file, problems), ...valuesOfFlags(given.flags, fields, problems)]);
  for (const [name, value] of values) problems.push(...checkGiven(name, value, fields));
  const resolved = withDefaults(fields, values, facts, problems);
  return problems.length > 0 ? { status: 'invalid', problems } : { status: 'ok', ...resolved };
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

/** A default may use `today` and the inputs before it; one that needs a missing input has to wait for it. */
function withDefaults(fields: Fields, given: ReadonlyMap<string, Json>, { today, timeZone }: InputFacts, problems: InputProblem[]) {
  const inputs: Record<string, Json> = {};
  const missing: string[] = [];
  const pending: string[] = [];
  const unknown: UnknownPath[] = [];
  const wait = (list: string[], name: string): void => {
    list.push(name);
    unknown.push({ path: ['inputs', name], cause: `input ${name}` });
  };
  for (const [name, field] of Object.entries(fields)) {
    const value = given.get(name);
    if (value !== undefined) inputs[name] = value;
    else if (field.default === undefined) wait(missing, name);
    else {
      const rendered = renderValue(field.default, { values: { today, inputs }, unknown, secrets: [], timeZone });
      if (rendered.status === 'unknown') wait(pending, name);
      else {
        const problem = rendered.status === 'error' ? rendered.message : checkField(field, rendered.value);
        if (problem !== undefined) problems.push({ input: name, message: say.wrong(name, say.badDefault(problem)) });
        else if (rendered.status === 'known') inputs[name] = rendered.value;
      }
    }
  }
  return { inputs, missing, pending };
}
