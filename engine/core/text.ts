import { stripVTControlCharacters } from 'node:util';

/** Longest line that a log or a view ever sees, in UTF-16 units. */
export const LINE_LIMIT = 8_192;

/**
 * Text from outside, made harmless for a terminal and a log: colours, cursor moves, titles, links, bells and every other
 * control character are gone; line breaks and tabs stay.
 */
export function cleanText(text: string): string {
  if (!CONTROL.test(text)) return text;
  return stripVTControlCharacters(text.replace(STRINGS, '')).replace(CONTROLS, '').replace(DIRECTIONS, '');
}

/** One line, at most LINE_LIMIT long; says how much is missing. */
export function capLine(line: string): string {
  if (line.length <= LINE_LIMIT) return line;
  const end = isHighSurrogate(line, LINE_LIMIT - 1) ? LINE_LIMIT - 1 : LINE_LIMIT;
  return `${line.slice(0, end)} … (${line.length - end} more characters)`;
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}

// oxlint-disable no-control-regex -- control characters are what this file is about
/** DCS, SOS, OSC, PM and APC with their payload: up to ST or BEL, or, unfinished, to the end of the line. */
const STRINGS = /(?:\x1b[PX\]^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c|(?=[\x1b\n])|$)/g;
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Characters that turn the direction of what follows: a line can pretend to be another one (CVE-2021-42574). */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
