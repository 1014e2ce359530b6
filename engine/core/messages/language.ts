import { type Json, isJsonObject } from '../json.ts';
import { nearestName } from '../nearest.ts';

/** A text is no template. */
export const templateErrors = {
  notAPath: (source: string) =>
    `\`${shorten(source)}\` is not understood. Write a path (\`{{ inputs.name }}\`) or a helper (\`{{ or a b }}\`, \`{{ join list ', ' }}\`, \`{{ date value 'YYYY-MM-DD' }}\`, \`{{ json value }}\`).`,
  unclosed: '`{{` is not closed. Write `{{ inputs.name }}`, or `\\{{` where the braces themselves are meant.',
  raw: 'Nothing is ever escaped: write `{{ path }}` with two braces.',
  block: (source: string) =>
    `Templates have no blocks (\`${shorten(source)}\`). Decide with \`if:\` on the step, repeat with \`foreach:\`, or compute the value under \`outputs:\`.`,
  partial: (source: string) => `Templates have no partials (\`${shorten(source)}\`). Write the text out, or name a value with a path.`,
  comment: 'Templates have no comments. Write a YAML comment (`# ...`) instead.',
  tilde: 'Templates do not trim spaces (`~`). Write the text as it should come out.',
  literal: (source: string) => `\`${shorten(source)}\` is a constant. Write the text itself, without braces.`,
  hash: (source: string) => `Helpers take plain values, none with \`=\`: \`${shorten(source)}\`.`,
  unknownHelper: (name: string, source: string) =>
    `There is no helper \`${shorten(name)}\` (\`${shorten(source)}\`); there are \`or\`, \`join\`, \`date\` and \`json\`.${meant(name, ['or', 'join', 'date', 'json'])} Compute the value under \`outputs:\`.`,
  arity: (helper: 'or' | 'join' | 'date' | 'json') => `\`${helper}\` is written \`${USAGE[helper]}\`.`,
  secretInHelper: (path: string, helper: string) => `\`${path}\` cannot go through \`${helper}\`: write \`{{ ${path} }}\` by itself.`,
  data: (source: string) => `\`${shorten(source)}\` does not exist here. Write a path that begins with inputs, steps, run, target, item, today or secrets.`,
  dollar: 'A `$` before `{{ }}` is kept as a letter: templates begin with the braces. Write `{{ path }}` without it.',
  relative: (source: string) => `\`${shorten(source)}\` is not a full path. Write it from its root, with dots: \`inputs.name\`, \`steps.cut.outputs.name\`.`,
};

const USAGE = {
  or: '{{ or first second }}',
  join: "{{ join list }} or {{ join list ', ' }}",
  date: "{{ date value 'YYYY-MM-DD' }} or {{ date value 'HH:mm' 'America/New_York' }}",
  json: '{{ json value }}',
} as const;

/** A template cannot be filled in. */
export const renderErrors = {
  notText: (what: string, value: Json) =>
    `\`${what}\` is ${typeWord(value)}, which cannot stand inside a text.${value === null ? ` Write \`{{ or ${what} '...' }}\`.` : ` Write \`{{ ${Array.isArray(value) ? 'join' : 'json'} ${what} }}\`.`}`,
  nothingPresent: (paths: readonly string[]) => `None of ${paths.map(path => `\`${path}\``).join(', ')} exists. End the \`or\` with a text that always fits.`,
  noSecret: (text: string, name: string, names: readonly string[]) =>
    `\`${text}\`: ${names.length === 0 ? 'no secrets are declared' : `there is no secret \`${name}\``}. Declare it under \`secrets:\`.${meant(name, names)}`,
  missing: (text: string, parent: string, part: string, parentValue: Json) => {
    const names = isJsonObject(parentValue) ? Object.keys(parentValue) : [];
    const there = isJsonObject(parentValue)
      ? listed(names)
      : Array.isArray(parentValue)
        ? `it is a list of ${parentValue.length}`
        : `it is ${typeWord(parentValue)}`;
    if (parent === '') return `\`${text}\` does not exist: there is no \`${part}\` here.${meant(part, names)}`;
    return `\`${text}\` does not exist: \`${parent}\` has no \`${part}\` (${there}).${meant(part, names)}`;
  },
};

export const helperErrors = {
  joinNeedsList: '`join` needs a list.',
  joinNeedsText: 'The separator of `join` is a text.',
  joinNeedsPlainItems: '`join` needs a list of texts or numbers. Take the wanted field of each under `outputs:` first (`list.map(i, i.id)`).',
  tooDeep: 'The value is nested too deeply for `json`.',
  dateFormat: "`date` takes a format and a time zone as texts: {{ date value 'YYYY-MM-DD' 'UTC' }}.",
  dateValue: '`date` needs a moment: milliseconds, a day (`2026-03-10`), or a time with its offset (`2026-03-10T10:00:00Z`).',
  dateZone: (zone: string) => `\`${shorten(zone)}\` is no time zone. Write one like \`America/New_York\` or \`UTC\`.`,
};

