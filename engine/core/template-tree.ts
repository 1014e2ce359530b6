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

/** Every path of a template. `guarded`: it stands inside an `or`, so it may be missing. */
export function* templatePaths(
  template: Template,
): Generator<{ readonly term: Term & { readonly type: 'path' }; readonly guarded: boolean; readonly inside: boolean }> {
  const inside = template.some(part => part.type === 'text');
  for (const part of template) if (part.type === 'value') yield* termPaths(part.term, { guarded: false, inside });
}

function* termPaths(
  term: Term,
  place: { readonly guarded: boolean; readonly inside: boolean },
): Generator<{ readonly term: Term & { readonly type: 'path' }; readonly guarded: boolean; readonly inside: boolean }> {
  if (term.type === 'path') yield { term, ...place };
  if (term.type === 'call') for (const arg of term.args) yield* termPaths(arg, { guarded: place.guarded || term.helper === 'or', inside: false });
}
