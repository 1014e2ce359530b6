import type { Plugin } from '../core/action.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { configMessages as say } from '../core/messages/rules.ts';
import { composeWorldSchema } from '../core/schema.ts';
import { without } from '../core/schema/parts.ts';
import type { StandIns } from '../core/schema/world.ts';
import { place, sortDiagnostics, toDiagnostics, wholeFile, type Diagnostic } from './diagnostics.ts';
import { explainErrors } from './explain-errors.ts';
import { describe } from './explain-type.ts';
import { readRegularFile, shownPath, type ReadFile } from './find-runbook.ts';
import type { Finding } from './finding.ts';
import { parseSource } from './source.ts';

export interface WorldOptions {
  readonly cwd: string;
  readonly plugins: readonly Plugin[];
  readonly readFile?: ReadFile;
}

export type WorldResult =
  | { readonly status: 'ok'; readonly file: string; readonly text: string; readonly document: JsonObject; readonly diagnostics: readonly Diagnostic[] }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/** Reads and checks a world file by the schemas of all stand-ins. */
export async function loadWorld(path: string, { cwd, plugins, readFile = readRegularFile }: WorldOptions): Promise<WorldResult> {
  const file = shownPath(path, cwd);
  const bytes = tryRead(path, readFile);
  if (!bytes) return { status: 'invalid', diagnostics: [wholeFile(file, 'no-world', say.noWorld(file))] };
  const parsed = parseSource(file, bytes);
  if (parsed.status === 'invalid') return { status: 'invalid', diagnostics: parsed.findings.map(finding => place(parsed.source, finding)) };
  const { source, value, findings: traps } = parsed;
  const findings = isJsonObject(value) ? await checkWorld(value, plugins) : [{ code: 'wrong-type', path: [], ...say.notAMap(describe(value)) }];
  const diagnostics = sortDiagnostics(toDiagnostics(source, traps, findings));
  if (diagnostics.some(item => item.severity === 'error') || !isJsonObject(value)) return { status: 'invalid', diagnostics };
  return { status: 'ok', file, text: source.text, document: value, diagnostics };
}

/** The stand-ins of all plugins that have one, by plugin. */
export async function loadStandIns(plugins: readonly Plugin[]): Promise<StandIns> {
  const loaded = await Promise.all(plugins.map(async plugin => [plugin.name, await plugin.standIn?.()] as const));
  return Object.fromEntries(loaded.flatMap(([name, standIn]) => (standIn ? [[name, standIn] as const] : [])));
}

/** The compiler is loaded only here: no other command needs it once the validators are built. */
async function checkWorld(value: JsonObject, plugins: readonly Plugin[]): Promise<readonly Finding[]> {
  const { compileSchema } = await import('./compile-validators.ts');
  const checked = without(composeWorldSchema(plugins, await loadStandIns(plugins)), '$schema');
  const findings = explainErrors(compileSchema(checked)(value), { value, path: [], schema: checked, place: 'The world' });
  const people = isJsonObject(value.people) ? Object.keys(value.people) : [];
  const { starter } = value;
  const isStranger = typeof starter === 'string' && people.length > 0 && !people.includes(starter);
  return isStranger ? [...findings, { code: 'unknown-starter', path: ['starter'], ...say.unknownStarter(starter) }] : findings;
}

function tryRead(path: string, readFile: ReadFile): Uint8Array | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}
