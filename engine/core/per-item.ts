import { expressionReferences } from './expression.ts';
import type { Step } from './runbook.ts';

/** Whether a foreach's `if` asks about the item: then it is asked for each, else once before the list is expanded. */
export function isPerItem({ if: condition, foreach, as = 'item' }: Step): boolean {
  return foreach !== undefined && condition !== undefined && expressionReferences(condition).some(([root]) => root === as);
}
