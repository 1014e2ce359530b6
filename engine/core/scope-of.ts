import { type Json, type JsonObject, isJsonObject } from './json.ts';
import { ROOT, childPrefix, foreachOf, itemKey, joinPath, parentPath, staticPath } from './paths.ts';
import { type Program, type StaticStep, documentOf, stepAt } from './program.ts';
import type { Reference, Scope, UnknownPath } from './scope.ts';
import type { NodeState, RunHead } from './state.ts';

/** Where a scope's facts come from: the state of a run, or a plan's simulation of one. */
export interface ScopeSource {
  readonly program: Program;
  node(path: string): NodeState | undefined;
  /** What `run` shows. */
  runFacts(): JsonObject;
  /** What `target` shows. */
  targetFacts(): JsonObject;
  /** Causes why the outputs of a step instance are not known yet; only a plan has any. */
  unknown?(path: string): UnknownPath[] | undefined;
  /** Unknown inputs of a scope, `run.id` and the like; only a plan has any. */
  unknownRoots?(scope: string, path: string): readonly UnknownPath[];
}

export interface ScopeExtras {
  readonly outputs?: JsonObject;
  readonly now?: number;
}

/** The scope of a step instance, holding only what `references` name: the same cost in a run of 5,000 steps. */
export function scopeAt(source: ScopeSource, path: string, references: readonly Reference[], extras: ScopeExtras = {}): Scope {
  const { program } = source;
  const scope = scopeInstance(program, path);
  const unknown: UnknownPath[] = [...(source.unknownRoots?.(scope, path) ?? [])];
  const steps: Record<string, Json> = {};
  for (const id of stepIds(references)) {
    const instance = instanceOf(source, scope, id, path);
    if (instance === undefined) continue;
    steps[id] = stepFacts(source, instance);
    for (const entry of source.unknown?.(instance) ?? []) unknown.push({ ...entry, path: ['steps', id, ...entry.path] });
  }
  const values: Record<string, Json> = {
    inputs: inputsOf(source, scope),
    steps,
    run: source.runFacts(),
    target: source.targetFacts(),
    today: program.plan.today,
    ...items(source, path),
  };
  if (extras.outputs) values['outputs'] = extras.outputs;
  if (extras.now !== undefined) values['now'] = extras.now;
  const secrets = Object.keys(documentOf(program, scope).secrets ?? {});
  return { values, unknown, secrets, timeZone: program.plan.timeZone };
}

/** Instance path of the innermost runbook around a step (`recycle`, ROOT). */
export function scopeInstance(program: Program, path: string): string {
  if (path === ROOT) return ROOT;
  let here = path;
  const { scope } = stepAt(program, path);
  while (here !== ROOT && staticPath(here) !== scope) here = parentPath(here);
  return here;
}

export function inputsOf(source: Pick<ScopeSource, 'program' | 'node'>, scope: string): JsonObject {
  return scope === ROOT ? source.program.plan.inputs : (source.node(scope)?.inputs ?? {});
}

/**
 * The instance of step `id` that a step at `from` means: the same pass and item where they share one, else the latest pass.
 * A step inside a foreach is seen from outside as the foreach itself (`each`).
 */
export function instanceOf(source: Pick<ScopeSource, 'program' | 'node'>, scope: string, id: string, from: string): string | undefined {
  const target = source.program.ids.get(`${staticPath(scope)}:${id}`);
  if (!target) return undefined;
  let prefix = childPrefix(scope, source.node(scope)?.pass);
  for (const ancestor of ancestorsBelow(source.program, target)) {
    const plain = joinPath(prefix, ancestor.step.id);
    const shared = sharedPrefix(plain, from);
    if (shared === undefined && source.node(plain)?.items !== undefined) return plain;
    prefix = shared ?? childPrefix(plain, source.node(plain)?.pass);
  }
  return joinPath(prefix, target.step.id);
}

function ancestorsBelow(program: Program, target: StaticStep): StaticStep[] {
  const found: StaticStep[] = [];
  for (let path = target.parent; path !== target.scope; path = stepAt(program, path).parent) found.unshift(stepAt(program, path));
  return found;
}

/** The instance of `plain` (with item and pass) that `from` lies in. */
function sharedPrefix(plain: string, from: string): string | undefined {
  if (!from.startsWith(plain)) return undefined;
  const rest = /^((?:\[[^\]]*\])?(?:@\d+)?)(?:\/|$)/.exec(from.slice(plain.length));
  return rest ? plain + (rest[1] ?? '') : undefined;
}

function stepFacts(source: ScopeSource, instance: string): JsonObject {
  const node = source.node(instance);
  const facts: Record<string, Json> = {
    status: node?.status ?? (isInSkipped(source, instance) ? 'skipped' : 'pending'),
    outputs: node?.outputs ?? {},
    overridden: node?.overridden ?? false,
  };
  if (node?.items) facts['each'] = node.items.map(item => source.node(`${instance}[${item.key}]`)?.outputs ?? {});
  return facts;
}

function isInSkipped(source: ScopeSource, instance: string): boolean {
  for (let path = parentPath(instance); path !== ROOT; path = parentPath(path)) {
    if (source.node(path)?.status === 'skipped') return true;
  }
  return false;
}

/** `item` (or the `as` name) of every foreach around the step, inner ones last. */
function items(source: ScopeSource, path: string): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (let here = path; here !== ROOT; here = parentPath(here)) {
    const foreach = foreachOf(here);
    if (foreach === undefined) continue;
    const name = stepAt(source.program, here).step.as ?? 'item';
    const item = source.node(foreach)?.items?.find(entry => entry.key === itemKey(here));
    if (item && !(name in found)) found[name] = item.value;
  }
  return found;
}

function stepIds(references: readonly Reference[]): Set<string> {
  const ids = references.filter(path => path[0] === 'steps').flatMap(path => (path[1] === undefined ? [] : [path[1]]));
  return new Set(ids);
}

/** `run` as expressions see it. */
export function runFacts(head: RunHead, now: number): JsonObject {
  const facts: Record<string, Json> = {
    id: head.run,
    starter: head.starter.name,
    started: new Date(head.startedAt).toISOString(),
    override: head.override,
    rollback_of: head.rollbackOf ?? '',
    outcome: outcomeOf(head),
    duration: `${Math.round((now - head.startedAt) / 1000)}s`,
  };
  if (head.failure && isJsonObject(head.failure)) facts['failure'] = { ...head.failure };
  return facts;
}

/** What the run would end as if it ended now. */
export function outcomeOf(head: RunHead): 'succeeded' | 'failed' | 'cancelled' {
  if (head.failure) return 'failed';
  return head.cancel ? 'cancelled' : 'succeeded';
}
