import { type Json, type JsonObject, isJsonObject } from '../json.ts';
import { ROOT, childPrefix, joinPath, keyOf } from '../paths.ts';
import { type ListName, childrenOf, documentOf, stepAt } from '../program.ts';
import type { Step } from '../runbook.ts';
import { inputsOfRunbook } from '../nested-inputs.ts';
import type { NodeState } from '../state.ts';
import type { Draft } from './draft.ts';
import { evaluateAt } from './evaluate.ts';
import { failStep } from './finish.ts';

const MOST_ITEMS = 1_000;

export function beginGroup(d: Draft, path: string): void {
  d.change(path, { pass: 1 });
  startList(d, path, 'steps');
}

/** All branches begin at once. */
export function beginParallel(d: Draft, path: string): void {
  d.change(path, { cursor: 0, section: 'steps' });
  for (const child of childrenOf(d.program, path, 'steps')) d.then({ task: 'enter', path: joinPath(path, child.step.id) });
}

/** Expands a foreach: its items are journaled, then walked one after the other. */
export function beginForeach(d: Draft, path: string, text: string): void {
  const list = evaluateAt(d, path, text);
  if (!list.ok) return failStep(d, path, list.failure);
  if (!Array.isArray(list.value)) return failStep(d, path, { code: 'expression', message: `foreach: ${text} gives no list.` });
  if (list.value.length > MOST_ITEMS)
    return failStep(d, path, { code: 'too-many-items', message: `foreach: ${list.value.length} items, at most ${MOST_ITEMS} are allowed.` });
  const items = toItems(list.value as readonly Json[]);
  d.change(path, { items, cursor: 0, section: 'steps' });
  d.emit({ type: 'items-expanded', path, keys: items.map(item => item.key) });
  const first = items[0];
  if (first) d.then({ task: 'enter', path: `${path}[${first.key}]` });
  else d.then({ task: 'ended', parent: path, child: path, flow: 'ok' });
}

/** Begins a nested runbook with its inputs resolved. */
export function beginRunbook(d: Draft, path: string, step: Step): void {
  const inputs = inputsOfRunbook(d, path, documentOf(d.program, path), step.with ?? {});
  if (!inputs.ok) return failStep(d, path, inputs.failure);
  d.change(path, { inputs: inputs.value });
  startList(d, path, 'steps');
}

/** Walks a list of a container from its first step; an empty one ends at once. */
export function startList(d: Draft, path: string, list: ListName): void {
  d.change(path, { status: 'running', section: list, cursor: 0 });
  const [first] = childrenOf(d.program, path, list);
  if (first) d.then({ task: 'enter', path: childPath(d.node(path), path, list, first.step.id) });
  else d.then({ task: 'ended', parent: path, child: path, flow: 'ok' });
}

/** Enters the next child of a list; false where there is none. In a list that is walked again, what ended well is passed over. */
export function enterNext(d: Draft, path: string, retry = false): boolean {
  const node = d.node(path);
  const list = (node?.section ?? 'steps') as ListName;
  const isAgain = node?.reopened === list;
  const items = node?.items && list === 'steps' && isForeach(d, path) ? node.items : undefined;
  const children = childrenOf(d.program, path, list);
  for (let cursor = (node?.cursor ?? 0) + 1; ; cursor++) {
    const [item, step] = [items?.[cursor], children[cursor]?.step];
    const next = items ? item && `${path}[${item.key}]` : step && childPath(node, path, list, step.id);
    if (next === undefined) return false;
    if (isAgain && isPassed(d, next)) continue;
    d.change(path, { cursor });
    d.then(isAgain ? { task: 'reenter', path: next, retry } : { task: 'enter', path: next });
    return true;
  }
}

/** Whether a step instance has ended in a way that lets the run go on. */
export function isPassed(d: Draft, path: string): boolean {
  const status = d.node(path)?.status;
  const { step, inFinally } = stepAt(d.program, path);
  return status === 'succeeded' || status === 'skipped' || (status === 'failed' && (inFinally || step['on-failure'] === 'warn'));
}

/** The children of a container that are not finished, in a shape that costs only what runs: for cancel and the run's status. */
export function activeLeaves(d: Draft, path: string = ROOT): string[] {
  const node = d.node(path);
  if (path !== ROOT && (!node || isOver(node))) return [];
  const children = currentChildren(d, path, node);
  if (children.length === 0) return path === ROOT ? [] : [path];
  return children.flatMap(child => activeLeaves(d, child));
}

function currentChildren(d: Draft, path: string, node: NodeState | undefined): string[] {
  if (!node?.section || node.section === 'done') return [];
  const list = node.section;
  if (path !== ROOT && list === 'steps' && isForeach(d, path)) {
    const item = node.items?.[node.cursor ?? 0];
    return item ? [`${path}[${item.key}]`] : [];
  }
  const children = childrenOf(d.program, path, list);
  if (path !== ROOT && list === 'steps' && stepAt(d.program, path).kind === 'parallel') return children.map(child => joinPath(path, child.step.id));
  const current = children[node.cursor ?? 0];
  return current ? [childPath(node, path, list, current.step.id)] : [];
}

/** Whether this node is the foreach itself, not one of its items. */
export function isForeach(d: Draft, path: string): boolean {
  return path !== ROOT && d.node(path)?.items !== undefined;
}

export function isOver(node: NodeState): boolean {
  return node.status === 'succeeded' || node.status === 'skipped' || node.status === 'failed' || node.status === 'cancelled';
}

/** Children of passes live under `path@2`; those of handlers and of a runbook's other lists do not. */
function childPath(node: NodeState | undefined, path: string, list: ListName, id: string): string {
  return joinPath(list === 'steps' ? childPrefix(path, node?.pass) : path, id);
}

function toItems(values: readonly Json[]): { key: string; value: Json }[] {
  const seen = new Set<string>();
  return values.map((value, index) => {
    const own = keyOf(isJsonObject(value) ? value['id'] : value, index);
    const key = seen.has(own) ? `#${index}` : own;
    seen.add(key);
    return { key, value };
  });
}

/** What a finished runbook hands out, as its `outputs:` say. */
export function outputsOf(d: Draft, texts: Readonly<Record<string, string>>, inside: string): ReturnType<typeof evaluateAt> {
  const outputs: Record<string, Json> = {};
  for (const [name, text] of Object.entries(texts)) {
    const value = evaluateAt(d, inside, text, { outputs });
    if (!value.ok) return value;
    outputs[name] = value.value;
  }
  return { ok: true, value: outputs as JsonObject };
}
