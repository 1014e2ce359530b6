import { evaluate, expressionReferences } from '../expression.ts';
import { type Json, isJsonObject } from '../json.ts';
import { isPerItem } from '../per-item.ts';
import { planTexts } from '../messages/plan.ts';
import { ROOT, joinPath, keyOf } from '../paths.ts';
import { type ListName, type Program, type StaticStep, childrenOf, documentOf, stepName } from '../program.ts';
import { parseDuration } from '../duration.ts';
import { scopeAt } from '../scope-of.ts';
import { startTexts } from '../messages/start-from.ts';
import { neededOutputs, skippedSteps } from '../start-from.ts';
import { effectOfStep, gateOf, pollOf, waitOf } from './describe.ts';
import { planNested } from './nested.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { createSimulation } from './simulation.ts';
import { type PlanOptions, type Walk, addOutputs } from './walk.ts';
import { planWork } from './work.ts';

/** Resolves every step to the end. Runs only declared reads, never waits, shows what is unknown as unknown. */
export async function planRunbook(program: Program, options: PlanOptions): Promise<Plan> {
  const sim = createSimulation(program, options);
  const walk: Walk = { program, options, sim, steps: [], changed: false, over: false, doubtful: 0, failedReads: 0, atLeast: 0, notes: [] };
  await planScope(walk, ROOT, 0);
  const { name, title } = documentOf(program, ROOT);
  const { inputs, targets } = program.plan;
  return {
    runbook: name,
    title,
    inputs,
    missing: options.missing,
    targets,
    steps: walk.steps,
    failedReads: walk.failedReads,
    atLeast: walk.atLeast,
    notes: walk.notes,
  };
}

/** The lists of one runbook: steps, on-failure, finally. */
export async function planScope(walk: Walk, scope: string, depth: number): Promise<void> {
  await planList(walk, scope, scope, 'steps', depth);
  const { over } = walk;
  for (const list of ['on-failure', 'finally'] as const) {
    walk.over = false;
    walk.changed = true;
    await planList(walk, scope, scope, list, depth);
  }
  walk.over = over;
}

export async function planList(walk: Walk, container: string, prefix: string, list: ListName, depth: number): Promise<void> {
  for (const entry of childrenOf(walk.program, container, list)) await planStep(walk, entry, joinPath(prefix, entry.step.id), depth);
}

async function planStep(walk: Walk, entry: StaticStep, path: string, depth: number): Promise<void> {
  if (walk.over) {
    walk.sim.know(path, {}, 'skipped');
    return void walk.steps.push(line(walk, entry, path, depth, 'unreached'));
  }
  if (skippedSteps(walk.program).has(path)) return skipToStart(walk, entry, path, depth);
  const condition = isPerItem(entry.step) ? undefined : conditionOf(walk, entry, path);
  if (condition?.holds === false) {
    walk.sim.know(path, {}, 'skipped');
    return void walk.steps.push({ ...line(walk, entry, path, depth, 'skips'), condition });
  }
  const isMaybe = condition !== undefined && condition.holds === undefined;
  if (isMaybe || walk.doubtful > 0) walk.sim.doubtAll(path, planTexts.after(entry.step.id));
  const base: PlannedStep = { ...line(walk, entry, path, depth, isMaybe ? 'maybe' : 'runs'), ...(isMaybe ? { condition } : {}) };
  if (isMaybe) walk.doubtful += 1;
  if (entry.step.foreach === undefined) await planOne(walk, entry, path, base);
  else await planItems(walk, entry, path, base);
  if (isMaybe && entry.kind !== 'stop') walk.over = false;
  if (isMaybe) walk.doubtful -= 1;
  if (Array.isArray(entry.step['on-failure'])) await planHandler(walk, path, depth);
}

/** `--from`: what was given is known, all else of it is not. */
function skipToStart(walk: Walk, entry: StaticStep, path: string, depth: number): void {
  const { step = '', outputs = {} } = walk.program.plan.from ?? {};
  walk.steps.push({ ...line(walk, entry, path, depth, 'skips'), notes: [startTexts.inPlan(step)] });
  for (const inner of [path, ...insideOf(walk.program, entry)]) {
    walk.sim.know(inner, outputs[inner] ?? {}, 'skipped');
    const unknown = neededOutputs(walk.program).filter(one => one.path === inner && outputs[inner]?.[one.name] === undefined);
    if (unknown.length > 0)
      walk.sim.doubt(
        inner,
        startTexts.notKnown(inner),
        unknown.map(({ name }) => name),
      );
  }
}

async function planHandler(walk: Walk, path: string, depth: number): Promise<void> {
  const { changed } = walk;
  walk.changed = true;
  await planList(walk, path, path, 'handler', depth + 1);
  walk.changed = changed;
}

