import { checkField } from '../core/field.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { nestedMessages as say } from '../core/messages/rules.ts';
import { nearestName } from '../core/nearest.ts';
import type { FieldSchema } from '../core/runbook.ts';
import { LABEL_PATTERN } from '../core/schema/parts.ts';
import type { FoundRunbook } from './find-runbook.ts';
import type { Finding, Path } from './finding.ts';
import type { LoadedDocument } from './load-document.ts';
import { placedSteps } from './placed-steps.ts';

/** A place where a runbook names another: a step, or `rollback`. */
export interface RunbookCall {
  readonly name: string;
  readonly with: JsonObject;
  /** Of the map that holds `runbook:`. */
  readonly path: Path;
  /** A rollback asks for what it was not given. */
  readonly mayAsk: boolean;
}

export type CallLookup = (name: string) => FoundRunbook;

export function callsOf({ document }: Pick<LoadedDocument, 'document'>): readonly RunbookCall[] {
  const rollback = isJsonObject(document.rollback) ? [toCall(document.rollback, ['rollback'], true)] : [];
  return [...placedSteps(document).map(({ step, path }) => toCall(step, path, false)), ...rollback].flatMap(call => call ?? []);
}

const LABEL = new RegExp(LABEL_PATTERN);

function toCall(holder: JsonObject, path: Path, mayAsk: boolean): RunbookCall | undefined {
  if (typeof holder.runbook !== 'string' || !LABEL.test(holder.runbook)) return undefined;
  return { name: holder.runbook, with: isJsonObject(holder.with) ? holder.with : {}, path, mayAsk };
}

/** The named runbook exists, and what it is given fits its inputs. */
export function checkCall(call: RunbookCall, found: FoundRunbook, target: LoadedDocument | undefined): readonly Finding[] {
  if (found.status === 'missing') {
    const { code, message, hint } = found;
    return [{ code, path: [...call.path, 'runbook'], message, ...(hint !== undefined && { hint }) }];
  }
  const inputs = target?.document.inputs ?? {};
  if (!target?.frozen || !isJsonObject(inputs)) return [];
  const given = Object.entries(call.with).flatMap(([key, value]) => checkGiven(call, key, value, inputs));
  const present = new Set(Object.keys(call.with).flatMap(key => (Object.hasOwn(inputs, key) ? key : (nearestName(key, Object.keys(inputs)) ?? []))));
  const missing = call.mayAsk ? [] : Object.keys(inputs).filter(name => isRequired(inputs[name]) && !present.has(name));
  const place = Object.keys(call.with).length > 0 ? 'with' : 'runbook';
  return [...given, ...missing.map(name => ({ code: 'missing-input', path: [...call.path, place], key: true, ...say.missingInput(call.name, name) }))];
}

/** A value with a template in it is checked by its type, with the other references. */
function checkGiven(call: RunbookCall, key: string, value: Json, inputs: JsonObject): readonly Finding[] {
  const path = [...call.path, 'with', key];
  const known = Object.keys(inputs);
  const field = Object.hasOwn(inputs, key) ? inputs[key] : undefined;
  if (!isJsonObject(field)) return [{ code: 'unknown-input', path, key: true, ...say.unknownInput(call.name, key, nearestName(key, known), known) }];
  if (JSON.stringify(value).includes('{{')) return [];
  const problem = checkField(field as unknown as FieldSchema, value);
  return problem === undefined ? [] : [{ code: 'bad-input', path, ...say.badInput(key, problem) }];
}

function isRequired(field: Json | undefined): boolean {
  return isJsonObject(field) && field.default === undefined;
}

/** Runbooks that would run each other without end; each cycle once, at the place that closes it. */
export function findCycles(
  outermost: LoadedDocument,
  documents: ReadonlyMap<string, LoadedDocument>,
): readonly { readonly document: LoadedDocument; readonly finding: Finding }[] {
  const cycles: { readonly document: LoadedDocument; readonly finding: Finding }[] = [];
  const done = new Set<LoadedDocument>();
  const visit = (document: LoadedDocument, trail: readonly LoadedDocument[]): void => {
    for (const call of callsOf(document)) {
      const next = documents.get(call.name);
      if (!next || done.has(next)) continue;
      const start = [...trail, document].indexOf(next);
      if (start < 0) visit(next, [...trail, document]);
      else {
        const names = [...trail, document, next].slice(start).map(item => item.name ?? item.file);
        cycles.push({ document, finding: { code: 'runbook-cycle', path: [...call.path, 'runbook'], ...say.cycle(names) } });
      }
    }
    done.add(document);
  };
  visit(outermost, []);
  return cycles;
}
