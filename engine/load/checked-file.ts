import { isJsonObject, type JsonObject } from '../core/json.ts';
import { configMessages } from '../core/messages/rules.ts';
import type { Sentence } from '../core/messages/source.ts';
import type { JsonSchema } from '../core/schema.ts';
import { without } from '../core/schema/parts.ts';
import { place, sortDiagnostics, toDiagnostics, wholeFile, type Diagnostic } from './diagnostics.ts';
import { explainErrors } from './explain-errors.ts';
import { describe } from './explain-type.ts';
import { readRegularFile, shownPath, type ReadFile } from './find-runbook.ts';
import type { Finding } from './finding.ts';
import type { Validate } from './schema-error.ts';
import { parseSource } from './source.ts';

/** A kind of file that only rehearsals need: a world, a test. */
export interface CheckedKind {
  readonly cwd: string;
  readonly readFile?: ReadFile;
  readonly schema: JsonSchema;
  /** A phrase for the document: `The world`. */
  readonly name: string;
  readonly missing: { readonly code: string; readonly say: (file: string) => Sentence };
  /** What the schema cannot say; asked also where the schema found something. */
  readonly rules: (document: JsonObject, shape: readonly Finding[]) => readonly Finding[] | Promise<readonly Finding[]>;
}

export type CheckedFile =
  | { readonly status: 'ok'; readonly file: string; readonly text: string; readonly document: JsonObject; readonly diagnostics: readonly Diagnostic[] }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/** Reads a file and checks it by its schema and its rules. */
export async function loadCheckedFile(path: string, kind: CheckedKind): Promise<CheckedFile> {
  const file = shownPath(path, kind.cwd);
  const bytes = tryRead(path, kind.readFile ?? readRegularFile);
  if (!bytes) return { status: 'invalid', diagnostics: [wholeFile(file, kind.missing.code, kind.missing.say(file))] };
  const parsed = parseSource(file, bytes);
  if (parsed.status === 'invalid') return { status: 'invalid', diagnostics: parsed.findings.map(finding => place(parsed.source, finding)) };
  const { source, value, findings: traps } = parsed;
  const findings = isJsonObject(value) ? await check(value, kind) : [{ code: 'wrong-type', path: [], ...configMessages.notAMap(describe(value)) }];
  const diagnostics = sortDiagnostics(toDiagnostics(source, traps, findings));
  if (diagnostics.some(item => item.severity === 'error') || !isJsonObject(value)) return { status: 'invalid', diagnostics };
  return { status: 'ok', file, text: source.text, document: value, diagnostics };
}

/** The compiler is loaded only here: no other command needs it once the validators are built. */
async function check(value: JsonObject, { schema, name, rules }: CheckedKind): Promise<readonly Finding[]> {
  const { compileSchema } = await import('./compile-validators.ts');
  const known = compiled.get(schema);
  const checked = known?.schema ?? without(schema, '$schema');
  const validate = known?.validate ?? compileSchema(checked);
  compiled.set(schema, { schema: checked, validate });
  const shape = explainErrors(validate(value), { value, path: [], schema: checked, place: name });
  return [...shape, ...(await rules(value, shape))];
}

/** By the schema as it was given. */
const compiled = new WeakMap<JsonSchema, { readonly schema: JsonSchema; readonly validate: Validate }>();

function tryRead(path: string, readFile: ReadFile): Uint8Array | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}
