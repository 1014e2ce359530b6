import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { schemaMessages as say } from '../core/messages/diagnostics.ts';
import { foreignWord, keyInHint, synonym } from '../core/messages/foreign-words.ts';
import { foreignDuration } from '../core/messages/foreign-values.ts';
import { writtenName } from '../core/messages/names.ts';
import type { Sentence } from '../core/messages/source.ts';
import { nearestName } from '../core/nearest.ts';
import { DURATION_PATTERN } from '../core/duration.ts';
import { flowText } from '../core/flow-text.ts';
import { propertiesOf } from '../core/schema/actions.ts';
import type { JsonSchema } from '../core/schema.ts';
import { explainType } from './explain-type.ts';
import type { Finding, Path } from './finding.ts';
import type { SchemaError } from './schema-error.ts';
import { selectErrors, type SelectedError } from './select-errors.ts';

export interface ExplainedValue {
  readonly value: Json;
  /** Where the value stands in the document. */
  readonly path: Path;
  readonly schema: JsonSchema;
  /** A phrase for the value: `The step \`cut\``. */
  readonly place: string;
}

/** One finding a mistake. */
export function explainErrors(errors: readonly SchemaError[], about: ExplainedValue): readonly Finding[] {
  if (errors.length === 0) return [];
  const selected = selectErrors(errors, about.schema);
  const others = new Map(selected.map(error => [error, underAnotherName(error, selected, about.value)]));
  const strangers = new Set(others.values());
  return selected
    .filter(error => others.get(error) === undefined)
    .map(error => ({ ...explainError(error, about), ...(strangers.has(error) && { isMissed: true }) }));
}

/** Of a required key that is only misspelt, or written in the words of another tool, what is told about that: once, where it stands. */
function underAnotherName(error: SelectedError, all: readonly SelectedError[], root: Json): SelectedError | undefined {
  if (error.keyword !== 'required') return undefined;
  const known = Object.keys(propertiesOf(error.parent));
  const holder = valueAt(root, error.instancePath).value;
  const strangers = all.filter(other => other.keyword === 'additionalProperties' && other.instancePath === error.instancePath);
  return strangers.find(({ params }) => {
    const key = String(params.additionalProperty);
    const hint = foreignWord(key, isJsonObject(holder ?? null) ? (holder as JsonObject)[key] : undefined);
    return (hint === undefined ? nearestName(key, known) : keyInHint(hint)) === error.params.missingProperty;
  });
}

function explainError(error: SelectedError, about: ExplainedValue): Finding {
  const { path, value } = valueAt(about.value, error.instancePath);
  const here = [...about.path, ...path];
  const place = path.length === 0 ? about.place : `\`${path.findLast(part => typeof part === 'string') ?? ''}\``;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(String(error.params.additionalProperty ?? error.params.unevaluatedProperty), here, place, {
        known: Object.keys(propertiesOf(error.parent)),
        holder: value,
      });
    case 'required':
      return { code: 'missing-key', path: here, ...missingKey(error, place, value) };
    case 'propertyNames':
      return badName(error, here);
    default:
      return { ...explainValue(error, value), path: here };
  }
}

export function unknownKey(
  key: string,
  here: Path,
  place: string,
  { known, holder }: { readonly known: readonly string[]; readonly holder: Json | undefined },
): Finding {
  const foreign = foreignWord(key, isJsonObject(holder ?? null) ? (holder as JsonObject)[key] : undefined);
  const meant = nearestName(key, known);
  return { code: 'unknown-key', path: [...here, key], key: true, ...say.unknownKey(key, place, meant, foreign, known) };
}

function missingKey(error: SelectedError, place: string, holder: Json | undefined): Sentence {
  const key = String(error.params.missingProperty);
  const schema = propertiesOf(error.parent)[key] ?? {};
  const { name } = isJsonObject(holder ?? null) ? (holder as JsonObject) : {};
  const own = typeof name === 'string' ? writtenName(name, String(schema.pattern)) : undefined;
  const example = own ?? schema.const ?? (schema.examples as readonly unknown[] | undefined)?.[0];
  return say.missingKey(key, place, example === undefined ? '' : `${key}: ${flowText(example)}`);
}

function badName(error: SelectedError, here: Path): Finding {
  const name = String(error.params.propertyName);
  const names = error.parent.propertyNames as JsonSchema | undefined;
  const rule = typeof names?.patternErrorMessage === 'string' ? names.patternErrorMessage : 'is not allowed';
  return { code: 'bad-name', path: [...here, name], key: true, ...say.badName(name, rule, writtenName(name, String(names?.pattern))) };
}

function explainValue(error: SelectedError, value: Json | undefined): { readonly code: string } & Sentence {
  const limit = Number(error.params.limit);
  switch (error.keyword) {
    case 'type':
    case 'anyOf':
    case 'oneOf':
      return { code: 'wrong-type', ...explainType(error, value) };
    case 'const':
      return { code: 'not-allowed', ...say.notAllowed(shown(value), [String(error.params.allowedValue)], undefined) };
    case 'enum':
      return { code: 'not-allowed', ...notAllowed(error, value) };
    case 'discriminator':
      return { code: 'not-allowed', ...say.other('is not known') };
    case 'pattern':
      return { code: 'bad-text', ...patternSentence(error, typeof value === 'string' ? value : '') };
    case 'minLength':
      return limit === 1 ? { code: 'empty', ...say.emptyText } : { code: 'out-of-range', ...say.other(error.message ?? 'is too short') };
    case 'minItems':
      return { code: 'empty', ...say.emptyList };
    case 'minProperties':
      return { code: 'empty', ...say.emptyMap };
    case 'maxProperties':
    case 'maxItems':
      return { code: 'out-of-range', ...say.tooMany(limit) };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { code: 'out-of-range', ...say.range(String(error.params.comparison), limit) };
    case 'format':
      return { code: 'bad-text', ...say.format(String(error.params.format)) };
    default:
      return { code: 'invalid', ...say.other(error.message ?? 'is not allowed') };
  }
}

function notAllowed(error: SelectedError, value: Json | undefined): Sentence {
  const allowed = (error.params.allowedValues as readonly unknown[]).map(String);
  if (typeof value !== 'string') return explainType({ ...error, parent: { type: 'string' } }, value);
  return say.notAllowed(shown(value), allowed, nearestName(value, allowed) ?? synonym(value, allowed));
}

function patternSentence(error: SelectedError, value: string): Sentence {
  const rule = error.parent.patternErrorMessage;
  const pattern = String(error.params.pattern);
  const instead = pattern === DURATION_PATTERN ? foreignDuration(value) : writtenName(value, pattern);
  return say.pattern(typeof rule === 'string' ? rule : say.patternOf(pattern), error.template === true, instead);
}

function shown(value: Json | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${(text ?? '').slice(0, 60)}\``;
}

/** A JSON pointer as a path of keys and indexes, and what stands there. */
function valueAt(root: Json, pointer: string): { readonly path: Path; readonly value: Json | undefined } {
  const path: (string | number)[] = [];
  let at: Json | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const key: string = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = Array.isArray(at) ? (at as readonly Json[])[Number(key)] : isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return { path, value: at };
}
