import { expressionReferences } from '../expression.ts';
import type { JsonObject } from '../json.ts';
import type { Program } from '../program.ts';
import type { Step } from '../runbook.ts';

/**
 * What of a read's answer a saved plan is held to: the step's own `outputs:` where it declares any, else the action's, else what a
 * command printed. Never what differs from look to look by its nature, nor what is computed from it.
 */
export function comparedOutputs(program: Program, step: Step, outputs: JsonObject): JsonObject {
  const own = Object.entries(step.outputs ?? {});
  const action = step.uses === undefined ? undefined : program.plan.actions[step.uses];
  const volatile = new Set(action?.volatile ?? []);
  for (const [name, text] of own) if (readsOneOf(text, volatile)) volatile.add(name);
  const names = own.length > 0 ? own.map(([name]) => name) : step.uses === undefined ? COMMAND : Object.keys(outputs);
  return Object.fromEntries(names.flatMap(name => (volatile.has(name) || !(name in outputs) ? [] : [[name, outputs[name] ?? null]])));
}

const COMMAND = ['exit_code', 'stdout'];

function readsOneOf(text: string, names: ReadonlySet<string>): boolean {
  return expressionReferences(text).some(([root, name]) => root === 'outputs' && name !== undefined && names.has(name));
}
