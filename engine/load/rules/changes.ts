import { ruleMessages as say } from '../../core/messages/rules.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding } from '../finding.ts';
import type { PlacedStep } from '../placed-steps.ts';

/**
 * A command that is said to change something, and of which nobody can tell afterwards whether it did. Not asked of commands
 * whose effect nobody declared (their authors have not come so far), of actions (theirs do), nor where `interrupted` says
 * what is to be done.
 */
export function checkChanges({ steps }: RuleSubject): readonly Finding[] {
  return steps.filter(isUnchecked).map(({ path }) => ({ code: 'unchecked-change', path: [...path, 'effect'], severity: 'warning', ...say.uncheckedChange }));
}

function isUnchecked({ step, kinds }: PlacedStep): boolean {
  return kinds[0] === 'run' && step.effect === 'change' && step.check === undefined && step.verify === undefined && step.interrupted === undefined;
}
