import { parse } from 'yaml';
import type { Runbook, Step } from '../../engine/core/runbook.ts';
import type { JsonSchema } from '../../engine/core/schema/parts.ts';
import { type ReferenceFacts, checkReferences } from '../../engine/load/check-references.ts';

const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({ type: 'object', properties, required });
const TEXT = { type: 'string' };

const OUTPUTS: Record<string, JsonSchema> = {
  'git.commit': object({ sha: TEXT, parents: { type: 'array', items: TEXT }, ancestor: { type: 'boolean' } }, ['sha', 'parents']),
  'asg.describe': object({ running: { type: 'integer' }, instances: { type: 'array', items: object({ id: TEXT }) } }),
};
const PARAMS: Record<string, JsonSchema> = {
  'git.commit': object({ ref: TEXT, depth: { type: 'integer' } }),
  'http.get': object({ url: TEXT, headers: { type: 'object', additionalProperties: TEXT, 'x-secret': true } }),
};
const INNER = readRunbook(`
  inputs: { number: { type: string } }
  steps: [{ id: look, uses: asg.describe, outputs: { ids: "outputs.instances.map(i, i.id)" } }]
  outputs: { ids: steps.look.outputs.ids, running: steps.look.outputs.running }
`);
export const facts: ReferenceFacts = {
  outputsOf: (step: Step) => OUTPUTS[step.uses ?? ''],
  paramsOf: action => PARAMS[action],
  runbookOf: name => (name === 'inner' ? INNER : undefined),
};

export function readRunbook(yaml: string): Runbook {
  return { version: 1, name: 'x', title: 'X', ...(parse(yaml) as Omit<Runbook, 'version' | 'name' | 'title'>) };
}

/** `path: code: message` of every finding. */
export function check(yaml: string): readonly string[] {
  return checkReferences(readRunbook(yaml), facts).map(({ path, code, message }) => `${path.join('.')}: ${code}: ${message}`);
}

export const steps = (...list: readonly string[]) => `steps:\n${list.map(step => `  - ${step}`).join('\n')}`;
