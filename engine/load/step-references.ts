import { expressionReferences } from '../core/expression.ts';
import { referenceProblems as say } from '../core/messages/language.ts';
import type { Guard, Step } from '../core/runbook.ts';
import type { Reference } from '../core/scope.ts';
import { isPrefix } from '../core/unknowns.ts';
import type { Finding } from './finding.ts';
import type { ReferenceTypes } from './reference-types.ts';
import { type Standpoint, accessTo } from './step-access.ts';
import { type StepPlace, selfAndAround } from './step-index.ts';

/** A path as it is used at a place. */
export interface PathUse {
  readonly path: Reference;
  readonly guarded: boolean;
  /** Its schema says that it is not always there. */
  readonly isOptional: boolean;
  /** What to write where it may be missing. */
  fix(path: string): string;
}

type Problem = Pick<Finding, 'code' | 'message' | 'severity'>;

/** What is wrong with a reference to a step (or, where it is optional, to anything else) from a place. */
export function checkStepReference(types: ReferenceTypes, use: PathUse, from: Standpoint, mentioned: readonly Reference[]): Problem | undefined {
  const [root, id, part, field] = use.path;
  if (root !== 'steps' || id === undefined) return unsureProblem(use, [], mentioned);
  const place = types.index.byId.get(id);
  if (!place) return { code: 'unknown-step', message: say.noStep(id, types.index.byId.keys()) };
  const access = accessTo(place, from);
  if (access.status === 'each') {
    const isWhole = access.step === place && part !== 'outputs';
    return isWhole ? undefined : { code: 'step-each', message: say.each(id, access.step.step.id) };
  }
  if (access.status !== 'ok') return { code: CODES[access.status], message: say[access.status](id) };
  if (part !== 'outputs' || field === undefined) return undefined;
  return (
    unsureProblem({ ...use, isOptional: use.isOptional && !isAsked(place.step, field) }, access.unsure, mentioned) ??
    absentProblem(types, use, place, mentioned)
  );
}

/** Whether a step succeeds only after it looked at an output: then that is there. */
function isAsked({ verify, until }: Step, field: string): boolean {
  const guards = Array.isArray(verify) ? verify.map((guard: Guard) => guard.that) : typeof verify === 'string' ? [verify] : [];
  return [...guards, ...(until === undefined ? [] : [until])].some(text =>
    expressionReferences(text).some(([root, name]) => root === 'outputs' && name === field),
  );
}

const CODES = { own: 'own-step', around: 'step-around', later: 'later-step', parallel: 'parallel-step' } as const;

/**
 * The paths that the conditions around a place look at: what they ask about, the place may use. A condition does not
 * guard itself.
 */
export function mentionsAround({ path, from }: { readonly path: readonly (string | number)[]; readonly from: Standpoint }): readonly Reference[] {
  const inner = path.at(-1) === 'if' ? from.place?.parent : from.place;
  return [...selfAndAround(inner)].flatMap(({ step }) => (step.if === undefined ? [] : expressionReferences(step.if)));
}

function unsureProblem(use: PathUse, unsure: readonly StepPlace[], mentioned: readonly Reference[]): Problem | undefined {
  if (use.guarded || (unsure.length === 0 && !use.isOptional)) return undefined;
  if (mentioned.some(path => isAbout(path, use.path, unsure))) return undefined;
  const [first] = unsure;
  const path = use.path.join('.');
  return { code: 'maybe-missing', message: say.unsure(path, first ? reasonOf(first) : say.optional, use.fix(path)) };
}

/** A step whose check found it done was not watched: it has no outputs, unless its action's own check tells them. */
function absentProblem({ facts }: ReferenceTypes, use: PathUse, { step }: StepPlace, mentioned: readonly Reference[]): Problem | undefined {
  const isWatched = step.check === undefined || (step.uses !== undefined && facts.checksItself?.(step.uses) === true);
  if (isWatched || use.guarded || mentioned.some(path => isAbout(path, use.path, []))) return undefined;
  const path = use.path.join('.');
  return { code: 'absent-when-done', message: say.unsure(path, say.foundDone(step.id), use.fix(path)), severity: 'warning' };
}

/** A condition about the path, about its step, or about what made its step doubtful. */
function isAbout(mention: Reference, path: Reference, unsure: readonly StepPlace[]): boolean {
  if (mention[0] !== 'steps') return isPrefix(mention, path) || isPrefix(path, mention);
  if (mention[1] === path[1]) return true;
  return unsure.some(({ step }) => mention[1] === step.id || (step.if !== undefined && expressionReferences(step.if).some(asked => sameStep(asked, mention))));
}

function sameStep(a: Reference, b: Reference): boolean {
  return a[0] === 'steps' && a[1] === b[1];
}

function reasonOf({ step }: StepPlace): string {
  if (step.if !== undefined) return say.skipped(step.id);
  return step['on-failure'] === 'warn' ? say.warned(step.id) : say.ended(step.id);
}
