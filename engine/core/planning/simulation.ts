import type { JsonObject } from '../json.ts';
import { ROOT } from '../paths.ts';
import type { Program } from '../program.ts';
import type { ScopeSource } from '../scope-of.ts';
import type { UnknownPath } from '../scope.ts';
import type { NodeState } from '../state.ts';

/** What a plan believes about the steps before: values where they are known, causes where they are not. */
export interface Simulation extends ScopeSource {
  /** A step that was looked at: its outputs are known. */
  know(path: string, outputs: JsonObject, status?: NodeState['status']): void;
  /** A step whose outputs only a run can tell; `names` limits it to some outputs. */
  doubt(path: string, cause: string, names?: readonly string[]): void;
  /** A step that may be skipped: not even its status is known. */
  doubtAll(path: string, cause: string): void;
  change(path: string, changes: Partial<NodeState>): void;
  giveInputs(scope: string, inputs: JsonObject, unknown: Readonly<Record<string, readonly string[]>>): void;
}

export interface SimulationFacts {
  readonly starter: string;
  readonly override: string;
  readonly now: number;
  /** Names of the outermost inputs that were not given. */
  readonly missing: readonly string[];
}

export function createSimulation(program: Program, facts: SimulationFacts): Simulation {
  const nodes = new Map<string, NodeState>();
  const doubts = new Map<string, UnknownPath[]>();
  const inputDoubts = new Map<string, UnknownPath[]>([[ROOT, facts.missing.map(name => ({ path: ['inputs', name], cause: `input ${name}` }))]]);
  const change = (path: string, changes: Partial<NodeState>): void => {
    nodes.set(path, { ...(nodes.get(path) ?? { path, status: 'pending', attempt: 1 }), ...changes });
  };
  const add = (path: string, entry: UnknownPath): void => void doubts.set(path, [...(doubts.get(path) ?? []), entry]);
  return {
    program,
    node: path => nodes.get(path),
    change,
    runFacts: () => ({ starter: facts.starter, override: facts.override, rollback_of: '' }),
    targetFacts: () => ({}),
    unknown: path => doubts.get(path),
    unknownRoots: scope => [...(inputDoubts.get(scope) ?? []), ...RUN_DOUBTS],
    know: (path, outputs, status = 'succeeded') => change(path, { status, outputs }),
    doubt: (path, cause, names) => {
      for (const name of names ?? [undefined]) add(path, { path: name === undefined ? ['outputs'] : ['outputs', name], cause });
    },
    doubtAll: (path, cause) => add(path, { path: [], cause }),
    giveInputs: (scope, inputs, unknown) => {
      change(scope, { inputs });
      const entries = Object.entries(unknown).map(([name, causes]): UnknownPath => ({ path: ['inputs', name], cause: causes.join(', ') }));
      inputDoubts.set(scope, entries);
    },
  };
}

/** Facts that only a run has. */
const RUN_DOUBTS: readonly UnknownPath[] = [
  { path: ['run', 'id'], cause: 'when it runs' },
  { path: ['run', 'started'], cause: 'when it runs' },
  { path: ['run', 'outcome'], cause: 'at the end' },
  { path: ['run', 'failure'], cause: 'on failure' },
  { path: ['run', 'duration'], cause: 'at the end' },
  { path: ['target'], cause: 'when it runs' },
];
