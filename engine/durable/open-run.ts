import { createHash } from 'node:crypto';
import { type CellChanged, changeCell, freezeAt } from '../core/cell.ts';
import { type Program, compileProgram } from '../core/program.ts';
import type { RunState } from '../core/reduce/draft.ts';
import type { Step } from '../core/reduce/reduce.ts';
import type { NodeState, OpenGate, RunHead } from '../core/state.ts';
import type { Ledger } from './commit.ts';
import { windowState } from '../core/window.ts';

/** A run in memory: its program and its state, advanced by every commit. */
export interface OpenRun extends RunState {
  readonly program: Program;
  advance(step: Step): void;
}

/** All nodes at once: for the owner, who knows whether somebody would answer a gate. */
export function openWhole(ledger: Ledger, run: string, head: RunHead, attended: (gate: OpenGate) => boolean): OpenRun {
  const nodes = new Map(ledger.rows.nodes(run).map(node => [node.path, node]));
  return open(ledger, run, head, { node: path => nodes.get(path), keep: node => void nodes.set(node.path, node), attended });
}

/** Only the nodes that are asked for: for one signal from elsewhere. */
export function openLazily(ledger: Ledger, run: string, head: RunHead): OpenRun {
  return open(ledger, run, head, { node: path => ledger.rows.node(run, path), keep: () => undefined, attended: () => false });
}

interface Nodes {
  node(path: string): NodeState | undefined;
  keep(node: NodeState): void;
  attended(gate: OpenGate): boolean;
}

function open({ rows, cells }: Ledger, run: string, first: RunHead, { node, keep, attended }: Nodes): OpenRun {
  const plan = rows.plan(run);
  const window = plan.runbooks[plan.runbook]?.document.window;
  let head = first;
  let planHash: string | undefined;
  return {
    program: compileProgram(plan),
    get head() {
      return head;
    },
    node,
    target: now => ({
      open: head.override !== '' || windowState(window, plan.config, now).open,
      frozen: plan.targets.some(target => freezeAt(cells.read(target), now) !== undefined),
    }),
    attended,
    fingerprint: text => {
      planHash ??= sha256(JSON.stringify(plan));
      return sha256(`${planHash}\n${text}`);
    },
    blocked: (targets, now) => {
      const holder = { run: '', starter: '', since: now };
      const refused = targets.map(target => changeCell(target, cells.read(target), { type: 'hand-over', from: head.run, holder })).find(isRefused);
      return refused?.message;
    },
    advance: step => {
      head = step.head;
      for (const changed of step.nodes.values()) keep(changed);
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isRefused(changed: CellChanged): changed is Extract<CellChanged, { readonly status: 'refused' }> {
  return changed.status === 'refused';
}
