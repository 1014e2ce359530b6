import { evaluate, expressionReferences } from '../expression.ts';
import type { Failure } from '../failure.ts';
import { type Json, textOf } from '../json.ts';
import { type ScopeExtras, type ScopeSource, scopeAt } from '../scope-of.ts';
import { type Rendered, renderValue, templateReferences } from '../template.ts';
import { parseDuration } from '../duration.ts';

/** A value, or why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Evaluates CEL at a step instance of a run, where everything is known. */
export function evaluateAt(source: ScopeSource, path: string, text: string, extras: ScopeExtras = {}): Result<Json> {
  const result = evaluate(text, scopeAt(source, path, expressionReferences(text), extras));
  if (result.status === 'known') return { ok: true, value: result.value };
  const why = result.status === 'error' ? result.message : `not known yet: ${result.causes.join(', ')}`;
  return { ok: false, failure: { code: 'expression', message: `${text}: ${why}` } };
}

/** Evaluates a condition: anything but a boolean is a failure. */
export function conditionAt(source: ScopeSource, path: string, text: string, extras: ScopeExtras = {}): Result<boolean> {
  const result = evaluateAt(source, path, text, extras);
  if (!result.ok) return result;
  if (typeof result.value === 'boolean') return { ok: true, value: result.value };
  return { ok: false, failure: { code: 'expression', message: `${text}: gives ${typeof result.value}, not true or false` } };
}

export function renderAt(source: ScopeSource, path: string, value: Json): Rendered {
  return renderValue(
    value,
    scopeAt(
      source,
      path,
      templateReferences(value).map(reference => reference.path),
    ),
  );
}

/** Renders a text that must be known. */
export function textAt(source: ScopeSource, path: string, text: string): Result<string> {
  const rendered = renderAt(source, path, text);
  if (rendered.status === 'known') return { ok: true, value: textOf(rendered.value) };
  const why = rendered.status === 'error' ? rendered.message : 'not known yet';
  return { ok: false, failure: { code: 'template', message: why } };
}

/** Renders a duration into milliseconds. */
export function durationAt(source: ScopeSource, path: string, text: string): Result<number> {
  const rendered = textAt(source, path, text);
  if (!rendered.ok) return rendered;
  const ms = parseDuration(rendered.value);
  if (ms !== undefined) return { ok: true, value: ms };
  return { ok: false, failure: { code: 'template', message: `${rendered.value} is no duration; write 90s, 15m or 1h30m` } };
}
