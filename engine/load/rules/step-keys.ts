import { ruleMessages as say } from '../../core/messages/rules.ts';
import type { RuleSubject } from '../check-rules.ts';
import { actionOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { PlacedStep } from '../placed-steps.ts';

/** Keys that need another key, or that their surroundings forbid. */
export function checkStepKeys(subject: RuleSubject): readonly Finding[] {
  return subject.steps.flatMap(placed => [...checkPairs(placed, subject), ...checkSurroundings(placed, subject)]);
}

function checkPairs({ step, path, kinds }: PlacedStep, { facts }: RuleSubject): readonly Finding[] {
  const findings: Finding[] = [];
  if (step.as !== undefined && step.foreach === undefined)
    findings.push({ code: 'as-without-foreach', path: [...path, 'as'], key: true, ...say.asWithoutForeach });
  if (step.message !== undefined && !canFail(step) && !kinds.some(kind => SPEAKING.includes(kind))) {
    findings.push({ code: 'message-without-verify', path: [...path, 'message'], key: true, severity: 'warning', ...say.messageWithoutVerify });
  }
  const hasCheck = step.check !== undefined || actionOf(step, facts)?.action.check !== undefined;
  const isKnown = kinds[0] === 'run' || actionOf(step, facts) !== undefined;
  if (step.interrupted === 'check' && isKnown && !hasCheck) findings.push({ code: 'no-check', path: [...path, 'interrupted'], ...say.noCheck });
  return findings;
}

/** Kinds that fail by themselves: an action that verifies, a no. */
const SPEAKING: readonly string[] = ['uses', 'confirm', 'approve'];

/** In its own words: by a guard, by its time, by its rounds. */
function canFail({ verify, timeout, repeat }: PlacedStep['step']): boolean {
  return [verify, timeout, repeat].some(key => key !== undefined);
}

function checkSurroundings(placed: PlacedStep, { document }: RuleSubject): readonly Finding[] {
  const { step, path } = placed;
  const findings: Finding[] = [];
  if (step.interactive === true && isInParallel(placed))
    findings.push({ code: 'interactive-in-parallel', path: [...path, 'interactive'], key: true, ...say.interactiveInParallel });
  if (step['on-failure'] !== 'rollback') return findings;
  const isLate = path[0] !== 'steps' || path.includes('on-failure');
  if (isLate) findings.push({ code: 'no-rollback-here', path: [...path, 'on-failure'], ...say.rollbackInside });
  else if (document.rollback === undefined) findings.push({ code: 'no-rollback', path: [...path, 'on-failure'], ...say.noRollback });
  return findings;
}

function isInParallel({ parent }: PlacedStep): boolean {
  for (let at = parent; at; at = at.parent) if (at.kinds.includes('parallel')) return true;
  return false;
}
