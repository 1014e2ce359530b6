import type { FrozenPlan } from '../core/plan.ts';
import { type Program, compileProgram } from '../core/program.ts';
import type { RunState } from '../core/reduce/draft.ts';
import type { Step } from '../core/reduce/reduce.ts';
import type { NodeState, RunHead } from '../core/state.ts';
import type { Rows } from './rows.ts';

/** A run in memory: its program and its state, advanced by every commit. */
export interface OpenRun extends RunState {
  readonly program: Program;
  advance(step: Step): void;
}

/** All nodes at once: for the owner. */
export function openWhole(rows: Rows, run: string, head: RunHead): OpenRun {
  const nodes = new Map(rows.nodes(run).map(node => [node.path, node]));
  return open(
    rows.plan(run),
    head,
    path => nodes.get(path),
    node => nodes.set(node.path, node),
  );
}

/** Only the nodes that are asked for: for one signal from elsewhere. */
export function openLazily(rows: Rows, run: string, head: RunHead): OpenRun {
  return open(
    rows.plan(run),
    head,
    path => rows.node(run, path),
    () => {},
  );
}

function open(plan: FrozenPlan, first: RunHead, node: (path: string) => NodeState | undefined, keep: (node: NodeState) => void): OpenRun {
  let head = first;
  return {
    program: compileProgram(plan),
    get head() {
      return head;
    },
    node,
    advance: step => {
      head = step.head;
      for (const changed of step.nodes.values()) keep(changed);
    },
  };
}