/** An expression does not fit the types of what it names. */
export const typeProblems = {
  noRoot: (root: string, roots: readonly string[], input?: string) => {
    if (input !== undefined) return `There is no \`${shorten(root)}\`. Write \`inputs.${input}\`.`;
    const elsewhere = ROOT_PLACES[root];
    if (elsewhere !== undefined && !roots.includes(root)) return `\`${root}\` cannot be used here: ${elsewhere}.`;
    return `There is no \`${shorten(root)}\`. A path begins with ${roots.map(name => `\`${name}\``).join(', ')}.${meant(root, roots)} A text stands in quotes.`;
  },
  noField: (
    parent: string,
    name: string,
    why: { readonly status: 'missing'; readonly names: readonly string[] } | { readonly status: 'no-object'; readonly kind: string },
  ) =>
    why.status === 'missing'
      ? `\`${parent}\` has no \`${shorten(name)}\` (${listed(why.names)}).${meant(name, why.names)}`
      : `\`${parent}\` is ${KIND_WORDS[why.kind] ?? 'no object'}, so it has no \`${shorten(name)}\`.`,
  variableIsRoot: (name: string) => `The variable \`${name}\` hides what \`${name}\` means everywhere else. Give it another name.`,
  neverEqual: (path: string, text: string, texts: readonly string[]) =>
    `\`${path}\` is never '${shorten(text)}'; it is one of ${texts.map(value => `'${value}'`).join(', ')}.${meant(text, texts)}`,
  notBool: (kind: string) => `This must be true or false, and it is ${KIND_WORDS[kind] ?? kind}.`,
  notList: (kind: string) => `This must be a list, and it is ${KIND_WORDS[kind] ?? kind}.`,
} as const;

const KIND_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
  moment: 'a time',
};

/** Roots that exist elsewhere. */
const ROOT_PLACES: Readonly<Record<string, string>> = {
  now: 'it is there only in `until` and in `outputs` of a step',
  outputs: "a step's own outputs are there only in its `until`, `verify`, `check` and `outputs`; elsewhere write `steps.ID.outputs`",
  item: 'it is there only in a step with `foreach` (and is named by `as` where that is given)',
  today: 'it is there only in templates',
  secrets: 'secrets are there only in `env` and in params that are marked secret',
  steps: 'no step has run yet',
  target: 'the target is not locked yet',
  run: 'the run has not begun yet',
};

/** A reference to a step, an input or a secret that cannot be made where it stands. */
export const referenceProblems = {
  noStep: (id: string, ids: Iterable<string>) => `There is no step \`${shorten(id)}\`.${meant(id, ids)}`,
  own: (id: string) => `\`${id}\` is this step itself. Inside of it write \`outputs\`; templates cannot name it.`,
  around: (id: string) => `The group \`${id}\` around this step is not over yet. Name the step inside of it that you mean.`,
  later: (id: string) => `\`${id}\` has not run here yet: it comes later. Refer to steps that come before.`,
  parallel: (id: string) => `\`${id}\` runs at the same time, in another branch. Refer to it after the \`parallel\`.`,
  each: (id: string, group: string) =>
    `\`${id}\` runs once for each item${id === group ? '' : ` of \`${group}\``}. From outside write \`steps.${group}.each\`, the list of its outputs.`,
  unsure: (path: string, why: string, fix: string) => `\`${path}\` may be missing: ${why}. ${fix}`,
  skipped: (id: string) => `\`${id}\` is skipped where its \`if\` is false`,
  warned: (id: string) => `the run goes on where \`${id}\` fails`,
  foundDone: (id: string) => `\`${id}\` has no outputs where its \`check\` finds it done`,
  ended: (id: string) => `the run can have ended before \`${id}\``,
  optional: 'it is not always there',
  orInTemplate: (path: string) => `Write \`{{ or ${path} '...' }}\`.`,
  hasInCondition: (path: string) => `Ask first: \`has(${path}) && ...\`, or write \`.?\` before the part that may be missing and \`.orValue(...)\` behind it.`,
  rootHere: (root: string, roots: readonly string[]) => `\`${root}\` cannot be used here, only ${roots.map(name => `\`${name}\``).join(' and ')}.`,
  laterInput: (name: string) => `A default sees only the inputs before it; \`${name}\` is not one of them.`,
  noSecret: (name: string, names: readonly string[]) => `There is no secret \`${shorten(name)}\`. Declare it under \`secrets:\`.${meant(name, names)}`,
  secretHere: (name: string) => `The secret \`${shorten(name)}\` cannot be used here: only in \`env\` values and in params that are marked secret.`,
  notInText: (path: string, kind: string) =>
    `\`${path}\` is ${KIND_WORDS[kind] ?? kind}, which cannot stand inside a text. Write \`{{ ${kind === 'array' ? 'join' : 'json'} ${path} }}\`.`,
  nullInText: (path: string) => `\`${path}\` may be empty (null), which cannot stand inside a text. Write \`{{ or ${path} '...' }}\`.`,
  wrongType: (path: string, given: string, wanted: string) =>
    `\`${path}\` is ${KIND_WORDS[given] ?? given}, and ${KIND_WORDS[wanted] ?? wanted} is wanted here.`,
  reservedName: (name: string) => `\`${name}\` already means something in conditions or templates. Choose another name.`,
} as const;

