import { evaluate } from './expression.ts';
import { ROOT } from './paths.ts';
import { type Program, stepAt } from './program.ts';
import type { UnknownPath } from './scope.ts';

/**
 * Whether the inputs alone say that a step, or a group around it, will be skipped: then nothing that only it needs must be there.
 * The inputs of inner runbooks come later, so of their steps only what is around them counts.
 */
export function isRuledOut(program: Program, path: string): boolean {
  if (path === ROOT) return false;
  const { step, scope, parent } = stepAt(program, path);
  return (scope === ROOT && step.if !== undefined && isFalse(program, step.if)) || isRuledOut(program, parent);
}

const LATER: readonly UnknownPath[] = ['steps', 'run', 'target', 'item', 'now', 'outputs'].map(root => ({ path: [root], cause: '' }));

function isFalse({ plan }: Program, condition: string): boolean {
  const found = evaluate(condition, { values: { inputs: plan.inputs }, unknown: LATER, secrets: [], timeZone: plan.timeZone });
  return found.status === 'known' && found.value === false;
}
