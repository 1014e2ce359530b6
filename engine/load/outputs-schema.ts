import { type FieldSchema, type Step, stepKind } from '../core/runbook.ts';
import type { JsonSchema } from '../core/schema/parts.ts';
import { ANY, closedProperties, kindOf, orNull } from '../core/type-scope.ts';
import type { Standpoint } from './step-access.ts';
import { selfAndAround } from './step-index.ts';

const TEXT: JsonSchema = { type: 'string' };
const FLAG: JsonSchema = { type: 'boolean' };

/** `target` */
export const TARGET: JsonSchema = object({ open: FLAG, frozen: FLAG });

const STATUSES = ['pending', 'running', 'waiting', 'succeeded', 'skipped', 'failed', 'unknown', 'cancelled'];
const OUTCOMES = ['succeeded', 'failed', 'cancelled'];

/** Outputs that are declared elsewhere: by an action, by another runbook. */
export interface OutputsElsewhere {
  action(step: Step): JsonSchema | undefined;
  runbook(name: string): JsonSchema | undefined;
}

/** What a step puts out by itself, before its `outputs:`. */
export function ownOutputs(step: Step, of: OutputsElsewhere): JsonSchema {
  const kind = stepKind(step);
  switch (kind) {
    case 'uses':
      return of.action(step) ?? ANY;
    case 'run':
      return object({ stdout: TEXT, stderr: TEXT, exit_code: { type: 'integer' }, json: ANY }, ['stdout', 'stderr', 'exit_code']);
    case 'confirm':
    case 'approve':
    case 'manual':
      return gate({});
    case 'ask':
      return gate(step.ask ?? {});
    case 'runbook':
      return of.runbook(step.runbook ?? '') ?? ANY;
    default:
      return object({});
  }
}

/** `steps.ID` */
export function stepSchema(step: Step, outputs: JsonSchema): JsonSchema {
  const common = { status: { type: 'string', enum: STATUSES }, overridden: FLAG };
  return object(step.foreach === undefined ? { ...common, outputs } : { ...common, outputs, each: { type: 'array', items: outputs } });
}

/** `run`; what it ended as is there only where it has ended. */
export function runSchema({ section, place }: Standpoint): JsonSchema {
  const always = { id: TEXT, starter: TEXT, started: TEXT, override: TEXT, rollback_of: TEXT };
  const isHandler = [...selfAndAround(place)].some(step => step.isHandler);
  if (!isHandler && (section === 'steps' || section === 'outputs')) return object(always);
  const failure = object({ step: TEXT, name: TEXT, code: TEXT, message: TEXT, hint: TEXT }, ['step', 'name', 'code', 'message']);
  const all = { ...always, outcome: { type: 'string', enum: OUTCOMES }, duration: TEXT, failure };
  return object(all, section === 'finally' ? Object.keys(all).filter(name => name !== 'failure') : Object.keys(all));
}

/** Inputs, or the fields of an `ask`. */
export function fieldsSchema(fields: Readonly<Record<string, FieldSchema>>): JsonSchema {
  return object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])));
}

function fieldSchema(field: FieldSchema): JsonSchema {
  const schema: JsonSchema = { type: field.type, ...(field.enum && { enum: field.enum }), ...(field.items !== undefined && { items: field.items }) };
  return field.default === null ? orNull(schema) : schema;
}

function gate(fields: Readonly<Record<string, FieldSchema>>): JsonSchema {
  const properties = { ...closedProperties(fieldsSchema(fields)), decision: TEXT, by: TEXT };
  return object(properties);
}

function object(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = Object.keys(properties)): JsonSchema {
  return { type: 'object', properties, required };
}

/** Whether a value of one type can stand where another is wanted. */
export function fits(given: JsonSchema, wanted: JsonSchema): boolean {
  const [from, to] = [kindOf(given), kindOf(wanted)];
  return from === to || from === 'any' || to === 'any' || from === 'null' || (from === 'integer' && to === 'number');
}
