import { checkField } from './field.ts';
import type { Json, JsonObject } from './json.ts';
import type { Runbook } from './runbook.ts';
import { type ScopeSource, scopeAt } from './scope-of.ts';
import { renderValue, templateReferences } from './template.ts';
import type { Failure } from './failure.ts';

/** Inputs of a nested runbook: `with` rendered in the caller's scope, then defaults in their written order. */
export function inputsOfRunbook(
  source: ScopeSource,
  path: string,
  document: Runbook,
  given: JsonObject,
): { readonly ok: true; readonly value: JsonObject } | { readonly ok: false; readonly failure: Failure } {
  const inputs: Record<string, Json> = {};
  for (const [name, field] of Object.entries(document.inputs ?? {})) {
    const scope =
      name in given
        ? scopeAt(
            source,
            path,
            templateReferences(given[name] ?? null).map(reference => reference.path),
          )
        : defaultScope(source, inputs);
    const raw = name in given ? given[name] : field.default;
    if (raw === undefined) return refuse(`${document.name} needs the input ${name}.`);
    const rendered = renderValue(raw, scope);
    if (rendered.status !== 'known') return refuse(rendered.status === 'error' ? rendered.message : `The input ${name} is not known.`);
    const problem = field.default === null && rendered.value === null ? undefined : checkField(field, rendered.value);
    if (problem !== undefined) return refuse(`Input ${name} of ${document.name}: ${problem}`);
    inputs[name] = rendered.value;
  }
  return { ok: true, value: inputs };
}

/** A default may use `today` and earlier inputs. */
function defaultScope(source: ScopeSource, inputs: JsonObject): ReturnType<typeof scopeAt> {
  const { today, timeZone } = source.program.plan;
  return { values: { inputs, today }, unknown: [], secrets: [], timeZone };
}

function refuse(message: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { code: 'input', message } };
}
