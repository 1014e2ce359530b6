import type { JsonObject } from './json.ts';
import type { FrozenRunbook } from './plan.ts';
import type { Step } from './runbook.ts';
import { renderValue } from './template.ts';

export interface TargetFacts {
  readonly runbook: string;
  readonly runbooks: Readonly<Record<string, FrozenRunbook>>;
  readonly inputs: JsonObject;
  /** Names of inputs without a value; only a plan has any. */
  readonly missing: readonly string[];
  readonly timeZone: string;
}

/** Targets of the outermost runbook and of those that it nests, sorted: locked together, always in the same order. */
export function targetsOf({ runbook, runbooks, inputs, missing, timeZone }: TargetFacts): readonly string[] {
  const unknown = missing.map(name => ({ path: ['inputs', name], cause: `input ${name}` }));
  const targets = [...nestedIn(runbook, runbooks)].flatMap(name => {
    const text = runbooks[name]?.document.target;
    if (text === undefined) return [];
    const rendered = renderValue(text, { values: { inputs: name === runbook ? inputs : {} }, unknown, secrets: [], timeZone });
    return rendered.status === 'error' ? [] : typeof rendered.value === 'string' ? [rendered.value] : [];
  });
  return [...new Set(targets)].toSorted();
}

function nestedIn(name: string, runbooks: TargetFacts['runbooks'], seen = new Set<string>()): Set<string> {
  const document = runbooks[name]?.document;
  if (!document || seen.has(name)) return seen;
  seen.add(name);
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.runbook !== undefined) nestedIn(step.runbook, runbooks, seen);
      visit([...(step.steps ?? []), ...(step.parallel ?? []), ...(Array.isArray(step['on-failure']) ? (step['on-failure'] as readonly Step[]) : [])]);
    }
  };
  visit([...document.steps, ...(document['on-failure'] ?? []), ...(document.finally ?? [])]);
  return seen;
}
