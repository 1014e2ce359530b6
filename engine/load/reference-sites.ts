import type { Json, JsonObject } from '../core/json.ts';
import type { ReadingStep, Runbook, Step } from '../core/runbook.ts';
import type { JsonSchema } from '../core/schema/parts.ts';
import { ANY } from '../core/type-scope.ts';
import type { Path } from './finding.ts';
import { type ReferenceTypes, withNamedOutputs, withOutput } from './reference-types.ts';
import type { Standpoint } from './step-access.ts';
import type { StepPlace } from './step-index.ts';

/** A place of the document where references stand. */
export type Site = ConditionSite | TemplateSite;

export interface ConditionSite {
  readonly type: 'condition';
  readonly path: Path;
  readonly text: string;
  readonly from: Standpoint;
  readonly want: 'bool' | 'list' | 'any';
  readonly outputs?: JsonSchema;
  readonly now?: boolean;
}

export interface TemplateSite {
  readonly type: 'template';
  readonly path: Path;
  readonly value: Json;
  readonly from: Standpoint;
  /** What the value must be; `x-secret` in it allows secrets. */
  readonly wanted: JsonSchema;
  /** Steps may be missing: a rollback asks for what does not exist. */
  readonly mayMiss?: boolean;
  /** Only these roots, where not all. */
  readonly roots?: readonly string[];
  /** Only these inputs, where not all: a default sees those before it. */
  readonly inputs?: readonly string[];
}

const TEXT: JsonSchema = { type: 'string' };
/** Environment variables take anything, also a secret. */
const ENV: JsonSchema = { type: 'object', additionalProperties: { 'x-secret': true } };

/** Every condition and every template of a document, in the order in which they are written. */
export function* referenceSites(types: ReferenceTypes): Generator<Site> {
  const { document } = types;
  const start: Standpoint = { when: 'start', section: 'steps' };
  if (document.target !== undefined) yield template(['target'], document.target, start, { roots: ['inputs'] });
  yield* defaultSites(document, start);
  for (const [plugin, params] of Object.entries(document.defaults ?? {})) {
    yield template(['defaults', plugin], params, start, { wanted: ENV, mayMiss: true });
  }
  for (const place of types.index.places) yield* stepSites(types, place);
  yield* rollbackSites(types, document);
  for (const [name, text] of Object.entries(document.outputs ?? {})) {
    yield { type: 'condition', path: ['outputs', name], text, from: { when: 'end', section: 'outputs' }, want: 'any' };
  }
}

/** A default sees the inputs before it. */
function* defaultSites({ inputs = {} }: Runbook, from: Standpoint): Generator<Site> {
  const earlier: string[] = [];
  for (const [name, field] of Object.entries(inputs)) {
    const extras = { wanted: { type: field.type }, roots: ['inputs', 'today'], inputs: [...earlier] };
    if (field.default !== undefined) yield template(['inputs', name, 'default'], field.default, from, extras);
    earlier.push(name);
  }
}

function* rollbackSites({ facts }: ReferenceTypes, { rollback }: Runbook): Generator<Site> {
  const from: Standpoint = { when: 'end', section: 'rollback' };
  if (rollback?.if !== undefined) yield { type: 'condition', path: ['rollback', 'if'], text: rollback.if, from, want: 'bool' };
  if (rollback?.with) yield template(['rollback', 'with'], rollback.with, from, { wanted: inputsOf(facts.runbookOf(rollback.runbook)), mayMiss: true });
}

function* stepSites(types: ReferenceTypes, place: StepPlace): Generator<Site> {
  const { step, path, section } = place;
  const start: Standpoint = { place, when: 'start', section };
  const end: Standpoint = { place, when: 'end', section };
  const outputs = types.outputsOf(place);
  const condition = (key: string, text: string | undefined, want: 'bool' | 'list', extras: Partial<ConditionSite> = {}): readonly Site[] =>
    text === undefined ? [] : [{ type: 'condition', path: [...path, key], text, from: start, want, ...extras }];
  yield* condition('if', step.if, 'bool');
  yield* condition('foreach', step.foreach, 'list');
  yield* workSites(types, place, step, path);
  for (const key of ['name', 'confirm', 'manual', 'no-stop'] as const) yield* textSites(path, key, step[key], start);
  if (step.approve ?? step.ask) yield* textSites(path, 'description', step.description, start);
  yield* textSites(path, 'message', step.message, end);
  for (const key of ['timeout', 'every'] as const) yield* textSites(path, key, step[key], start, TEXT);
  if (step.show) yield template([...path, 'show'], step.show, start);
  if (step.retry) yield template([...path, 'retry', 'delay'], step.retry.delay, start, { wanted: TEXT });
  yield* kindSites(place, start);
  if (typeof step.check === 'string') yield* condition('check', step.check, 'bool', { outputs });
  else if (step.check) yield* readingSites(types, place, step.check, [...path, 'check']);
  yield* outputSites(types, place, step.outputs, types.ownOutputs(step), path, { now: true });
  yield* condition('until', step.until, 'bool', { from: end, outputs, now: true });
  yield* verifySites(types, place, end, outputs);
  if (step.repeat) yield { type: 'condition', path: [...path, 'repeat', 'while'], text: step.repeat.while, from: end, want: 'bool', outputs };
}

