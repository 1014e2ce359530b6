import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { STEP_KINDS, type StepKind } from '../core/runbook.ts';
import type { Path } from './finding.ts';

/** A step with its place. Its shape is not checked yet: every key may hold anything. */
export interface PlacedStep {
  readonly step: JsonObject;
  readonly path: Path;
  /** The kind keys that it has, as they are written; `manual` beside `uses` is text. */
  readonly kinds: readonly StepKind[];
  readonly parent?: PlacedStep;
}

/** All steps of a document in the order in which they are written: groups before what is in them. */
export function placedSteps(document: JsonObject): readonly PlacedStep[] {
  const all: PlacedStep[] = [];
  for (const section of ['steps', 'on-failure', 'finally']) collect(document[section], [section], undefined, all);
  return all;
}

export function kindsOf(step: JsonObject): readonly StepKind[] {
  const kinds = Object.keys(step).filter(isKind);
  return kinds.includes('uses') ? kinds.filter(kind => kind !== 'manual') : kinds;
}

function isKind(key: string): key is StepKind {
  return (STEP_KINDS as readonly string[]).includes(key);
}

/** Its name for people: its id, else its number. */
export function stepName({ step, path }: Pick<PlacedStep, 'step' | 'path'>): string {
  return typeof step.id === 'string' ? `the step \`${step.id}\`` : `step ${Number(path.at(-1)) + 1}`;
}

function collect(list: Json | undefined, path: Path, parent: PlacedStep | undefined, all: PlacedStep[]): void {
  if (!Array.isArray(list)) return;
  for (const [index, step] of (list as readonly Json[]).entries()) {
    if (!isJsonObject(step)) continue;
    const placed: PlacedStep = { step, path: [...path, index], kinds: kindsOf(step), ...(parent && { parent }) };
    all.push(placed);
    for (const key of ['steps', 'parallel', 'on-failure']) collect(step[key], [...placed.path, key], placed, all);
  }
}
