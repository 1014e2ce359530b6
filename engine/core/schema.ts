import type { Action, Plugin } from './action.ts';
import { STEP_KINDS, type StepKind } from './runbook.ts';
import { namedActions, paramNames, propertiesOf, writtenParams, type NamedAction } from './schema/actions.ts';
import { configKeys, connectionSchema } from './schema/config.ts';
import { closed, label, oneOfTexts, type JsonSchema, without } from './schema/parts.ts';
import { REQUIRED_RUNBOOK_KEYS, runbookKeys } from './schema/runbook-keys.ts';
import { exampleParams, examplesWith, stepSnippets } from './schema/snippets.ts';
import { commonKeys, kindKeys, readingKeys, type Depth } from './schema/step-keys.ts';
import { testSchema } from './schema/test.ts';
import type { StandIns } from './load-stand-ins.ts';
import { worldSchema } from './schema/world.ts';

export type { JsonSchema } from './schema/parts.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const DEEP: Depth = { steps: { type: 'array', minItems: 1, items: { $ref: '#/$defs/step' } }, reading: { $ref: '#/$defs/reading' } };

/** The schema of runbooks that editors read: every key with its description, every action with its own params. */
export function composeRunbookSchema(plugins: readonly Plugin[]): JsonSchema {
  const actions = namedActions(plugins);
  const branches = STEP_KINDS.filter(kind => kind !== 'uses').map(kind => [`step-${kind}`, kindBranch(kind)] as const);
  return {
    $schema: DIALECT,
    title: 'Runbook',
    description: 'A procedure that the engine can check, preview, rehearse, run, resume and prove.',
    ...closed(runbookKeys(DEEP.steps, defaultsSchema(plugins)), REQUIRED_RUNBOOK_KEYS),
    $defs: {
      common: { properties: commonKeys(DEEP) },
      step: anyStep(actions),
      ...Object.fromEntries(branches),
      'step-uses': anyUse(actions, 'uses'),
      reading: anyReading(),
      'reading-run': closed(readingKeys('run'), ['run']),
      'reading-uses': anyUse(
        actions.filter(({ action }) => action.effect === 'read'),
        'reading',
      ),
      ...Object.fromEntries(actions.flatMap(actionDefinitions)),
    },
  };
}

/** The schema of `runbook.config.yml` that editors read. */
export function composeConfigSchema(plugins: readonly Plugin[]): JsonSchema {
  const names = Object.fromEntries(plugins.map(plugin => [plugin.name, plugin.description]));
  const chosen = chosenBy('plugin', oneOfTexts('The plugin that uses it.', names), plugins.map(connectionSchema), ['plugin']);
  const connection = { description: 'One connection.', ...(plugins.length > 0 ? chosen : { type: 'object' }) };
  return {
    $schema: DIALECT,
    title: 'Runbook configuration',
    description: 'Beside the folder of runbooks; searched upward.',
    ...closed(configKeys(connection)),
  };
}

/** The schema of world files that editors read and that the loader checks them by. */
export function composeWorldSchema(_plugins: readonly Plugin[], standIns: StandIns): JsonSchema {
  return { $schema: DIALECT, title: 'World', description: 'What a rehearsal runs against.', ...worldSchema(standIns) };
}

/** The schema of test files that editors read and that the loader checks them by. */
export function composeTestSchema(standIns: StandIns): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'Tests of a runbook',
    description: 'Rehearsals without a person, and what must come out of them.',
    ...testSchema(standIns),
  };
}

/**
 * Exactly one kind: an if/else chain of closed branches gives editors one message and a clean completion. Where no kind is
 * written yet, all kinds and whole steps are offered.
 */
function anyStep(actions: readonly NamedAction[]): JsonSchema {
  const kinds = Object.fromEntries(STEP_KINDS.map(kind => [kind, { ...kindKeys(kind, DEEP)[kind] }]));
  const none: JsonSchema = {
    type: 'object',
    properties: { ...references(Object.keys(commonKeys(DEEP))), ...kinds },
    ...nothing(`A step needs exactly one of ${STEP_KINDS.join(', ')}.`),
    defaultSnippets: stepSnippets(actions),
  };
  return { type: 'object', ...choose(STEP_KINDS, kind => `step-${kind}`, none) };
}

/** Fits no map, and says so in these words; `not: {}` would say its own. */
function nothing(errorMessage: string): JsonSchema {
  return { allOf: [{ type: 'null', errorMessage }] };
}

