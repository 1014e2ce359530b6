import { checkExpression, typeOfPath } from '../core/check-expression.ts';
import { readExpression } from '../core/expression.ts';
import { isTypeName } from '../core/expression-tree.ts';
import type { Runbook } from '../core/runbook.ts';
import { isHelper } from '../core/template-tree.ts';
import { referenceProblems as say } from '../core/messages/language.ts';
import { checkTemplates } from './check-templates.ts';
import type { Finding } from './finding.ts';
import { type ReferenceFacts, type ReferenceTypes, referenceTypes } from './reference-types.ts';
import { type ConditionSite, referenceSites } from './reference-sites.ts';
import { checkStepReference, mentionsAround } from './step-references.ts';

export type { Finding } from './finding.ts';
export type { ReferenceFacts } from './reference-types.ts';

/**
 * Every reference of a checked document: it exists, its step comes earlier on every path or is guarded, its type fits.
 * In the order of the document; linear in its size.
 */
export function checkReferences(document: Runbook, facts: ReferenceFacts): readonly Finding[] {
  const types = referenceTypes(document, facts);
  const findings = [...reservedNames(types)];
  for (const site of referenceSites(types)) findings.push(...(site.type === 'condition' ? checkCondition(types, site) : checkTemplates(types, site)));
  return findings;
}

/** `as: list` would be a type in conditions, `as: join` a helper in templates. */
function* reservedNames({ index }: ReferenceTypes): Generator<Finding> {
  for (const { step, path } of index.places) {
    const { as } = step;
    if (as !== undefined && (isTypeName(as) || isHelper(as))) yield { code: 'reserved-name', path: [...path, 'as'], message: say.reservedName(as) };
  }
}

function checkCondition(types: ReferenceTypes, site: ConditionSite): readonly Finding[] {
  const { text, path, from, want, outputs, now } = site;
  const tree = readExpression(text);
  if (tree.status === 'error') return [{ code: 'expression', path, offset: tree.offset, length: tree.length, message: tree.message }];
  const references = tree.references.map(reference => reference.path);
  const guards = tree.references.filter(reference => reference.guarded || reference.path[2] === 'status').map(reference => reference.path);
  const mentioned = [...guards, ...mentionsAround(site)];
  const scope = types.scopeAt(from, references, { ...(outputs && { outputs }), now: now === true });
  const findings = tree.references.flatMap((reference): readonly Finding[] => {
    const { path: named, starts, end, guarded } = reference;
    const [offset = 0] = starts;
    const isOptional = isOptionalFailure(named, scope);
    const problem = checkStepReference(types, { path: named, guarded, isOptional, fix: say.hasInCondition }, from, mentioned);
    return problem ? [{ path, offset, length: end - offset, ...problem }] : [];
  });
  const { problems } = checkExpression(text, scope, want);
  // What is wrong is told without what would only be doubtful about it.
  const told = problems.length > 0 ? findings.filter(({ severity }) => severity !== 'warning') : findings;
  return [...told, ...problems.map(problem => ({ code: 'expression', path, ...problem }))];
}

/** `run.failure` in finally: the only thing beside steps that may be missing in a condition. */
function isOptionalFailure(path: readonly string[], scope: Parameters<typeof typeOfPath>[1]): boolean {
  const found = path[0] === 'run' ? typeOfPath(path, scope) : undefined;
  return found !== undefined && 'schema' in found && !found.required;
}
