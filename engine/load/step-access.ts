import { type Section, type StepPlace, selfAndAround } from './step-index.ts';

/** From where a step is referred to. */
export interface Standpoint {
  /** The step that refers; none for `rollback` and the runbook's `outputs`. */
  readonly place?: StepPlace;
  /** `end`: what is inside the step has run (a group's `outputs`, `verify`, `repeat.while`). */
  readonly when: 'start' | 'end';
  readonly section: Section | 'rollback' | 'outputs';
}

/** Whether a step has run where it is referred to. */
export type Access =
  /** `unsure`: steps because of which it may have been skipped or have failed. */
  | { readonly status: 'ok'; readonly unsure: readonly StepPlace[] }
  /** `each`: it runs once an item; only the list of `each` can be seen from outside. */
  | { readonly status: 'own' | 'around' | 'later' | 'parallel' | 'each'; readonly step: StepPlace };

const ORDER = { steps: 0, 'on-failure': 1, finally: 2, outputs: 3, rollback: 3 } as const;

export function accessTo(target: StepPlace, from: Standpoint): Access {
  const { place } = from;
  if (ORDER[target.section] > ORDER[from.section]) return { status: 'later', step: target };
  if (!place || target.section !== from.section) return seenFromOutside(target, undefined, from.section === 'outputs' ? [] : [target]);
  if (target === place) return { status: 'own', step: target };
  if (contains(target, place)) return inHandlerOf(target, place) ? { status: 'ok', unsure: [target] } : { status: 'around', step: target };
  if (contains(place, target)) return from.when === 'end' ? seenFromOutside(target, place, []) : { status: 'later', step: target };
  const common = commonGroup(target, place);
  const [there, here] = [branchBelow(common, target), branchBelow(common, place)];
  if (common?.step.parallel && !there.isHandler && !here.isHandler) return { status: 'parallel', step: target };
  if (target.end >= place.start) return { status: 'later', step: target };
  return seenFromOutside(target, common, here.isHandler && !there.isHandler ? [target] : []);
}

/** A step that was passed, seen from a place in `common` (or from anywhere) but not in the groups below that. */
function seenFromOutside(target: StepPlace, common: StepPlace | undefined, unsure: readonly StepPlace[]): Access {
  const chain: StepPlace[] = [];
  for (const step of selfAndAround(target)) {
    if (step === common) break;
    chain.push(step);
  }
  const each = chain.findLast(({ step }) => step.foreach !== undefined);
  if (each) return { status: 'each', step: each };
  const doubtful = chain.filter(({ step, isHandler }) => step.if !== undefined || step['on-failure'] === 'warn' || isHandler);
  return { status: 'ok', unsure: [...unsure, ...doubtful] };
}

function contains(outer: StepPlace, inner: StepPlace): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function inHandlerOf(outer: StepPlace, inner: StepPlace): boolean {
  return branchBelow(outer, inner).isHandler;
}

function commonGroup(a: StepPlace, b: StepPlace): StepPlace | undefined {
  for (const group of selfAndAround(a.parent)) if (contains(group, b)) return group;
  return undefined;
}

/** The step directly inside `group` in which `place` lies. */
function branchBelow(group: StepPlace | undefined, place: StepPlace): StepPlace {
  for (const step of selfAndAround(place)) if (step.parent === group) return step;
  return place;
}
