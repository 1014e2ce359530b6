import type { Reference } from './scope.ts';

/** A parsed text: what stands in it, in order. */
export type Template = readonly Part[];

export type Part =
  | { readonly type: 'text'; readonly text: string }
  /** One `{{ ... }}`; `offset` counts from the start of the text. */
  | { readonly type: 'value'; readonly term: Term; readonly offset: number };

export type Term =
  | { readonly type: 'literal'; readonly value: string | number | boolean }
  | { readonly type: 'path'; readonly path: Reference; readonly text: string; readonly offset: number }
  | { readonly type: 'call'; readonly helper: HelperName; readonly args: readonly Term[] };

export type HelperName = keyof typeof HELPERS;

/** The helpers, with how few and how many values each takes. */
export const HELPERS = { or: [2, 20], join: [1, 2], date: [2, 3], json: [1, 1] } as const;

export function isHelper(name: string): name is HelperName {
  return Object.hasOwn(HELPERS, name);
}

/** A path of a template. */
export interface TemplatePath {
  readonly term: Extract<Term, { type: 'path' }>;
  /** Inside an `or`: it may be missing. */
  readonly guarded: boolean;
  /** It is the whole value, a piece of a longer text, or what a helper is given. */
  readonly use: 'value' | 'text' | 'argument';
}

export function templatePaths(template: Template): readonly TemplatePath[] {
  const use = template.length > 1 ? 'text' : 'value';
  return template.flatMap(part => (part.type === 'value' ? termPaths(part.term, use, false) : []));
}

function termPaths(term: Term, use: TemplatePath['use'], guarded: boolean): readonly TemplatePath[] {
  if (term.type === 'path') return [{ term, guarded, use }];
  return term.type === 'call' ? term.args.flatMap(arg => termPaths(arg, 'argument', guarded || term.helper === 'or')) : [];
}
