/** A message with what to do about it. */
export interface Sentence {
  readonly message: string;
  readonly hint?: string;
}

/** What is wrong with a file before anybody asks what it means. */
export const sourceMessages = {
  tooLarge: (limit: number): Sentence => ({
    message: `The file has more than ${limit} bytes.`,
    hint: 'Split it: a step `runbook: NAME` runs another runbook.',
  }),
  binary: (offset: number): Sentence => ({ message: `This is not a text file: it holds a NUL byte at offset ${offset}.` }),
  encoding: { message: 'The file is not valid UTF-8.', hint: 'Save it as UTF-8.' },
  empty: { message: 'The file is empty.', hint: 'A runbook begins with `version: 1`, `name:`, `title:` and `steps:`.' },
  directive: { message: 'YAML directives are not allowed: they change how values are read.', hint: 'Remove this line.' },
  severalDocuments: { message: 'A second document begins here; a file holds one.', hint: 'Put it into a file of its own.' },
  tab: { message: 'A tab is not allowed as indentation.', hint: 'Indent with spaces.' },
  tooDeep: (limit: number): Sentence => ({ message: `More than ${limit} levels are nested here.`, hint: 'Use groups less deeply, or another runbook.' }),
  tag: (tag: string): Sentence => ({ message: `The tag ${tag} is not allowed.`, hint: 'Write the plain value; where it begins with `!`, put it in quotes.' }),
  exclamation: (text: string): Sentence => ({
    message: `YAML reads a leading \`!\` as a tag, and the value is lost.`,
    hint: `Put it in quotes: ${quoted(text)}`,
  }),
  aliasKey: { message: 'An alias cannot be a key.', hint: 'Write the key.' },
  duplicateKey: (key: string): Sentence => ({ message: `The key \`${key}\` is there twice.`, hint: 'Keep one of the two.' }),
  aliasCycle: (name: string): Sentence => ({ message: `\`*${name}\` stands inside what \`&${name}\` names: it would never end.` }),
  unknownAnchor: (name: string): Sentence => ({
    message: `No anchor \`&${name}\` stands before \`*${name}\`.`,
    hint: `If it is text, put it in quotes: ${quoted(`*${name}`)}`,
  }),
  aliasBomb: (limit: number): Sentence => ({
    message: `Aliases make this file more than ${limit} values larger than it is written.`,
    hint: 'Write the values out, or use `foreach`.',
  }),
  unclosedFlow: { message: 'A list or map in brackets is not closed before this line, or goes on too far to the left.', hint: 'Close it with `]` or `}`.' },
  indent: { message: 'This line is not indented like those that it belongs to.', hint: 'Keys of one map, and items of one list, begin in the same column.' },
  unclosedQuote: { message: 'A text in quotes is not closed.', hint: 'Close it with the quote that it begins with.' },
  escape: { message: 'Inside double quotes a backslash begins an escape, and there is none of this name.', hint: 'Write `\\\\`, or use single quotes.' },
  missingColon: {
    message: 'This line has no colon that ends a key, and the line before it is no text that could go on.',
    hint: 'Write `KEY: VALUE`, or put a text of several lines behind `|`.',
  },
  nonTextKey: { message: 'A key must be text.', hint: 'If this was meant as a value, put it in quotes.' },
  unquotedTemplate: (text: string): Sentence => ({
    message: 'YAML reads an unquoted `{{` as the beginning of a map.',
    hint: `Put the whole value in quotes: ${quoted(text)}`,
  }),
  colonInText: (line: string): Sentence => ({
    message: 'A colon followed by a space ends a key, so this line has two.',
    hint: `If it is one text, put it in quotes: ${quotedValue(line)}`,
  }),
  reservedStart: (char: string): Sentence => ({ message: `A value cannot begin with \`${char}\`.`, hint: 'Put it in quotes.' }),
  ambiguousNumber: (raw: string, value: number): Sentence => ({
    message: `YAML reads ${raw} as the number ${value}.`,
    hint: Number.isFinite(value) ? `If it is text, write ${quoted(raw)}; if it is a number, write ${value}.` : `If it is text, write ${quoted(raw)}.`,
  }),
  cutText: (text: string, comment: string): Sentence => ({
    message: `YAML reads \`${comment}\` as a comment, so the text ends before it.`,
    hint: `If it belongs to the text, put it in quotes: ${quoted(`${text} ${comment}`)}; if it is a comment, write a space after the \`#\`.`,
  }),
  commaInBraces: (key: string, text: string): Sentence => ({
    message: `A comma inside { } begins a new key, and \`${key}\` has no value.`,
    hint: `If it belongs to the text before it, put that in quotes: ${quoted(text)}`,
  }),
  commaInList: (text: string): Sentence => ({
    message: `A comma inside [ ] begins a new item, so this one is only \`${text}\`.`,
    hint: 'Put the whole text in quotes.',
  }),
};

function quoted(text: string): string {
  return text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

function quotedValue(line: string): string {
  const split = line.indexOf(': ');
  return split < 0 ? quoted(line) : `${line.slice(0, split)}: ${quoted(line.slice(split + 2))}`;
}