/** By the first of the keys that is there. */
function choose(keys: readonly StepKind[], definition: (key: StepKind) => string, none: JsonSchema): JsonSchema {
  return keys
    .toReversed()
    .reduce<JsonSchema>((rest, key) => ({ if: { type: 'object', required: [key] }, then: { $ref: `#/$defs/${definition(key)}` }, else: rest }), none);
}

function kindBranch(kind: StepKind): JsonSchema {
  const own = kindKeys(kind, DEEP);
  return { title: `${kind} step`, description: own[kind]?.description, ...closed({ ...references(Object.keys(commonKeys(DEEP))), ...own }, ['id', kind]) };
}

function references(keys: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(keys.map(key => [key, { $ref: `#/$defs/common/properties/${key}` }]));
}

/** A step (or reading step) with `uses`: one closed branch an action, chosen by `uses`. */
function anyUse(actions: readonly NamedAction[], form: 'uses' | 'reading'): JsonSchema {
  const required = form === 'uses' ? ['id', 'uses'] : ['uses'];
  if (actions.length === 0) return { type: 'object', required, properties: { uses: { type: 'string' } } };
  const names = Object.fromEntries(actions.map(({ name, action }) => [name, action.summary]));
  const branches = actions.map(({ name }) => ({ $ref: `#/$defs/${form}:${name}` }));
  // Without a description: those who hover see that of the action.
  return { ...chosenBy('uses', without(oneOfTexts('', names), 'description'), branches, required), title: 'uses step' };
}

/** Closed branches by the value of a key. Only a known value leads to them: editors would complain about each. */
function chosenBy(key: string, values: JsonSchema, branches: readonly JsonSchema[], required: readonly string[]): JsonSchema {
  return {
    type: 'object',
    required,
    properties: { [key]: values },
    if: { required: [key], properties: { [key]: { enum: values.enum ?? [] } } },
    then: { type: 'object', required: [key], discriminator: { propertyName: key }, oneOf: branches },
    else: { properties: { [key]: { description: `One of the known values of \`${key}\`.` } } },
  };
}

function actionDefinitions({ name, action }: NamedAction): readonly (readonly [string, JsonSchema])[] {
  const params = {
    // Not required here: `defaults:` may give them.
    ...without(writtenParams(action), 'required'),
    description: 'Its params; each may be a template.',
    examples: action.examples.map(example => example.with),
    defaultSnippets: exampleParams(action),
  };
  const own = { uses: { const: name, description: aboutAction(action) }, with: { $ref: `#/$defs/with:${name}` } };
  const step = { ...references(Object.keys(commonKeys(DEEP))), ...kindKeys('uses', DEEP), ...own };
  const branch = { title: name, description: aboutAction(action) };
  const reading = [`reading:${name}`, { ...branch, ...closed({ ...readingKeys('uses'), ...own }, ['uses']) }] as const;
  return [
    [`with:${name}`, params],
    [`uses:${name}`, { ...branch, ...closed(step, ['id', 'uses']), defaultSnippets: examplesWith(action) }],
    ...(action.effect === 'read' ? [reading] : []),
  ];
}

function aboutAction({ summary, description }: Action): string {
  return description === undefined ? summary : `${summary}\n\n${description}`;
}

function anyReading(): JsonSchema {
  const none: JsonSchema = {
    type: 'object',
    properties: { uses: readingKeys('uses').uses ?? {}, run: readingKeys('run').run ?? {} },
    ...nothing('A reading step needs `uses` or `run`.'),
  };
  return { ...choose(READING_KINDS, kind => `reading-${kind}`, none) };
}

const READING_KINDS = ['uses', 'run'] as const;

function defaultsSchema(plugins: readonly Plugin[]): JsonSchema {
  const parts = plugins.map(({ name, description, actions }) => {
    const names = new Set(actions.flatMap(paramNames));
    const params = Object.fromEntries([...names].map(param => [param, defaultSchema(actions, param)]));
    return [name, { description, ...closed({ connection: label('Name of a connection.'), ...params }) }] as const;
  });
  return closed(Object.fromEntries(parts));
}

/** A param that several actions declare differently: what one of them takes. */
function defaultSchema(actions: readonly Action[], param: string): JsonSchema {
  const schemas = actions.map(action => propertiesOf(writtenParams(action))[param]).filter(schema => schema !== undefined);
  const [first, ...others] = [...new Map(schemas.map(schema => [JSON.stringify(schema), schema])).values()];
  return first === undefined || others.length === 0 ? (first ?? {}) : { description: first.description, anyOf: [first, ...others] };
}
