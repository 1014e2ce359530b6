import { parseWithoutProcessing } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { type Json, isJsonObject } from './json.ts';
import { memoize } from './memo.ts';
import { templateErrors as say } from './messages/language.ts';
import { type RenderedText, type SecretPart, renderText } from './render-text.ts';
import type { Reference, Scope } from './scope.ts';
import { type ParsedTemplate, explainSpecial, readTemplate } from './template-syntax.ts';
import { templatePaths } from './template-tree.ts';

/** A place inside a value: keys and positions from its root. */
export type Place = readonly (string | number)[];

export type Rendered =
  | { readonly status: 'known'; readonly value: Json; readonly secrets: readonly SecretPlace[] }
  /** Every unknown place in `value` is a text for display: `‹after step cut›`. */
  | { readonly status: 'unknown'; readonly value: Json; readonly unknowns: readonly UnknownPlace[]; readonly secrets: readonly SecretPlace[] }
  | { readonly status: 'error'; readonly message: string; readonly path: Place };

/** A text that names secrets; the value itself shows `‹secret NAME›` there. */
export interface SecretPlace {
  readonly path: Place;
  readonly parts: readonly SecretPart[];
}

export interface UnknownPlace {
  readonly path: Place;
  readonly causes: readonly string[];
}

/** A path that a template names. */
export interface TemplateReference {
  readonly path: Reference;
  /** Inside `or`: it may be missing. */
  readonly guarded: boolean;
  /** It is the whole value, a piece of a longer text (no list, object or null), or what a helper is given. */
  readonly use: 'value' | 'text' | 'argument';
  /** As written, and where in its text. */
  readonly text: string;
  readonly offset: number;
  /** Where in the value. */
  readonly at: Place;
}

/** Renders every text in a value once; keys stay as they are, and what is filled in is never rendered again. */
export function renderValue(value: Json, scope: Scope): Rendered {
  const found: { secrets: SecretPlace[]; unknowns: UnknownPlace[]; error?: { message: string; path: Place } } = { secrets: [], unknowns: [] };
  const rendered = mapTexts(value, [], (text, path) => {
    const result = found.error ? undefined : renderParsed(text, scope);
    if (result?.status === 'error') found.error = { message: result.message, path };
    if (result === undefined || result.status === 'error') return null;
    if (result.causes.length > 0) found.unknowns.push({ path, causes: result.causes });
    if (result.secrets) found.secrets.push({ path, parts: result.secrets });
    return result.value;
  });
  const { secrets, unknowns, error } = found;
  if (error) return { status: 'error', ...error };
  return unknowns.length > 0 ? { status: 'unknown', value: rendered, unknowns, secrets } : { status: 'known', value: rendered, secrets };
}

/** Parses a text; remembered by the text. */
export const parseTemplate: (text: string) => ParsedTemplate = memoize(20_000, parse);

/** Every path that the templates in a value name, in order. Texts that do not parse have none. */
export function templateReferences(value: Json): readonly TemplateReference[] {
  const found: TemplateReference[] = [];
  mapTexts(value, [], (text, at) => {
    const parsed = parseTemplate(text);
    if (parsed.status === 'error') return text;
    for (const { term, guarded, use } of templatePaths(parsed.template))
      found.push({ path: term.path, guarded, use, text: term.text, offset: term.offset, at });
    return text;
  });
  return found;
}

/** What does not parse in a value. */
export function templateProblems(value: Json): readonly { readonly message: string; readonly offset: number; readonly at: Place }[] {
  const found: { readonly message: string; readonly offset: number; readonly at: Place }[] = [];
  mapTexts(value, [], (text, at) => {
    const parsed = parseTemplate(text);
    if (parsed.status === 'error') found.push({ message: parsed.message, offset: parsed.offset, at });
    return text;
  });
  return found;
}

function mapTexts(value: Json, at: Place, map: (text: string, at: Place) => Json): Json {
  if (typeof value === 'string') return map(value, at);
  if (Array.isArray(value)) return value.map((item: Json, index) => mapTexts(item, [...at, index], map));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, [...at, key], map)]));
}

function renderParsed(text: string, scope: Scope): RenderedText {
  const parsed = parseTemplate(text);
  return parsed.status === 'error' ? parsed : renderText(parsed.template, scope);
}

function parse(text: string): ParsedTemplate {
  if (!text.includes('{{')) return { status: 'ok', template: text === '' ? [] : [{ type: 'text', text }] };
  try {
    return readTemplate(parseWithoutProcessing(text).body, text);
  } catch {
    return { status: 'error', ...explainSyntax(text) };
  }
}

/** Handlebars says neither clearly what is wrong nor where: the first `{{ }}` that does not parse by itself is it. */
function explainSyntax(text: string): { message: string; offset: number } {
  for (const match of text.matchAll(/\{\{[^]*?\}\}+/g)) {
    const special = explainSpecial(match[0]);
    if (special !== undefined) return { message: special, offset: match.index };
    try {
      parseWithoutProcessing(match[0]);
    } catch {
      return { message: say.notAPath(match[0]), offset: match.index };
    }
  }
  return { message: say.unclosed, offset: text.lastIndexOf('{{') };
}
