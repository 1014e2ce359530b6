import type { JournalRecord } from '../events.ts';
import type { JsonObject } from '../json.ts';
import { endsWithPath, staticPath } from '../paths.ts';
import type { Program } from '../program.ts';
import type { NodeState, RunHead } from '../state.ts';

/** A case's run, once it has ended. */
export interface Observed {
  readonly program: Program;
  readonly head: RunHead;
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly records: readonly JournalRecord[];
  /** What a terminal showed of it. */
  readonly shown: string;
  /** The stand-ins' views at the end. */
  readonly view: Readonly<Record<string, JsonObject>>;
  /** The run that rolled it back, where the case expects one. */
  readonly rollback?: Observed;
}

/** Whether a path, or the step that it is an instance of, is meant by `given`. */
export function isMeant(path: string, given: string): boolean {
  return endsWithPath(path, given) || endsWithPath(staticPath(path), given);
}

/** The instance that a path, or a trailing part of one, means: of several passes the last, of a foreach the whole. */
export function nodeOf({ nodes }: Pick<Observed, 'nodes'>, given: string): NodeState | undefined {
  return (
    nodes.get(given) ??
    [...nodes.values()]
      .filter(({ path }) => isMeant(path, given))
      .toSorted(byStart)
      .at(-1)
  );
}

/** Items before the foreach that they belong to. */
function byStart(a: NodeState, b: NodeState): number {
  const isItem = a.path.endsWith(']');
  if (isItem !== b.path.endsWith(']')) return isItem ? -1 : 1;
  return (a.startedAt ?? 0) - (b.startedAt ?? 0);
}
