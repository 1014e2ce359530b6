import { fail } from './failure.ts';
import { type Json, isJsonObject } from './json.ts';
import { executionFailures } from './messages/execution.ts';

/** A secret shorter than this is refused: its text would be found everywhere. */
export const SHORTEST_SECRET = 8;

/** Knows the secrets' values and keeps them out of whatever is written or shown. */
export interface Redactor {
  /** Fails with code `secret-too-short`. */
  add(name: string, value: string): void;
  /** Each secret, in each of its spellings, becomes `[secret NAME]`. */
  redact(text: string): string;
  /** The same in every text inside, keys included. */
  redactJson(value: Json): Json;
  /** Name of a secret that the text holds. */
  find(text: string): string | undefined;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

export function createRedactor(): Redactor {
  const names = new Map<string, string>();
  const redact = (text: string): string => (names.size === 0 ? text : replaceRanges(text, findRanges(text, names)));
  const redactJson = (value: Json): Json => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(redactJson);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), redactJson(inner)]));
  };
  return {
    add(name, value) {
      if (value.trim().length < SHORTEST_SECRET) fail(executionFailures.secretTooShort(name, SHORTEST_SECRET));
      for (const spelling of spellingsOf(value)) if (!names.has(spelling)) names.set(spelling, name);
    },
    redact,
    redactJson: value => (names.size === 0 ? value : redactJson(value)),
    find: text => findRanges(text, names)[0]?.name,
  };
}

/** The value and each line of it, as text, inside JSON, inside a URL, in hexadecimal, and in base64 wherever it stands in the encoded text. */
function spellingsOf(value: string): ReadonlySet<string> {
  const texts = [value, value.trim(), ...value.split(/[\r\n]+/).map(line => line.trim())].filter(text => text.length >= SHORTEST_SECRET);
  return new Set(texts.flatMap(text => [text, ...jsonSpellings(text), ...urlSpellings(text), ...base64Spellings(text), ...hexSpellings(text)]));
}

function jsonSpellings(text: string): readonly string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = plain.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [plain, plain.replaceAll('/', '\\/'), ascii];
}

function urlSpellings(text: string): readonly string[] {
  const spelled = [safely(() => encodeURIComponent(text)), safely(() => encodeURI(text)), new URLSearchParams([['', text]]).toString().slice(1)];
  return spelled.flatMap(url => [url, url.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())]).filter(url => url !== '');
}

/** A lone surrogate has no URL spelling. */
function safely(encode: () => string): string {
  try {
    return encode();
  } catch {
    return '';
  }
}

/** Base64 packs three bytes into four characters: how a text looks depends on where it begins, so there are three looks. */
function base64Spellings(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  return [0, 1, 2].flatMap(offset => {
    const shifted = new Uint8Array(offset + bytes.length);
    shifted.set(bytes, offset);
    const encoded = btoa(Array.from(shifted, byte => String.fromCharCode(byte)).join(''));
    const own = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function hexSpellings(text: string): readonly string[] {
  const hex = Array.from(new TextEncoder().encode(text), byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex, hex.toUpperCase()];
}

/** All places of all spellings; those that touch are one, so that no rest of the second stays. */
function findRanges(text: string, names: ReadonlyMap<string, string>): readonly Range[] {
  const found: Range[] = [];
  for (const [spelling, name] of names) {
    for (let start = text.indexOf(spelling); start >= 0; start = text.indexOf(spelling, start + 1)) found.push({ start, end: start + spelling.length, name });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Range[] = [];
  for (const range of found) {
    const last = merged.at(-1);
    if (last && range.start < last.end) merged[merged.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return merged;
}

function replaceRanges(text: string, ranges: readonly Range[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, name } of ranges) {
    result += `${text.slice(from, start)}[secret ${name}]`;
    from = end;
  }
  return result + text.slice(from);
}