/** ` Did you mean \`x\`?`, or nothing. */
export function meant(word: string, names: Iterable<string>): string {
  const nearest = nearestName(word, names);
  return nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
}

/** `it has a, b, c`, at most eight. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'it has nothing';
  const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
  return `it has ${names
    .slice(0, 8)
    .map(name => `\`${shorten(name)}\``)
    .join(', ')}${more}`;
}

/** An expression does not parse, or says what conditions do not have. */
export const expressionSyntax = {
  empty: "The condition is empty. Write one (`inputs.release == 'full'`), and put it in quotes where it begins with `!`.",
  template: 'This is a condition, not a text: write the path without `{{ }}`.',
  equals: 'Two values are compared with `==`.',
  word: (word: string, instead: string) => `\`${word}\` is written \`${instead}\` in a condition.`,
  lineBreak: 'A text in a condition holds a line break: inside double quotes YAML reads `\\n` as one. Write the condition without quotes, or in single ones.',
  tooShort: 'The condition ends too early: something is missing at its end.',
  foreignCall: (name: string) =>
    name === 'always' || name === 'success'
      ? `There is no \`${name}()\`. ${name === 'always' ? 'Put the step under `finally:` at the top level' : 'Leave the condition out: steps run as long as none has failed'}.`
      : `There is no \`${name}()\`. Put the step under \`on-failure:\` at the top level, without this condition.`,
  unexpected: (what: string) => `\`${shorten(what)}\` is not expected here.`,
  other: (summary: string) => `${summary}.`,
  tooLong: 'The condition is too long or too deeply nested. Compute parts of it under `outputs:`.',
  notAvailable: (name: string) => `\`${name}\` is not available in conditions.`,
  nesting: 'A list can be walked inside another list, but not a third inside that. Compute the inner one under `outputs:` first.',
  patternNotText: 'The pattern of `matches` is written out as a text; it cannot come from a value.',
  patternTooLong: (limit: number) => `The pattern of \`matches\` is longer than ${limit} characters.`,
  patternInvalid: 'The pattern of `matches` is no regular expression.',
  patternSlow:
    'The pattern of `matches` repeats a repetition, refers back or looks around, which can take for ever. Repeat single characters and plain groups only.',
  duration: (text: string) => `\`${shorten(text)}\` is no duration. Write one like \`90s\`, \`15m\`, \`1h30m\` or \`2d\`.`,
} as const;

/** An expression parses, but gives no value. `source` is its own text; values are never shown: they may be secret. */
export const evaluationErrors = {
  missing: (source: string) => `\`${source}\` does not exist`,
  noFields: (source: string) => `\`${source}\` asks a text, a number or true or false for a field`,
  outOfBounds: (source: string) => `\`${source}\` is outside of the list`,
  mismatch: (source: string, types: string) => `\`${source}\` does not fit: ${types}`,
  notBool: (source: string) => `\`${source}\` is not true or false`,
  notLogical: 'one side of `&&` or `||` is not true or false',
  notList: (source: string) => `\`${source}\` is no list`,
  byZero: (source: string) => `\`${source}\` divides by zero`,
  tooLarge: (source: string) => `\`${source}\` is too large a number`,
  notConvertible: (source: string) => `\`${source}\` cannot be converted`,
  notTime: (source: string) => `\`${source}\` needs a time like \`2026-03-10T10:00:00Z\``,
  notDuration: (source: string) => `\`${source}\` needs a duration like \`90s\`, \`15m\` or \`1h30m\``,
  unknownName: (source: string) => `there is no \`${source}\` here`,
  noValue: (source: string) => `\`${source}\` has no value; end it with \`.orValue(...)\``,
  textTooLong: (limit: number) => `\`matches\` looks at no more than ${limit} characters`,
  listTooLong: (limit: number) => `a list of more than ${limit} items is too long for a condition`,
  tooMuch: (limit: number) => `more than ${limit} items would have to be looked at`,
  tooDeep: 'a value is nested too deeply',
  notJson: 'the result cannot be kept: it must be a text, a number, true or false, null, a list or an object',
  other: (source: string) => `\`${source}\` has no answer`,
} as const;

function typeWord(value: Json): string {
  if (value === null) return 'empty (null)';
  if (Array.isArray(value)) return 'a list';
  return isJsonObject(value)
    ? 'an object'
    : { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as 'string' | 'number' | 'boolean'];
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