/** What `uses`, `run` and `runbook` are given. A script has no templates: another rule says so. */
function* workSites({ facts }: ReferenceTypes, place: StepPlace, step: Step | ReadingStep, path: Path): Generator<Site> {
  const from: Standpoint = { place, when: 'start', section: place.section };
  const nested = 'runbook' in step && step.runbook !== undefined ? inputsOf(facts.runbookOf(step.runbook)) : undefined;
  const params = step.uses === undefined ? nested : facts.paramsOf(step.uses);
  if (step.with) yield template([...path, 'with'], step.with, from, { wanted: params ?? ANY });
  if (typeof step.run === 'object') yield template([...path, 'run'], step.run, from);
  if (step.cwd !== undefined) yield template([...path, 'cwd'], step.cwd, from, { wanted: TEXT });
  if (step.env) yield template([...path, 'env'], step.env, from, { wanted: ENV });
}

/** What the other kinds say. */
function* kindSites({ step, path }: StepPlace, from: Standpoint): Generator<Site> {
  if (typeof step.wait === 'string') yield template([...path, 'wait'], step.wait, from, { wanted: TEXT });
  else if (step.wait) {
    yield { type: 'condition', path: [...path, 'wait', 'until'], text: step.wait.until, from, want: 'bool', now: true };
    for (const key of ['every', 'timeout'] as const) yield* textSites([...path, 'wait'], key, step.wait[key], from, TEXT);
  }
  if (step.stop) yield* textSites([...path, 'stop'], 'reason', step.stop.reason, from);
  for (const kind of ['freeze', 'unfreeze'] as const) {
    for (const [key, text] of Object.entries(step[kind] ?? {})) yield* textSites([...path, kind], key, text, from);
  }
  for (const [name, field] of Object.entries(step.ask ?? {})) {
    const at = [...path, 'ask', name];
    yield* textSites(at, 'title', field.title, from);
    if (field.default !== undefined) yield template([...at, 'default'], field.default, from, { wanted: { type: field.type } });
    if (field.options !== undefined) yield { type: 'condition', path: [...at, 'options'], text: field.options, from, want: 'list' };
  }
}

function* textSites(path: Path, key: string, text: string | undefined, from: Standpoint, wanted = ANY): Generator<Site> {
  if (text !== undefined) yield template([...path, key], text, from, { wanted });
}

/** Each named output sees the action's own and those before it. */
function* outputSites(
  types: ReferenceTypes,
  place: StepPlace,
  named: Step['outputs'],
  own: JsonSchema,
  path: Path,
  extras: { now?: true } = {},
): Generator<Site> {
  const from: Standpoint = { place, when: 'end', section: place.section };
  let outputs = own;
  for (const [name, text] of Object.entries(named ?? {})) {
    yield { type: 'condition', path: [...path, 'outputs', name], text, from, want: 'any', outputs, ...extras };
    outputs = withOutput(types, place, outputs, name, text);
  }
}

function* verifySites(types: ReferenceTypes, place: StepPlace, from: Standpoint, outputs: JsonSchema): Generator<Site> {
  const { step } = place;
  const path = [...place.path, 'verify'];
  const { verify } = step;
  if (typeof verify === 'string') yield { type: 'condition', path, text: verify, from, want: 'bool', outputs };
  else if (isGuardList(verify)) {
    for (const [index, guard] of verify.entries()) {
      yield { type: 'condition', path: [...path, index, 'that'], text: guard.that, from, want: 'bool', outputs };
      yield template([...path, index, 'message'], guard.message, from);
    }
  } else if (verify) yield* readingSites(types, place, verify, path);
}

/** A reading step in `check` or `verify`: inside of it `outputs` are its own. */
function* readingSites(types: ReferenceTypes, place: StepPlace, reading: ReadingStep, path: Path): Generator<Site> {
  const { verify, outputs: named, ...work } = reading;
  yield* workSites(types, place, reading, path);
  const own = types.ownOutputs({ id: place.step.id, ...work });
  yield* outputSites(types, place, named, own, path);
  const outputs = withNamedOutputs(types, place, own, named);
  const from: Standpoint = { place, when: 'end', section: place.section };
  if (verify !== undefined) yield { type: 'condition', path: [...path, 'verify'], text: verify, from, want: 'bool', outputs };
}

function isGuardList(verify: Step['verify']): verify is readonly { readonly that: string; readonly message: string }[] {
  return Array.isArray(verify);
}

function inputsOf(document: Runbook | undefined): JsonSchema {
  const fields = Object.entries(document?.inputs ?? {}).map(([name, field]) => [name, { type: field.type }] as const);
  return document ? { type: 'object', properties: Object.fromEntries(fields) } : ANY;
}

function template(path: Path, value: Json | JsonObject | readonly string[], from: Standpoint, extras: Partial<TemplateSite> = {}): TemplateSite {
  return { type: 'template', path, value, from, wanted: ANY, ...extras };
}
