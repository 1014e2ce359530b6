import type { Runbook, Step } from '../core/runbook.ts';
import type { Path } from './finding.ts';

export type Section = 'steps' | 'on-failure' | 'finally';

/** A step of a checked document, with its place in the order of things. */
export interface StepPlace {
  readonly step: Step;
  readonly path: Path;
  readonly parent: StepPlace | undefined;
  /** Whether it stands in its parent's `on-failure`. */
  readonly isHandler: boolean;
  readonly section: Section;
  readonly depth: number;
  /** Steps are counted as they are written; everything inside this one has numbers from `start` to `end`. */
  readonly start: number;
  readonly end: number;
}

export interface StepIndex {
  /** As they are written: groups before what is in them. */
  readonly places: readonly StepPlace[];
  readonly byId: ReadonlyMap<string, StepPlace>;
}

type MutablePlace = { -readonly [K in keyof StepPlace]: StepPlace[K] };

export function indexSteps(document: Runbook): StepIndex {
  const places: MutablePlace[] = [];
  const add = (list: readonly Step[] | undefined, path: Path, around: Pick<StepPlace, 'parent' | 'isHandler' | 'section'>): void => {
    for (const [index, step] of (list ?? []).entries()) {
      const start = places.length;
      const place: MutablePlace = { step, path: [...path, index], ...around, depth: (around.parent?.depth ?? -1) + 1, start, end: start };
      places.push(place);
      const inside = { parent: place, section: around.section };
      add(step.steps, [...place.path, 'steps'], { ...inside, isHandler: false });
      add(step.parallel, [...place.path, 'parallel'], { ...inside, isHandler: false });
      if (isStepList(step['on-failure'])) add(step['on-failure'], [...place.path, 'on-failure'], { ...inside, isHandler: true });
      place.end = places.length - 1;
    }
  };
  for (const section of ['steps', 'on-failure', 'finally'] as const) add(document[section], [section], { parent: undefined, isHandler: false, section });
  return { places, byId: new Map(places.map(place => [place.step.id, place])) };
}

/** The step itself, and the groups around it, inner ones first. */
export function* selfAndAround(place: StepPlace | undefined): Generator<StepPlace> {
  for (let here = place; here; here = here.parent) yield here;
}

function isStepList(handler: Step['on-failure']): handler is readonly Step[] {
  return Array.isArray(handler);
}
