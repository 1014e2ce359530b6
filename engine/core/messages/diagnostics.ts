import { foreignAction } from './foreign-values.ts';
import type { Sentence } from './source.ts';

/** What is wrong with the shape of a document. `place` is a phrase for where: `the step cut`, `git.branch`, `the runbook`. */
export const schemaMessages = {
  unknownKey: (key: string, place: string, meant: string | undefined, foreign: string | undefined, known: readonly string[]): Sentence => ({
    message: `${place} knows no key \`${key}\`.`,
    hint: foreign ?? (meant === undefined ? knownHint(known) : `Did you mean \`${meant}\`?`),
  }),
  unknownParam: (action: string, key: string, meant: string | undefined, known: readonly string[]): Sentence => ({
    message: `${action} has no param \`${key}\`.`,
    hint: meant === undefined ? knownHint(known) : `Did you mean \`${meant}\`?`,
  }),
  misplacedKey: (key: string, kind: string, kinds: readonly string[]): Sentence => ({
    message: `\`${key}\` does nothing in a \`${kind}\` step.`,
    hint: `It belongs to steps with ${kinds.map(name => `\`${name}\``).join(' or ')}.`,
  }),
  missingKey: (key: string, place: string, example: string): Sentence => ({
    message: `${place} needs \`${key}\`.`,
    ...(example !== '' && { hint: `For example: ${example}` }),
  }),
  missingParam: (action: string, param: string, description: string, plugin: string): Sentence => ({
    message: `${action} needs the param \`${param}\`${description === '' ? '.' : `: ${description}`}`,
    hint: `Write it under \`with:\`, or for all steps under \`defaults: {${plugin}: {${param}: ...}}\`.`,
  }),
  wrongType: (wanted: string, got: string, hint: string | undefined): Sentence => ({
    message: `This must be ${wanted}, but it is ${got}.`,
    ...(hint !== undefined && { hint }),
  }),
  notAllowed: (value: string, allowed: readonly string[], meant: string | undefined): Sentence => ({
    message: `${value} is not one of ${listed(allowed)}.`,
    ...(meant !== undefined && { hint: `Did you mean \`${meant}\`?` }),
  }),
  unknownAction: (name: string, meant: string | undefined, near: readonly string[], plugins: readonly string[]): Sentence => ({
    message: `There is no action \`${name}\`.`,
    hint:
      foreignAction(name) ??
      (meant !== undefined
        ? `Did you mean \`${meant}\`?`
        : near.length > 0
          ? knownHint(near)
          : `There are the plugins ${listed(plugins)}; \`runbook actions\` lists their actions.`),
  }),
  wrongVersion: (value: string): Sentence => ({ message: `Version ${value} is not known.`, hint: 'Write `version: 1`.' }),
  pattern: (rule: string, template: boolean, instead: string | undefined): Sentence => ({
    message: `This ${rule}${template ? ', or one {{ path }}' : ''}.`,
    ...(instead !== undefined && { hint: `Write \`${instead}\`.` }),
  }),
  patternOf: (pattern: string): string => `must match ${pattern}`,
  emptyText: { message: 'This text is empty.', hint: 'Write something, or leave the key out.' },
  emptyList: { message: 'This list is empty.', hint: 'Write at least one entry, or leave the key out.' },
  emptyMap: { message: 'This map is empty.', hint: 'Write at least one entry, or leave the key out.' },
  tooMany: (limit: number): Sentence => ({ message: `At most ${limit} may be given here.` }),
  range: (comparison: string, limit: number): Sentence => ({ message: `This must be ${RANGES[comparison] ?? comparison} ${limit}.` }),
  format: (format: string): Sentence => ({ message: `This must be ${FORMATS[format] ?? `of the format ${format}`}.` }),
  badName: (name: string, rule: string, instead: string | undefined): Sentence => ({
    message: `The name \`${name}\` ${rule}.`,
    ...(instead !== undefined && { hint: `Write \`${instead}\`.` }),
  }),
  other: (message: string): Sentence => ({ message: `This ${message}.` }),
  noKind: (kinds: readonly string[]): Sentence => ({
    message: 'This step says nothing to do.',
    hint: `Write exactly one of ${kinds.map(kind => `\`${kind}\``).join(', ')}.`,
  }),
  twoKinds: (first: string, second: string): Sentence => ({
    message: `A step does one thing, but this one has \`${first}\` and \`${second}\`.`,
    hint: 'Make two steps of it.',
  }),
  readingKind: {
    message: 'A reading step needs `uses` or `run`, one of the two.',
    hint: 'Write `{uses: plugin.verb, with: {...}}` or `{run: [...]}`; a list of conditions begins with `-`.',
  },
  notAMap: (got: string): Sentence => ({
    message: `A runbook is a map of keys, but this is ${got}.`,
    hint: 'It begins with `version: 1`, `name:`, `title:` and `steps:`.',
  }),
  aPlay: {
    message: 'A runbook is a map of keys, but this is a list of plays.',
    hint: 'Make a runbook of each play: write its keys at the beginning of the line, without the `-`.',
  },
  notAStep: 'A step is a map: `- id: NAME`, and below it what it does.',
  example: (text: string): string => `For example: ${text}`,
  quoteIt: (raw: string): string => `Put it in quotes: "${raw}"`,
  unquoteIt: (value: string): string => `Write ${value} without quotes.`,
  trueOrFalse: (value: boolean): string => `Write ${value}.`,
  withUnit: (value: string): string => `Write it with a unit: "${value}s" or "${value}m".`,
  oneTemplate: 'A template keeps its type only where the whole value is one {{ path }}.',
};

const RANGES: Readonly<Record<string, string>> = { '>=': 'at least', '<=': 'at most', '>': 'more than', '<': 'less than' };
const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day such as 2026-03-10',
  'date-time': 'a time such as 2026-03-10T10:00:00Z',
  uri: 'an address such as https://example.com',
};

function knownHint(known: readonly string[]): string {
  return known.length === 0 ? 'Nothing can be written here.' : `Known here: ${listed(known)}.`;
}

/** At most a dozen names: the rest is what editors and help are for. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(name => `\`${name}\``);
  return `${shown.join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
}
