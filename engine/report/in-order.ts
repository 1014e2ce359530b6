import type { Program } from '../core/program.ts';
import { ROOT, staticPath } from '../core/paths.ts';
import type { NodeState } from '../core/state.ts';

/** The steps that were reached, in the order in which they began; as the runbook has them where they began in the same moment. */
export function inOrder(program: Program, nodes: readonly NodeState[]): readonly NodeState[] {
  const places = new Map([...program.steps.keys()].map((path, index) => [path, index] as const));
  const place = ({ path }: NodeState): number => places.get(staticPath(path)) ?? 0;
  return nodes
    .filter(({ path, startedAt }) => path !== ROOT && startedAt !== undefined)
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || place(a) - place(b) || (a.path < b.path ? -1 : 1));
}
