import { ROOT, childPrefix, endsWithPath, joinPath } from '../paths.ts';
import { type ListName, type Program, childrenOf } from '../program.ts';
import type { NodeState } from '../state.ts';
import { isContainer } from './situation.ts';

export type FoundStep =
  | { readonly status: 'found'; readonly path: string }
  | { readonly status: 'ambiguous'; readonly paths: readonly string[] }
  /** `paths`: those of that name that were reached, or that the runbook has, none of which fits. */
  | { readonly status: 'none'; readonly paths: readonly string[] };

export interface Instances {
  readonly program: Program;
  node(path: string): NodeState | undefined;
}

/** The one instance that a person means by a path or its end, among those that fit. */
export function findStep(instances: Instances, given: string, fits: (path: string) => boolean): FoundStep {
  if (instances.node(given) !== undefined && given !== ROOT) return fits(given) ? { status: 'found', path: given } : { status: 'none', paths: [given] };
  const named = instancesOf(instances, ROOT).filter(path => endsWithPath(path, given));
  const [first, ...others] = named.filter(fits);
  if (first === undefined) return { status: 'none', paths: named };
  return others.length === 0 ? { status: 'found', path: first } : { status: 'ambiguous', paths: [first, ...others] };
}

const LISTS: readonly ListName[] = ['steps', 'on-failure', 'finally', 'handler'];

/** Every instance below a container that the run knows, and every step of the runbook that it has not reached, in order. */
export function instancesOf(instances: Instances, path: string): string[] {
  const node = instances.node(path);
  if (node?.items && path !== ROOT && isContainer(instances.program, path)) {
    return node.items.flatMap(({ key }) => [`${path}[${key}]`, ...instancesOf(instances, `${path}[${key}]`)]);
  }
  const passes = Array.from({ length: node?.pass ?? 1 }, (_, index) => childPrefix(path, index + 1));
  return LISTS.flatMap(list =>
    (list === 'steps' ? passes : [path]).flatMap(prefix =>
      childrenOf(instances.program, path, list).flatMap(({ step }) => {
        const child = joinPath(prefix, step.id);
        return [child, ...instancesOf(instances, child)];
      }),
    ),
  );
}
