import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fail, isFailureError } from '../core/failure.ts';
import { type Json, type JsonObject, isJsonObject, textOf } from '../core/json.ts';
import { differenceTexts as say } from '../core/messages/differences.ts';
import { type SavedPlan, hashedText } from '../core/planning/saved-plan.ts';
import { planFileSchema } from '../core/schema/plan-file.ts';
import { explainErrors } from '../load/explain-errors.ts';
import { readRegularFile } from '../load/find-runbook.ts';
import { writeGiven } from './write-given.ts';

/** Bytes. The plan of a runbook as large as one may be is far smaller. */
const LARGEST = 64 * 1024 * 1024;

/** Writes a plan with its hash, readable by its owner alone: it shows what production looks like. Fails with code `unwritable`. */
export function writeSavedPlan(file: string, cwd: string, plan: Omit<SavedPlan, 'hash'>): SavedPlan {
  const saved: SavedPlan = { ...plan, hash: hashOf(plan) };
  writeGiven(
    file,
    cwd,
    `${JSON.stringify(saved, null, 1)}
`,
    0o600,
  );
  return saved;
}

/** A plan as it was saved. Fails with code `plan-file` where it is none, or was edited since. */
export async function readSavedPlan(given: string, cwd: string): Promise<SavedPlan> {
  const value = parse(given, read(given, resolve(cwd, given)));
  const version = value['v'];
  if (value['format'] === 'runbook-plan' && version !== 1) return fail({ code: 'plan-file', message: say.otherVersion(given, textOf(version ?? null)) });
  const { compileSchema } = await import('../load/compile-validators.ts');
  const schema = planFileSchema();
  const [finding] = explainErrors(compileSchema(schema)(value), { value, path: [], schema, place: 'The plan' });
  if (finding) return fail({ code: 'plan-file', message: say.unreadable(given, `${finding.path.join('.')} ${finding.message}`.trim()) });
  const saved = value as unknown as SavedPlan;
  return saved.hash === hashOf(saved) ? saved : fail({ code: 'plan-file', message: say.edited(given) });
}

function hashOf(plan: Omit<SavedPlan, 'hash'>): string {
  return createHash('sha256').update(hashedText(plan)).digest('hex');
}

function read(given: string, path: string): string {
  try {
    const bytes = readRegularFile(path, LARGEST);
    if (bytes.byteLength > LARGEST) return fail({ code: 'plan-file', message: say.tooLarge(given, LARGEST) });
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (isFailureError(error)) throw error;
    return fail({ code: 'plan-file', message: say.unreadable(given, reason(error)) }, error);
  }
}

function parse(given: string, text: string): JsonObject {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : fail({ code: 'plan-file', message: say.unreadable(given, 'it is no map') });
  } catch (error) {
    if (error instanceof SyntaxError) return fail({ code: 'plan-file', message: say.unreadable(given, 'it is no JSON') }, error);
    throw error;
  }
}

function reason(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return say.noFile;
  return error instanceof Error ? error.message : String(error);
}
