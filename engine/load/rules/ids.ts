import { ruleMessages as say } from '../../core/messages/rules.ts';
import type { RuleSubject } from '../check-rules.ts';
import type { Finding, Path } from '../finding.ts';

/** Names that templates and conditions already use: `as` cannot take them. */
const ROOTS = new Set(['inputs', 'steps', 'run', 'target', 'today', 'secrets', 'outputs', 'now']);

/** Ids are unique in a runbook. */
export function checkIds({ steps, lineOf }: RuleSubject): readonly Finding[] {
  const first = new Map<string, Path>();
  const findings: Finding[] = [];
  for (const { step, path } of steps) {
    if (typeof step.as === 'string' && ROOTS.has(step.as)) findings.push({ code: 'reserved-name', path: [...path, 'as'], ...say.reservedName(step.as) });
    if (typeof step.id !== 'string') continue;
    const before = first.get(step.id);
    if (before) findings.push({ code: 'duplicate-id', path: [...path, 'id'], ...say.duplicateId(step.id, lineOf([...before, 'id'])) });
    else first.set(step.id, path);
  }
  return findings;
}
