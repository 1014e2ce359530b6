/** Where a run that has ended can be gone on with. */
import { refusals } from '../messages/gates.ts';
import { ROOT, foreachOf, joinPath, parentPath } from '../paths.ts';
import { type Program, stepAt } from '../program.ts';
import type { NodeState, RunHead } from '../state.ts';
import type { Draft } from './draft.ts';
import type { Instances } from './find-step.ts';

/** Steps at which it is worth while to go on with a run that ends now. A "no" and a `stop` were meant: nothing is to be mended there. */
export function goesOnAt(d: Draft): RunHead['goesOn'] {
  const { failure, incomplete } = d.head();
  if (failure?.code === 'declined') return undefined;
  const isOpen = (path: string): boolean => {
    const node = path === ROOT ? undefined : d.node(path);
    return node?.status === 'failed' && checkLeg(d, node) === undefined;
  };
  const at = (failure ? [failure.step] : incomplete).filter(isOpen);
  return at.length === 0 ? undefined : { at, ...(d.program.plan.world === undefined ? {} : { rehearsed: true }) };
}

/** Whether a run that has ended can go on at this step; undefined where it can. */
export function checkLeg({ program, node }: Instances, { path }: NodeState, failed?: string): string | undefined {
  for (let here = path; here !== ROOT; here = parentPath(here)) {
    const parent = node(parentPath(here));
    if (foreachOf(here) === undefined && ['on-failure', 'handler'].includes(stepAt(program, here).list)) return refusals.inCleanup(path, failed);
    if (parent && indexIn(program, parent, here) === undefined) return refusals.earlierPass(path);
  }
  return undefined;
}

/** Where a child stands among its siblings; undefined where its container has gone on to another pass or other items. */
export function indexIn(program: Program, container: NodeState, child: string): number | undefined {
  if (foreachOf(child) !== undefined) {
    const index = container.items?.findIndex(({ key }) => child === `${container.path}[${key}]`) ?? -1;
    return index < 0 ? undefined : index;
  }
  const { list, index, step } = stepAt(program, child);
  const pass = container.pass !== undefined && container.pass > 1 && list === 'steps' ? `@${container.pass}` : '';
  return child === joinPath(container.path === ROOT ? ROOT : `${container.path}${pass}`, step.id) ? index : undefined;
}
