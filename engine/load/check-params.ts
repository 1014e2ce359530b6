import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { schemaMessages as say } from '../core/messages/diagnostics.ts';
import { nearestName } from '../core/nearest.ts';
import { paramNames, paramsOf, propertiesOf, type NamedAction } from '../core/schema/actions.ts';
import { explainErrors } from './explain-errors.ts';
import { actionOf, type LoadFacts } from './facts.ts';
import type { Finding, Path } from './finding.ts';
import type { SchemaError } from './schema-error.ts';

/** The params of a step by its action's schema, after `defaults:` have given theirs; an error is told where the value stands. */
export function checkParams(step: JsonObject, path: Path, document: JsonObject, facts: LoadFacts): readonly Finding[] {
  const named = actionOf(step, facts);
  const written = step.with === undefined ? {} : step.with;
  if (!named || !isJsonObject(written)) return [];
  const defaults = defaultsFor(named, document);
  const value: JsonObject = { ...defaults, ...written };
  const errors = facts.validators(`with.${named.name}`)?.(value) ?? [];
  if (errors.length === 0) return [];
  const isMissing = (error: SchemaError) => error.keyword === 'required' && error.instancePath === '';
  const misspelt = misspeltParams(errors, named);
  const missing = errors.filter(error => isMissing(error) && !misspelt.has(String(error.params.missingProperty)));
  const others = errors.filter(error => !isMissing(error));
  const schema = facts.schemas.get(`with.${named.name}`)?.() ?? {};
  const findings = explainErrors(others, { value, path: [...path, 'with'], schema, place: named.name });
  return [...missing.map(error => missingParam(error, named, step, path)), ...findings.map(finding => atItsPlace(finding, path, named, written))];
}

/** Params that are there under a wrong name: one mistake, told once. */
function misspeltParams(errors: readonly SchemaError[], { action }: NamedAction): ReadonlySet<string> {
  const unknown = errors.filter(error => error.keyword === 'additionalProperties' && error.instancePath === '');
  return new Set(unknown.flatMap(error => nearestName(String(error.params.additionalProperty), paramNames(action)) ?? []));
}

/** What `defaults:` give to an action: the params of its plugin's entry that it declares. */
export function defaultsFor({ plugin, action }: NamedAction, document: JsonObject): JsonObject {
  const all = isJsonObject(document.defaults) ? document.defaults[plugin.name] : undefined;
  if (!isJsonObject(all)) return {};
  const names = new Set(paramNames(action));
  return Object.fromEntries(Object.entries(all).filter(([key]) => names.has(key)));
}

function missingParam(error: SchemaError, { name, plugin, action }: NamedAction, step: JsonObject, path: Path): Finding {
  const param = String(error.params.missingProperty);
  const description = propertiesOf(paramsOf(action))[param]?.description;
  const place = step.with === undefined ? 'uses' : 'with';
  return {
    code: 'missing-param',
    path: [...path, place],
    key: true,
    ...say.missingParam(name, param, typeof description === 'string' ? description : '', plugin.name),
  };
}

/** A bad default is told once, where it is written. */
function atItsPlace(finding: Finding, path: Path, named: NamedAction, written: Json): Finding {
  const [param, ...rest] = finding.path.slice(path.length + 1);
  if (typeof param !== 'string') return finding;
  if (finding.code === 'unknown-key' && rest.length === 0) {
    const known = paramNames(named.action);
    return { ...finding, code: 'unknown-param', ...say.unknownParam(named.name, param, nearestName(param, known), known) };
  }
  return isJsonObject(written) && Object.hasOwn(written, param) ? finding : { ...finding, path: ['defaults', named.plugin.name, param, ...rest] };
}
