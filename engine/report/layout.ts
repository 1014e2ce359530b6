import type { StepStatus } from '../core/state.ts';
import { foldDone, foldMixed, foldNotRun, foldPending } from '../core/messages/run.ts';
import type { ClockText } from './clock-text.ts';
import type { StepModel } from './model.ts';
import type { Usuals } from '../core/usual.ts';
import { type TextFrame, stepText } from './step-text.ts';

/** One step on the screen, or a fold that stands for several. `lines` are shown under its title. */
export interface Row {
  readonly key: string;
  readonly title: string;
  readonly status: StepStatus | 'warned' | 'fold';
  readonly lines: readonly string[];
  readonly children: readonly Row[];
}

export interface LayoutOptions {
  /** Screen rows that may be used. */
  readonly rows: number;
  readonly columns: number;
  readonly now: number;
  readonly clock: ClockText;
  /** How long steps usually take. */
  readonly usual?: Usuals | undefined;
}

/**
 * The part of the tree that fits: what is active first, with its containers and last lines; then failures, the newest first;
 * then what stands nearest to the active steps. Finished groups are one line; the rest is folded into a line with a count.
 * In a run that has ended, steps that never ran are only counted.
 */
export function layOut(root: StepModel, options: LayoutOptions): readonly Row[] {
  const order = byImportance(flatten(root), options.rows).filter(({ node }) => node.status !== 'pending' || isActive(root) || root.status === 'pending');
  const needed = order.filter(({ rank }) => rank === 0).length;
  for (const lastLines of [3, 1, 0]) {
    const frame: TextFrame = { ...options, lastLines };
    for (let count = Math.min(order.length, options.rows); count > 0; count--) {
      const shown = withContainers(order.slice(0, count));
      if (height(root, shown, 0, frame) > options.rows) continue;
      if (count < needed && lastLines > 0) break;
      return toRows(root, shown, 0, frame);
    }
  }
  return [];
}

interface Entry {
  readonly node: StepModel;
  readonly container: Entry | undefined;
  /** 0 active or holding something active, 1 failed, 2 the rest. */
  readonly rank: 0 | 1 | 2;
  readonly index: number;
}

/** The tree in order; what stands in a finished or pending container is not looked at, except where it failed. */
function flatten(root: StepModel): readonly Entry[] {
  const entries: Entry[] = [];
  const visit = (children: readonly StepModel[], container: Entry | undefined): void => {
    for (const node of children) {
      const entry: Entry = { node, container, rank: rankOf(node), index: entries.length };
      entries.push(entry);
      visit(visibleChildren(node), entry);
    }
  };
  visit(root.children, undefined);
  return entries;
}

export function visibleChildren(node: StepModel): readonly StepModel[] {
  if (isActive(node)) return node.children;
  return node.status === 'failed' ? node.children.filter(({ status }) => status === 'failed' || status === 'unknown') : [];
}

function isActive({ status }: StepModel): boolean {
  return status === 'running' || status === 'waiting';
}

function rankOf(node: StepModel): 0 | 1 | 2 {
  if (isActive(node)) return 0;
  return node.status === 'failed' || node.status === 'unknown' ? 1 : 2;
}

function byImportance(entries: readonly Entry[], rows: number): readonly Entry[] {
  const distance = distances(entries);
  const key = ({ rank, index }: Entry): number => (rank === 0 ? index : rank === 1 ? -index : (distance[index] ?? Infinity));
  // What is further away than the screen is high need not be sorted.
  return entries.filter(entry => entry.rank < 2 || key(entry) <= rows).toSorted((a, b) => a.rank - b.rank || key(a) - key(b));
}

/** How far each entry is from the nearest active one; what comes is a little nearer than what is done. */
function distances(entries: readonly Entry[]): readonly number[] {
  const anchors = entries.filter(({ rank }) => rank === 0).map(({ index }) => index);
  const next = entries.findIndex(({ node }) => node.status === 'pending');
  if (anchors.length === 0) anchors.push(next < 0 ? entries.length : next);
  let after = 0;
  return entries.map(({ index }) => {
    while ((anchors[after] ?? Infinity) < index) after++;
    const ahead = (anchors[after] ?? Infinity) - index;
    const behind = index - (anchors[after - 1] ?? -Infinity);
    return Math.min(ahead, behind - 0.5);
  });
}

function withContainers(entries: readonly Entry[]): ReadonlySet<StepModel> {
  const shown = new Set<StepModel>();
  for (const entry of entries) for (let at: Entry | undefined = entry; at && !shown.has(at.node); at = at.container) shown.add(at.node);
  return shown;
}

function height(container: StepModel, shown: ReadonlySet<StepModel>, depth: number, frame: TextFrame): number {
  let rows = 0;
  let folded = false;
  for (const node of childrenOf(container)) {
    const isShown = shown.has(node);
    if (isShown) rows += 1 + stepText(node, depth, frame).lines.length + height(node, shown, depth + 1, frame);
    else if (!folded) rows++;
    folded = !isShown;
  }
  return rows;
}

function childrenOf(container: StepModel): readonly StepModel[] {
  return container.kind === 'run-root' ? container.children : visibleChildren(container);
}

function toRows(container: StepModel, shown: ReadonlySet<StepModel>, depth: number, frame: TextFrame): readonly Row[] {
  const rows: Row[] = [];
  let hidden: StepModel[] = [];
  const fold = (): void => {
    if (hidden.length > 0) rows.push(toFold(`${container.path} fold ${rows.length}`, hidden, isActive(container) || container.status === 'pending'));
    hidden = [];
  };
  for (const node of childrenOf(container)) {
    if (!shown.has(node)) {
      hidden.push(node);
      continue;
    }
    fold();
    const { path, warned, status } = node;
    const children = toRows(node, shown, depth + 1, frame);
    rows.push({ key: path, ...stepText(node, depth, frame), status: warned ? 'warned' : status, children });
  }
  fold();
  return rows;
}

function toFold(key: string, hidden: readonly StepModel[], goesOn: boolean): Row {
  const isPending = hidden.every(({ status }) => status === 'pending');
  const isDone = hidden.every(({ status }) => status === 'succeeded' || status === 'skipped');
  const say = isPending ? (goesOn ? foldPending : foldNotRun) : isDone ? foldDone : foldMixed;
  return { key, title: say(hidden.length), status: 'fold', lines: [], children: [] };
}
