import { evaluationErrors as say } from './messages/language.ts';

/** What the library says went wrong; its own message may hold values and is not shown, except where it names types only. */
export interface CelFailure {
  readonly code: string;
  readonly summary: string;
  /** The text of the part that failed. */
  readonly source: string;
}

export function describeFailure({ code, summary, source }: CelFailure): string {
  const describe = SENTENCES.get(code);
  if (describe) return describe(source);
  return TYPED.has(code) ? say.mismatch(source, inWords(summary)) : say.other(source);
}

const SENTENCES = new Map<string, (source: string) => string>([
  ['no_such_key', say.missing],
  ['cannot_index_type', say.noFields],
  ['index_out_of_bounds', say.outOfBounds],
  ['index_out_of_range', say.outOfBounds],
  // The library blames the left side for the right one.
  ['invalid_logical_operand', () => say.notLogical],
  ['invalid_condition_type', say.notBool],
  ['invalid_comprehension_range', say.notList],
  ['division_by_zero', say.byZero],
  ['modulo_by_zero', say.byZero],
  ['numeric_overflow', say.tooLarge],
  ['int_conversion_error', say.notConvertible],
  ['uint_conversion_error', say.notConvertible],
  ['double_conversion_error', say.notConvertible],
  ['bool_conversion_error', say.notConvertible],
  ['invalid_timestamp', say.notTime],
  ['invalid_duration', say.notDuration],
  ['unknown_variable', say.unknownName],
  ['optional_value_missing', say.noValue],
]);

/** Their messages consist of operators, functions and types. */
const TYPED = new Set([
  'no_such_overload',
  'no_matching_overload',
  'invalid_index_type',
  'incompatible_ternary_branches',
  'incompatible_argument_type',
  'optional_expected',
  'invalid_macro_argument',
]);

/** `no such overload: dyn<int> > string` -> `a whole number > a text`. */
export function inWords(summary: string): string {
  return summary
    .replace(/^no such overload: |^found no matching overload for /, '')
    .replaceAll("'", '')
    .replaceAll(/\bdyn<([^<>]*(?:<[^<>]*>)?[^<>]*)>/g, '$1')
    .replaceAll('matches_text', 'matches')
    .replaceAll('duration_of', 'duration')
    .replaceAll(/\boptional<[^>]*>+/g, 'something optional (end it with .orValue(...))')
    .replaceAll(/\blist<[^>]*>+|\blist\b/g, 'a list')
    .replaceAll(/\bmap<[^>]*>+|\bmap\b(?!\()|\bT\d+_/g, 'an object')
    .replaceAll(/\b(?:string|int|double|bool|null|dyn)\b(?!\()|\bgoogle\.protobuf\.\w+/g, type => TYPE_WORDS[type] ?? type);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  double: 'a number',
  bool: 'true or false',
  null: 'null',
  dyn: 'anything',
  'google.protobuf.Timestamp': 'a time',
  'google.protobuf.Duration': 'a duration',
};
