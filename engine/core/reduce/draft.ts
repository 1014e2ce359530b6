import type { EngineEffect, JournalEntry } from '../events.ts';
import type { JsonObject } from '../json.ts';
import type { Program } from '../program.ts';
import { type ScopeSource, runFacts } from '../scope-of.ts';
import type { Ending, NodeState, OpenGate, RunHead } from '../state.ts';
import type { Failure } from '../failure.ts';

/** How a child ended, as its parent must see it. */
export type Flow = 'ok' | Exclude<Ending['flow'], 'timeout'>;

/** Work that one event leads to, done in order by the main loop: no recursion, however many steps are skipped in a row. */
export type Task =
  /** `tries`: those that count already. */
  | { readonly task: 'enter'; readonly path: string; readonly tries?: number }
  /** A step on a way that was walked before; `retry` does what failed again, without asking. */
  | { readonly task: 'reenter'; readonly path: string; readonly retry: boolean }
  | { readonly task: 'begin'; readonly path: string }
  | { readonly task: 'attempt'; readonly path: string }
  | { readonly task: 'confirm'; readonly path: string; readonly outputs: JsonObject }
  | { readonly task: 'fail'; readonly path: string; readonly failure: Failure }
  | { readonly task: 'ended'; readonly parent: string; readonly child: string; readonly flow: Flow };

/** State as one `reduce` sees and changes it. The caller's state is never touched. */
export interface Draft extends ScopeSource {
  readonly now: number;
  head(): RunHead;
  changeHead(changes: Changes<RunHead>): void;
  /** Changes a step instance, creating it where it is new; `undefined` removes a key. */
  change(path: string, changes: Changes<NodeState>): NodeState;
  emit(entry: JournalEntry): void;
  effect(effect: EngineEffect): void;
  blocked(targets: readonly string[]): string | undefined;
  then(task: Task): void;
  /** Whether somebody would answer this gate. */
  attended(gate: OpenGate): boolean;
  fingerprint(text: string): string;
  readonly tasks: Task[];
  readonly effects: EngineEffect[];
  readonly changed: Map<string, NodeState>;
}

export type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

export interface RunState {
  readonly head: RunHead;
  node(path: string): NodeState | undefined;
  /** What `target` shows: whether the window is open, and whether a freeze is recorded. */
  target(now: number): { readonly open: boolean; readonly frozen: boolean };
  /** Whether somebody would answer this gate; false where nobody drives the run. */
  attended(gate: OpenGate): boolean;
  /** sha256 of the frozen plan and a text. */
  fingerprint(text: string): string;
  /** Why a rollback of this run could not take the locks of these targets over; absent where there are none. */
  blocked?(targets: readonly string[], now: number): string | undefined;
}

export function createDraft(program: Program, state: RunState, now: number): Draft {
  let head: RunHead = { ...state.head, now };
  const changed = new Map<string, NodeState>();
  const effects: EngineEffect[] = [];
  const tasks: Task[] = [];
  const node = (path: string): NodeState | undefined => changed.get(path) ?? state.node(path);
  return {
    program,
    now,
    node,
    tasks,
    effects,
    changed,
    head: () => head,
    changeHead: changes => {
      head = merge(head, changes);
    },
    change: (path, changes) => {
      const next = merge<NodeState>(node(path) ?? { path, status: 'pending', attempt: 1 }, changes);
      changed.set(path, next);
      return next;
    },
    emit: entry => effects.push({ type: 'emit', entry }),
    effect: effect => effects.push(effect),
    blocked: targets => state.blocked?.(targets, now),
    then: task => tasks.push(task),
    attended: gate => state.attended(gate),
    fingerprint: text => state.fingerprint(text),
    runFacts: () => runFacts(head, now),
    targetFacts: () => {
      const own = effects.findLast(effect => effect.type === 'freeze' || effect.type === 'unfreeze');
      const { open, frozen } = state.target(now);
      return { open, frozen: own ? own.type === 'freeze' : frozen };
    },
  };
}

function merge<T extends object>(base: T, changes: Changes<T>): T {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined)) as T;
}
