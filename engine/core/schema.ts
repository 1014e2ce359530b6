import type { Action, Plugin } from './action.ts';
import { STEP_KINDS, type StepKind } from './runbook.ts';
import { namedActions, paramNames, propertiesOf, writtenParams, type NamedAction } from './schema/actions.ts';
import { configKeys, connectionSchema } from './schema/config.ts';
import { closed, label, oneOfTexts, type JsonSchema, without } from './schema/parts.ts';
import { REQUIRED_RUNBOOK_KEYS, runbookKeys } from './schema/runbook-keys.ts';
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
      step: anyStep(),
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
  const connection = {
    type: 'object',
    description: 'One connection.',
    required: ['plugin'],
    properties: { plugin: oneOfTexts('The plugin that uses it.', names) },
    ...(plugins.length > 0 && { discriminator: { propertyName: 'plugin' }, oneOf: plugins.map(connectionSchema) }),
  };
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

/** Exactly one kind: an if/else chain of closed branches gives editors one message and a clean completion. */
function anyStep(): JsonSchema {
  const none: JsonSchema = { anyOf: STEP_KINDS.map(kind => ({ required: [kind] })), errorMessage: `a step needs exactly one of ${STEP_KINDS.join(', ')}` };
  const chain = STEP_KINDS.toReversed().reduce<JsonSchema>(
    (rest, kind) => ({ if: { required: [kind] }, then: { $ref: `#/$defs/step-${kind}` }, else: rest }),
    none,
  );
  const kinds = Object.assign({}, ...STEP_KINDS.map(kind => ({ [kind]: { description: kindKeys(kind, DEEP)[kind]?.description } })));
  return {
    type: 'object',
    required: ['id'],
    properties: { ...references(['id', 'name', 'description', 'if']), ...kinds },
    ...chain,
    defaultSnippets: [
      { label: 'uses', description: 'A step that uses an action', body: { id: '$1', name: '$2', uses: '$3' } },
      { label: 'run', description: 'A step that runs a command', body: { id: '$1', name: '$2', run: ['$3'], effect: 'read' } },
      { label: 'confirm', description: 'A question to a person', body: { id: '$1', confirm: '$2' } },
    ],
  };
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
  const names = Object.fromEntries(actions.map(({ name, action }) => [name, action.summary]));
  return {
    type: 'object',
    required: form === 'uses' ? ['id', 'uses'] : ['uses'],
    properties: { uses: actions.length > 0 ? oneOfTexts('The action.', names) : { type: 'string' } },
    ...(actions.length > 0 && { discriminator: { propertyName: 'uses' }, oneOf: actions.map(({ name }) => ({ $ref: `#/$defs/${form}:${name}` })) }),
  };
}

function actionDefinitions({ name, action }: NamedAction): readonly (readonly [string, JsonSchema])[] {
  const params = {
    // Not required here: `defaults:` may give them.
    ...without(writtenParams(action), 'required'),
    description: 'Its params; each may be a template.',
    examples: action.examples.map(example => example.with),
  };
  const own = { uses: { const: name, description: action.summary }, with: { $ref: `#/$defs/with:${name}` } };
  const step = { ...references(Object.keys(commonKeys(DEEP))), ...kindKeys('uses', DEEP), ...own };
  const branch = { title: name, description: action.description ?? action.summary };
  const reading = [`reading:${name}`, { ...branch, ...closed({ ...readingKeys('uses'), ...own }, ['uses']) }] as const;
  return [
    [`with:${name}`, params],
    [`uses:${name}`, { ...branch, ...closed(step, ['id', 'uses']), defaultSnippets: [snippet(name, action)] }],
    ...(action.effect === 'read' ? [reading] : []),
  ];
}

function snippet(name: string, action: Action): JsonSchema {
  return { label: name, description: action.summary, body: { id: '$1', name: '$2', uses: name, with: action.examples[0]?.with ?? {} } };
}

function anyReading(): JsonSchema {
  return { type: 'object', if: { required: ['uses'] }, then: { $ref: '#/$defs/reading-uses' }, else: { $ref: '#/$defs/reading-run' } };
}

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
