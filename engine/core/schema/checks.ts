import type { Plugin } from '../action.ts';
import { STEP_KINDS, type StepKind } from '../runbook.ts';
import { namedActions, paramsOf, writtenParams } from './actions.ts';
import { configKeys, connectionHead, connectionSchema } from './config.ts';
import { closed, oneOfTexts, type JsonSchema } from './parts.ts';
import { REQUIRED_RUNBOOK_KEYS, runbookKeys } from './runbook-keys.ts';
import { commonKeys, kindKeys, readingKeys, type Depth } from './step-keys.ts';

/**
 * The schemas by which the loader checks, by name. Each is shallow: the loader picks the step's own branch and walks
 * into nested steps itself, so that an error concerns what the author meant, and the work stays linear.
 */
export function checkSchemas(plugins: readonly Plugin[]): ReadonlyMap<string, () => JsonSchema> {
  const actions = namedActions(plugins);
  const names = Object.fromEntries(actions.map(({ name, action }) => [name, action.summary]));
  return new Map<string, () => JsonSchema>([
    ['runbook', () => closed(runbookKeys(SHALLOW.steps, { type: 'object', additionalProperties: { type: 'object' } }), REQUIRED_RUNBOOK_KEYS)],
    ['step', commonSchema],
    ...STEP_KINDS.map(kind => [`step.${kind}`, () => stepSchema(kind, names)] as const),
    ['reading.uses', () => readingSchema('uses', names)],
    ['reading.run', () => readingSchema('run', names)],
    ...actions.map(({ name, action }) => [`with.${name}`, () => writtenParams(action)] as const),
    ...actions.map(({ name, action }) => [`params.${name}`, () => paramsOf(action)] as const),
    ...actions.map(({ name, action }) => [`outputs.${name}`, () => action.outputs] as const),
    ['config', () => closed(configKeys(connectionHead(plugins)))],
    ...plugins.map(plugin => [`connection.${plugin.name}`, () => connectionSchema(plugin)] as const),
  ]);
}

const SHALLOW: Depth = { steps: { type: 'array', minItems: 1, items: { type: 'object' } }, reading: { type: 'object' } };

/** What any step may have; the kind's own schema says what else, and what not. */
function commonSchema(): JsonSchema {
  return { type: 'object', properties: commonKeys(SHALLOW), required: ['id'] };
}

function stepSchema(kind: StepKind, actions: Readonly<Record<string, string>>): JsonSchema {
  const common = Object.fromEntries(Object.keys(commonKeys(SHALLOW)).map(key => [key, {}]));
  const keys = { ...common, ...kindKeys(kind, SHALLOW) };
  return closed(kind === 'uses' ? { ...keys, uses: oneOfTexts('The action.', actions) } : keys, [kind]);
}

function readingSchema(kind: 'uses' | 'run', actions: Readonly<Record<string, string>>): JsonSchema {
  const keys = readingKeys(kind);
  return closed(kind === 'uses' ? { ...keys, uses: oneOfTexts('The reading action.', actions) } : keys, [kind]);
}

let keys: Readonly<Record<StepKind, readonly string[]>> | undefined;

/** The keys that steps of a kind have beyond those that every step has. */
export function keysByKind(): Readonly<Record<StepKind, readonly string[]>> {
  keys ??= Object.fromEntries(STEP_KINDS.map(kind => [kind, Object.keys(kindKeys(kind, SHALLOW))])) as unknown as Readonly<Record<StepKind, readonly string[]>>;
  return keys;
}
