import type { FrozenPlan, FrozenRunbook } from './plan.ts';
import { ROOT, joinPath, staticPath } from './paths.ts';
import { type Runbook, type Step, type StepKind, childSteps, stepKind } from './runbook.ts';

/** Which list of its container a step stands in. */
export type ListName = 'steps' | 'on-failure' | 'finally' | 'handler';

/** One step of the frozen plan, nested runbooks unfolded. */
export interface StaticStep {
  readonly path: string;
  readonly step: Step;
  readonly kind: StepKind;
  /** Static path of the container. */
  readonly parent: string;
  readonly list: ListName;
  readonly index: number;
  /** Static path of the `runbook` step (ROOT for the outermost) whose ids and inputs it sees. */
  readonly scope: string;
  readonly runbook: FrozenRunbook;
  /** In a `finally`, directly or deeper: exempt from cancel, and never changes the outcome. */
  readonly inFinally: boolean;
  /** In an `on-failure`, `finally` or handler: freezes do not stop it. */
  readonly inCleanup: boolean;
  /** Inside a group marked `no-stop`. */
  readonly noStop: boolean;
}

/** The frozen plan, indexed. Built once when a run is opened; a pure function of the plan. */
export interface Program {
  readonly plan: FrozenPlan;
  readonly steps: ReadonlyMap<string, StaticStep>;
  /** Children by `containerPath:list`, in order. */
  readonly lists: ReadonlyMap<string, readonly StaticStep[]>;
  /** By `scope:id`. */
  readonly ids: ReadonlyMap<string, StaticStep>;
  /** Runbook by static path of its `runbook` step. */
  readonly scopes: ReadonlyMap<string, FrozenRunbook>;
}

export function compileProgram(plan: FrozenPlan): Program {
  const steps = new Map<string, StaticStep>();
  const lists = new Map<string, StaticStep[]>();
  const ids = new Map<string, StaticStep>();
  const scopes = new Map<string, FrozenRunbook>();
  const add = (list: readonly Step[], place: Place): void => {
    if (list.length === 0) return;
    const children = list.map((step, index) => toStatic(step, index, place));
    lists.set(`${place.parent}:${place.list}`, children);
    for (const child of children) {
      steps.set(child.path, child);
      ids.set(`${child.scope}:${child.step.id}`, child);
      descend(child);
    }
  };
  const descend = (entry: StaticStep): void => {
    const { step, path } = entry;
    const inside = { ...entry, parent: path, noStop: entry.noStop || step['no-stop'] !== undefined };
    add(childSteps(step), { ...inside, list: 'steps' });
    if (Array.isArray(step['on-failure'])) add(step['on-failure'], { ...inside, list: 'handler', inCleanup: true });
    if (step.runbook !== undefined) addRunbook(frozenRunbook(plan, step.runbook), path, inside);
  };
  const addRunbook = (runbook: FrozenRunbook, scope: string, place: Omit<Place, 'list' | 'parent' | 'scope' | 'runbook'>): void => {
    scopes.set(scope, runbook);
    const inside = { ...place, parent: scope, scope, runbook };
    add(runbook.document.steps, { ...inside, list: 'steps' });
    add(runbook.document['on-failure'] ?? [], { ...inside, list: 'on-failure', inCleanup: true });
    add(runbook.document.finally ?? [], { ...inside, list: 'finally', inCleanup: true, inFinally: true });
  };
  addRunbook(frozenRunbook(plan, plan.runbook), ROOT, { inFinally: false, inCleanup: false, noStop: false });
  return { plan, steps, lists, ids, scopes };
}

/** The step that an instance path belongs to. */
export function stepAt(program: Program, path: string): StaticStep {
  const found = program.steps.get(staticPath(path));
  if (!found) throw new Error(`no step at ${path}`);
  return found;
}

export function childrenOf(program: Program, path: string, list: ListName): readonly StaticStep[] {
  return program.lists.get(`${staticPath(path)}:${list}`) ?? [];
}

export function documentOf(program: Program, scope: string): Runbook {
  const found = program.scopes.get(staticPath(scope));
  if (!found) throw new Error(`no runbook at ${scope}`);
  return found.document;
}

/** The name of a step for people: its `name`, else its id in words. */
export function stepName(step: Step): string {
  return step.name ?? step.id.replaceAll('_', ' ');
}

type Place = Pick<StaticStep, 'parent' | 'list' | 'scope' | 'runbook' | 'inFinally' | 'inCleanup' | 'noStop'>;

function toStatic(step: Step, index: number, place: Place): StaticStep {
  const { parent, list, scope, runbook, inFinally, inCleanup, noStop } = place;
  return { path: joinPath(parent, step.id), step, kind: stepKind(step), parent, list, index, scope, runbook, inFinally, inCleanup, noStop };
}

function frozenRunbook(plan: FrozenPlan, name: string): FrozenRunbook {
  const found = plan.runbooks[name];
  if (!found) throw new Error(`runbook ${name} is not in the frozen plan`);
  return found;
}
