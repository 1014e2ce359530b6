import type { Json } from './json.ts';

/** What templates and conditions may see while one step is evaluated. Built for one evaluation, from the paths it refers to. */
export interface Scope {
  /** By root: inputs, steps, run, target, item (or the `as` name), now, today, outputs. Own properties only. */
  readonly values: Readonly<Record<string, Json>>;
  /** Paths that are not known yet; kept beside the values, never inside them. Longest fitting prefix wins. */
  readonly unknown: readonly UnknownPath[];
  /** Names of declared secrets: `{{ secrets.x }}` resolves to a reference, never to a value. */
  readonly secrets: readonly string[];
  /** The config's time zone, for `date`. */
  readonly timeZone: string;
}

/** A path whose value only a later moment can tell. */
export interface UnknownPath {
  /** `['steps', 'cut', 'outputs']` */
  readonly path: readonly string[];
  /** For people, without brackets: `after step cut`, `input repo`. */
  readonly cause: string;
}

/** Result of an evaluation. */
export type Evaluated =
  | { readonly status: 'known'; readonly value: Json }
  | { readonly status: 'unknown'; readonly causes: readonly string[] }
  | { readonly status: 'error'; readonly message: string };

/** A path that an expression or template refers to; a dynamic index ends it. */
export type Reference = readonly string[];
