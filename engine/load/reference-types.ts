import { checkExpression } from '../core/check-expression.ts';
import { expressionReferences } from '../core/expression.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import type { Reference } from '../core/scope.ts';
import type { JsonSchema } from '../core/schema/parts.ts';
import { ANY, MOMENT, type TypeScope, fieldOf, itemsOf, kindOf } from '../core/type-scope.ts';
import { TARGET, fieldsSchema, ownOutputs, runSchema, stepSchema } from './outputs-schema.ts';
import { type Standpoint, accessTo } from './step-access.ts';
import { type StepIndex, type StepPlace, indexSteps, selfAndAround } from './step-index.ts';

/** What the checks must be told about the world outside of the document. */
export interface ReferenceFacts {
  /** Schema of the outputs of the action that a step uses. */
  outputsOf(step: Step): JsonSchema | undefined;
  paramsOf(action: string): JsonSchema | undefined;
  /** Whether an action tells its outputs also where its own check finds it done. */
  checksItself?(action: string): boolean;
  /** Another runbook, by its name. */
  runbookOf(name: string): Runbook | undefined;
}

/** The types of everything that a document can refer to. */
export interface ReferenceTypes {
  readonly document: Runbook;
  readonly facts: ReferenceFacts;
  readonly index: StepIndex;
  /** What a step puts out by itself. */
  ownOutputs(step: Step): JsonSchema;
  /** What `steps.ID.outputs` is, and `outputs` inside the step. */
  outputsOf(place: StepPlace): JsonSchema;
  /** The scope of an expression at a place, holding only the steps that `references` name. */
  scopeAt(from: Standpoint, references: readonly Reference[], extras?: ScopeExtras): TypeScope;
}

export interface ScopeExtras {
  /** The step's own outputs, where they can be seen. */
  readonly outputs?: JsonSchema;
  /** Whether `now` is there. */
  readonly now?: boolean;
}

export function referenceTypes(document: Runbook, facts: ReferenceFacts): ReferenceTypes {
  const outputs = new Map<StepPlace, JsonSchema>();
  const items = new Map<StepPlace, JsonSchema>();
  const inputs = fieldsSchema(document.inputs ?? {});
  const types: ReferenceTypes = {
    document,
    facts,
    index: indexSteps(document),
    ownOutputs: step => ownOutputs(step, { action: facts.outputsOf.bind(facts), runbook: name => outputsOfRunbook(facts.runbookOf(name), facts) }),
    outputsOf: place => outputs.get(place) ?? ANY,
    scopeAt: (from, references, extras = {}) => ({
      inputs,
      steps: stepsSchema(types, from, references),
      run: runSchema(from),
      target: TARGET,
      ...itemTypes(from.place, items),
      ...(extras.outputs && { outputs: extras.outputs }),
      ...(extras.now === true && { now: MOMENT }),
    }),
  };
  walkInOrder(types.index.places, {
    enter: place => {
      if (place.step.foreach !== undefined) items.set(place, itemsOf(typeOf(types, place.step.foreach, { place, when: 'start', section: place.section })));
    },
    leave: place => outputs.set(place, withNamedOutputs(types, place, types.ownOutputs(place.step), place.step.outputs)),
  });
  return types;
}

/** The outputs of an action with the values that a step names on top, in order: each sees those before it. */
export function withNamedOutputs(types: ReferenceTypes, place: StepPlace, own: JsonSchema, named: Step['outputs']): JsonSchema {
  return Object.entries(named ?? {}).reduce((outputs, [name, text]) => withOutput(types, place, outputs, name, text), own);
}

export function withOutput(types: ReferenceTypes, place: StepPlace, outputs: JsonSchema, name: string, text: string): JsonSchema {
  const type = typeOf(types, text, { place, when: 'end', section: place.section }, { outputs, now: true });
  const { properties = {}, required = [] } = outputs as { readonly properties?: object; readonly required?: readonly string[] };
  return {
    ...outputs,
    ...(kindOf(outputs) === 'any' && { additionalProperties: true }),
    type: 'object',
    properties: { ...properties, [name]: type },
    required: [...required, name],
  };
}

const inProgress = new Set<Runbook>();
const finished = new WeakMap<ReferenceFacts, Map<Runbook, JsonSchema>>();

/** What a `runbook` step sees of another runbook. Computed once for each; one that runs itself (refused elsewhere) is anything. */
function outputsOfRunbook(document: Runbook | undefined, facts: ReferenceFacts): JsonSchema {
  if (!document || inProgress.has(document)) return ANY;
  const known = finished.get(facts) ?? new Map<Runbook, JsonSchema>();
  finished.set(facts, known);
  const done = known.get(document);
  if (done) return done;
  inProgress.add(document);
  try {
    const types = referenceTypes(document, facts);
    const properties = Object.fromEntries(
      Object.entries(document.outputs ?? {}).map(([name, text]) => [name, typeOf(types, text, { when: 'end', section: 'outputs' })]),
    );
    const schema = { type: 'object', properties, required: Object.keys(properties) };
    known.set(document, schema);
    return schema;
  } finally {
    inProgress.delete(document);
  }
}

function typeOf(types: ReferenceTypes, text: string, from: Standpoint, extras: ScopeExtras = {}): JsonSchema {
  return checkExpression(text, types.scopeAt(from, expressionReferences(text), extras), 'any').type;
}

/** Whatever a step may refer to is left before the step is entered, or lies inside of it. */
function walkInOrder(places: readonly StepPlace[], visit: { enter(place: StepPlace): void; leave(place: StepPlace): void }): void {
  const open: StepPlace[] = [];
  const leaveBefore = (start: number): void => {
    for (let last = open.at(-1); last && last.end < start; last = open.at(-1)) {
      open.pop();
      visit.leave(last);
    }
  };
  for (const place of places) {
    leaveBefore(place.start);
    visit.enter(place);
    open.push(place);
  }
  leaveBefore(Number.POSITIVE_INFINITY);
}

/** Only the named steps; one that may not be referred to here has a finding of its own and is anything. */
function stepsSchema(types: ReferenceTypes, from: Standpoint, references: readonly Reference[]): JsonSchema {
  const ids = new Set(references.flatMap(([root, id]) => (root === 'steps' && id !== undefined ? [id] : [])));
  const properties: Record<string, JsonSchema> = {};
  for (const id of ids) {
    const place = types.index.byId.get(id);
    const access = place && accessTo(place, from).status;
    properties[id] = place && (access === 'ok' || access === 'each') ? stepSchema(place.step, types.outputsOf(place)) : ANY;
  }
  return { type: 'object', properties, required: [...ids], additionalProperties: true };
}

function itemTypes(place: StepPlace | undefined, items: ReadonlyMap<StepPlace, JsonSchema>): Record<string, JsonSchema> {
  const found = [...selfAndAround(place)].filter(({ step }) => step.foreach !== undefined);
  return Object.fromEntries(found.toReversed().map(around => [around.step.as ?? 'item', items.get(around) ?? ANY]));
}

/** The schema below a place inside a value; `isSecret` where it, or what it stands in, may hold a secret. */
export function schemaBelow(schema: JsonSchema, at: readonly (string | number)[]): { readonly schema: JsonSchema; readonly isSecret: boolean } {
  let [here, isSecret] = [schema, schema['x-secret'] === true];
  for (const part of at) {
    const field = fieldOf(here, String(part));
    here = field.status === 'ok' ? field.schema : ANY;
    isSecret ||= here['x-secret'] === true;
  }
  return { schema: here, isSecret };
}
