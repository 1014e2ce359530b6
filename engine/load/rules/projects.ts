import { parseExpression } from '../../core/expression.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { ruleMessages as say } from '../../core/messages/rules.ts';
import { checkParams } from '../check-params.ts';
import { actionOf, type LoadFacts } from '../facts.ts';
import type { Finding, Path } from '../finding.ts';
import { unknownAction } from '../unknown-action.ts';

const EXPRESSIONS = ['commit', 'commits', 'open', 'opened', 'url'];

/** What the schema of `projects:` cannot say: the actions exist and only read, their params fit, the expressions parse. */
export function checkProjects({ projects }: JsonObject, facts: LoadFacts): readonly Finding[] {
  if (!isJsonObject(projects)) return [];
  return Object.entries(projects).flatMap(([name, project]) => (isJsonObject(project) ? checkProject(project, ['projects', name], facts) : []));
}

function checkProject({ stages, compare, request }: JsonObject, path: Path, facts: LoadFacts): readonly Finding[] {
  const all = Array.isArray(stages) ? (stages as readonly Json[]).map((stage, index) => checkLook(stage, [...path, 'stages', index], facts)) : [];
  return [...all.flat(), ...checkLook(compare, [...path, 'compare'], facts), ...checkLook(request, [...path, 'request'], facts)];
}

function checkLook(look: Json | undefined, path: Path, facts: LoadFacts): readonly Finding[] {
  if (!isJsonObject(look)) return [];
  const named = actionOf(look, facts);
  const action: readonly Finding[] = !named
    ? typeof look.uses === 'string'
      ? [unknownAction(look.uses, [...path, 'uses'], facts)]
      : []
    : named.action.effect === 'read'
      ? checkParams(look, path, {}, facts)
      : [{ code: 'not-a-reading-step', path: [...path, 'uses'], ...say.changes(named.name) }];
  return [...action, ...EXPRESSIONS.flatMap(key => checkExpression(look[key], [...path, key]))];
}

function checkExpression(value: Json | undefined, path: Path): readonly Finding[] {
  const parsed = typeof value === 'string' ? parseExpression(value) : undefined;
  return parsed?.status === 'error' ? [{ code: 'expression', path, message: parsed.message }] : [];
}
