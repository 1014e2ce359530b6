import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Config, FrozenRunbook } from '../core/plan.ts';
import type { Runbook } from '../core/runbook.ts';
import { checkRules } from './check-rules.ts';
import { checkSchema } from './check-schema.ts';
import { place, type Diagnostic } from './diagnostics.ts';
import type { LoadFacts } from './facts.ts';
import type { Finding, Path, SourceFinding } from './finding.ts';
import { locate } from './locate.ts';
import { placedSteps } from './placed-steps.ts';
import { parseSource } from './source.ts';
import type { Source } from './source-tree.ts';

/** One file, read and checked as far as it can be without the others. */
export interface LoadedDocument {
  readonly file: string;
  /** As it names itself, where that is a text. */
  readonly name: string | undefined;
  /** Missing where the file is no YAML: then `refused` says why. */
  readonly source?: Source;
  readonly refused: readonly Diagnostic[];
  readonly document: JsonObject;
  readonly traps: readonly SourceFinding[];
  readonly findings: readonly Finding[];
  /** Set where the shape is right as far as references go: what is too much in it, or in params, does not count. */
  readonly runbook?: Runbook;
  /** Set where the shape is right. */
  readonly frozen?: FrozenRunbook;
}

export function loadDocument(file: string, bytes: Uint8Array, facts: LoadFacts, config: Config): LoadedDocument {
  const parsed = parseSource(file, bytes);
  if (parsed.status === 'invalid') {
    return { file, name: undefined, refused: parsed.findings.map(finding => place(parsed.source, finding)), document: {}, traps: [], findings: [] };
  }
  const { source, value, findings: traps } = parsed;
  const shape = checkSchema(value, facts);
  const document = isJsonObject(value) ? value : {};
  const findings = [...shape, ...checkRules({ document, facts, config, lineOf: path => locate(source, path).line })];
  const name = typeof document.name === 'string' ? document.name : undefined;
  const isSound = shape.length === 0 && !traps.some(trap => trap.severity !== 'warning');
  return {
    file,
    name,
    source,
    refused: [],
    document,
    traps,
    findings,
    ...(hasShape(document, shape) && { runbook: toRunbook(withoutStrangers(document, shape)) }),
    ...(isSound && { frozen: freezeRunbook(file, bytes, source.text, value) }),
  };
}

const HARMLESS = new Set(['unknown-key', 'misplaced-key', 'unknown-param', 'missing-param', 'unknown-action']);

function hasShape(document: JsonObject, shape: readonly Finding[]): boolean {
  return (
    shape.every(({ code, path, isMissed }) => (HARMLESS.has(code) && isMissed !== true) || isInWith(path)) &&
    placedSteps(document).every(({ kinds }) => kinds.length === 1)
  );
}

/** Inside the params of a step, a reading step or the rollback; an input may be named `with` too. */
function isInWith(path: Path): boolean {
  return path.some((part, index) => part === 'with' && (typeof path[index - 1] === 'number' || HOLDERS.has(String(path[index - 1]))));
}

const HOLDERS = new Set(['check', 'verify', 'rollback']);

/** Without the keys that do not belong where they stand: nobody knows their shape. */
function withoutStrangers(document: JsonObject, shape: readonly Finding[]): JsonObject {
  const strange = shape.filter(({ code }) => code === 'unknown-key' || code === 'misplaced-key');
  if (strange.length === 0) return document;
  const copy = structuredClone(document);
  for (const { path } of strange) {
    const holder = path.slice(0, -1).reduce<unknown>((at, part) => (at as Record<string | number, unknown>)[part], copy);
    Reflect.deleteProperty(holder as object, String(path.at(-1)));
  }
  return copy;
}

function freezeRunbook(file: string, bytes: Uint8Array, text: string, value: Json): FrozenRunbook {
  return { file, hash: createHash('sha256').update(bytes).digest('hex'), text, document: toRunbook(value) };
}

/** Only after the schema was satisfied, harmless findings aside. */
function toRunbook(value: Json): Runbook {
  return value as unknown as Runbook;
}
