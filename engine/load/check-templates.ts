import { typeOfPath } from '../core/check-expression.ts';
import type { Json } from '../core/json.ts';
import { referenceProblems as say, templateErrors } from '../core/messages/language.ts';
import { type TemplateReference, templateProblems, templateReferences } from '../core/template.ts';
import { isNullable, kindOf } from '../core/type-scope.ts';
import type { JsonSchema } from '../core/schema/parts.ts';
import type { Finding, Path } from './finding.ts';
import { fits } from './outputs-schema.ts';
import { type ReferenceTypes, schemaBelow } from './reference-types.ts';
import type { TemplateSite } from './reference-sites.ts';
import { checkStepReference, mentionsAround } from './step-references.ts';

type Problem = Pick<Finding, 'code' | 'message' | 'severity'> & { /** Index of the path's part that is wrong. */ readonly part?: number };

/** The templates in one value of the document. */
export function checkTemplates(types: ReferenceTypes, site: TemplateSite): readonly Finding[] {
  const findings: Finding[] = templateProblems(site.value).map(({ message, offset, at }) => ({
    code: 'template',
    path: [...site.path, ...at],
    offset,
    message,
  }));
  const references = templateReferences(site.value);
  if (references.length === 0) return findings;
  const mentioned = mentionsAround(site);
  for (const reference of references) {
    const problem = checkReference(types, site, reference, mentioned);
    if (!problem) continue;
    const { part, ...said } = problem;
    findings.push({ path: [...site.path, ...reference.at], ...placeOf(reference, part), ...said });
  }
  return [...findings, ...dollars(site.value, site.path)];
}

/** `${{ x }}`, as GitHub Actions writes it. */
function dollars(value: Json, path: Path): readonly Finding[] {
  if (typeof value === 'string') {
    const places = [...value.matchAll(/\$(?=\{\{)/g)].map(({ index }) => index);
    return places.map(offset => ({ code: 'dollar-template', path, offset, length: 3, severity: 'warning', message: templateErrors.dollar }));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => dollars(one, [...path, Array.isArray(value) ? Number(key) : key]));
}

function placeOf({ path, text, offset }: TemplateReference, part: number | undefined): { offset: number; length: number } {
  if (part === undefined || part === 0) return { offset, length: text.length };
  const before = text.split('.').slice(0, part).join('.').length + 1;
  return { offset: offset + before, length: path[part]?.length ?? 1 };
}

function checkReference(
  types: ReferenceTypes,
  site: TemplateSite,
  reference: TemplateReference,
  mentioned: readonly (readonly string[])[],
): Problem | undefined {
  const { path, guarded } = reference;
  const [root = '', name = ''] = path;
  if (site.roots && !site.roots.includes(root)) return { code: 'expression-root', message: say.rootHere(root, site.roots) };
  if (root === 'secrets') return checkSecret(types, site, reference);
  if (root === 'inputs' && site.inputs && path.length > 1 && !site.inputs.includes(name)) return laterInput(types, name);
  const scope = { ...types.scopeAt(site.from, [path]), today: { type: 'string' } };
  const found = typeOfPath(path, scope);
  if ('message' in found) return { code: 'unknown-reference', message: found.message, part: found.at };
  const use = { path, guarded: guarded || site.mayMiss === true, isOptional: !found.required, fix: say.orInTemplate };
  return checkStepReference(types, use, site.from, mentioned) ?? checkType(site, reference, found.schema);
}

function laterInput(types: ReferenceTypes, name: string): Problem {
  const exists = Object.hasOwn(types.document.inputs ?? {}, name);
  const unknown = typeOfPath(['inputs', name], types.scopeAt({ when: 'start', section: 'steps' }, []));
  return exists || !('message' in unknown)
    ? { code: 'later-input', message: say.laterInput(name) }
    : { code: 'unknown-reference', message: unknown.message, part: 1 };
}

function checkSecret({ document }: ReferenceTypes, site: TemplateSite, { path, at }: TemplateReference): Problem | undefined {
  const [, name = ''] = path;
  const names = Object.keys(document.secrets ?? {});
  if (!names.includes(name)) return { code: 'unknown-secret', message: say.noSecret(name, names) };
  return schemaBelow(site.wanted, at).isSecret ? undefined : { code: 'secret-place', message: say.secretHere(name) };
}

/** A longer text takes texts, numbers and booleans; a whole value must be what is wanted. */
function checkType(site: TemplateSite, { path, guarded, use, at }: TemplateReference, given: JsonSchema): Problem | undefined {
  const kind = kindOf(given);
  const shown = path.join('.');
  if (use === 'text' && (kind === 'array' || kind === 'object')) return { code: 'wrong-type', message: say.notInText(shown, kind) };
  if (use === 'text' && !guarded && isNullable(given)) return { code: 'maybe-missing', message: say.nullInText(shown) };
  const { schema } = schemaBelow(site.wanted, at);
  return use === 'value' && !fits(given, schema) ? { code: 'wrong-type', message: say.wrongType(shown, kind, kindOf(schema)) } : undefined;
}