async function planOne(walk: Walk, entry: StaticStep, path: string, base: PlannedStep): Promise<void> {
  const { step, kind } = entry;
  switch (kind) {
    case 'uses':
    case 'run':
      return planWork(walk, entry, path, base);
    case 'steps':
    case 'parallel':
      walk.steps.push(base);
      await planList(walk, path, path, 'steps', base.depth + 1);
      return concludeGroup(walk, entry, path);
    case 'runbook':
      await planNested(walk, entry, path, base, planScope);
      return;
    case 'stop':
      walk.steps.push(base);
      walk.over = base.verdict === 'runs';
      return walk.sim.know(path, {});
    default:
      if (typeof step.wait === 'string' && base.verdict === 'runs') walk.atLeast += parseDuration(base.wait ?? '') ?? 0;
      walk.steps.push({ ...base, ...endOf(walk, base) });
      walk.sim.know(path, {});
      if (base.gate) walk.sim.doubt(path, planTexts.after(step.id));
  }
}

/** When a wait ends at the earliest: the waits before it alone are counted. */
function endOf(walk: Walk, { wait, verdict }: PlannedStep): Pick<PlannedStep, 'endsAt'> {
  const isKnown = wait !== undefined && parseDuration(wait) !== undefined && verdict === 'runs';
  return isKnown ? { endsAt: new Date(walk.options.now + walk.atLeast).toISOString() } : {};
}

/** Outputs of a group; what a repeat may still change is unknown. */
function concludeGroup(walk: Walk, entry: StaticStep, path: string): void {
  walk.sim.know(path, {});
  if (entry.step.repeat) {
    for (const inner of insideOf(walk.program, entry)) walk.sim.doubt(inner, planTexts.after(inner.split('/').at(-1) ?? inner));
  }
  addOutputs(walk, entry, path, {});
}

function insideOf(program: Program, entry: StaticStep): string[] {
  return childrenOf(program, entry.path, 'steps').flatMap(child => [child.path, ...insideOf(program, child)]);
}

/** A foreach: expanded where its list is known, else shown once. */
async function planItems(walk: Walk, entry: StaticStep, path: string, base: PlannedStep): Promise<void> {
  const text = entry.step.foreach ?? '[]';
  const list = evaluate(text, scopeAt(walk.sim, path, expressionReferences(text)));
  const values = list.status === 'known' && Array.isArray(list.value) ? (list.value as readonly Json[]) : undefined;
  walk.steps.push({ ...base, notes: [...base.notes, values ? planTexts.items(values.length) : planTexts.itemsUnknown(text)] });
  if (!values) {
    walk.sim.doubt(path, planTexts.after(entry.step.id));
    return;
  }
  const items = values.map((value, index) => ({ key: keyOf(isJsonObject(value) ? value['id'] : value, index), value }));
  walk.sim.change(path, { status: 'succeeded', items, outputs: {} });
  for (const item of items) {
    await planItem(walk, entry, `${path}[${item.key}]`, { ...base, depth: base.depth + 1, name: `${base.name} [${item.key}]`, notes: [] });
  }
  walk.sim.doubt(path, planTexts.after(entry.step.id));
}

/** One item, whose `if` may ask about it. */
async function planItem(walk: Walk, entry: StaticStep, path: string, base: PlannedStep): Promise<void> {
  const condition = isPerItem(entry.step) ? conditionOf(walk, entry, path) : undefined;
  if (condition?.holds === false) return void walk.steps.push({ ...base, path, verdict: 'skips', condition });
  const isMaybe = condition !== undefined && condition.holds === undefined;
  if (isMaybe) walk.doubtful += 1;
  const own = line(walk, entry, path, base.depth, isMaybe ? 'maybe' : base.verdict);
  await planOne(walk, entry, path, { ...own, name: base.name, ...(isMaybe ? { condition } : {}) });
  if (isMaybe) walk.doubtful -= 1;
}

function conditionOf(walk: Walk, entry: StaticStep, path: string): { text: string; holds?: boolean; causes: readonly string[] } | undefined {
  const text = entry.step.if;
  if (text === undefined) return undefined;
  const result = evaluate(text, scopeAt(walk.sim, path, expressionReferences(text)));
  if (result.status === 'known') return { text, holds: result.value === true, causes: [] };
  return { text, causes: result.status === 'unknown' ? result.causes : [result.message] };
}

function line(walk: Walk, entry: StaticStep, path: string, depth: number, verdict: PlannedStep['verdict']): PlannedStep {
  const { step, kind, list } = entry;
  return {
    path,
    name: stepName(step),
    kind,
    depth,
    list,
    verdict,
    effect: effectOfStep(walk.program, step),
    notes: [],
    ...(step.uses === undefined ? {} : { uses: step.uses }),
    ...(step.repeat ? { repeat: { while: step.repeat.while, atMost: step.repeat['at-most'] } } : {}),
    ...gateOf(walk.sim, path, step, kind),
    ...pollOf(step),
    ...waitOf(walk.sim, path, step),
  };
}
