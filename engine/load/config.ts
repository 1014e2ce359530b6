import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from '../core/action.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { configMessages as say, nestedMessages } from '../core/messages/rules.ts';
import type { Config } from '../core/plan.ts';
import { without } from '../core/schema/parts.ts';
import { checkBy } from './check-schema.ts';
import { place, sortDiagnostics, toDiagnostics, wholeFile, type Diagnostic } from './diagnostics.ts';
import { describe } from './explain-type.ts';
import { loadFacts, type LoadFacts } from './facts.ts';
import { readRegularFile, shownPath, type ReadFile } from './find-runbook.ts';
import type { Finding } from './finding.ts';
import { checkProjects } from './rules/projects.ts';
import { parseSource } from './source.ts';

export const CONFIG_FILE = 'runbook.config.yml';

export interface ConfigOptions {
  /** Where the search begins; it goes upward from there. */
  readonly cwd: string;
  readonly plugins: readonly Plugin[];
  readonly readFile?: ReadFile;
}

export type ConfigResult =
  /** `folder`: relative paths of runbooks resolve against it. `file` is missing where there is no configuration. */
  | { readonly status: 'ok'; readonly config: Config; readonly folder: string; readonly file?: string }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/** The configuration of the nearest folder upward that has one, with defaults filled in. */
export function loadConfig({ cwd, plugins, readFile = readRegularFile }: ConfigOptions): ConfigResult {
  const path = findUpward(resolve(cwd));
  if (path === undefined) return { status: 'ok', config: withDefaults({}), folder: resolve(cwd) };
  const file = shownPath(path, cwd);
  try {
    return parseConfig(path, file, readFile(path), loadFacts(plugins));
  } catch (error) {
    return {
      status: 'invalid',
      diagnostics: [wholeFile(file, 'unreadable', nestedMessages.unreadable(error instanceof Error ? error.message : String(error)))],
    };
  }
}

function findUpward(folder: string): string | undefined {
  const path = join(folder, CONFIG_FILE);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpward(parent);
}

function parseConfig(path: string, file: string, bytes: Uint8Array, facts: LoadFacts): ConfigResult {
  const parsed = parseSource(file, bytes);
  if (parsed.status === 'invalid') return { status: 'invalid', diagnostics: parsed.findings.map(finding => place(parsed.source, finding)) };
  const { source, value, findings: traps } = parsed;
  const findings = isJsonObject(value) ? checkConfig(value, facts) : [{ code: 'wrong-type', path: [], ...say.notAMap(describe(value)) }];
  const diagnostics = sortDiagnostics(toDiagnostics(source, traps, findings));
  if (diagnostics.some(item => item.severity === 'error') || !isJsonObject(value)) return { status: 'invalid', diagnostics };
  return { status: 'ok', config: withDefaults(value), folder: dirname(path), file };
}

function checkConfig(value: JsonObject, facts: LoadFacts): readonly Finding[] {
  const connections = isJsonObject(value.connections) ? Object.entries(value.connections) : [];
  return [
    ...checkBy('config', value, [], 'The configuration', facts),
    ...connections.flatMap(([name, connection]) => (isJsonObject(connection) ? checkConnection(name, connection, facts) : [])),
    ...checkTimeZone(value),
    ...checkAbsences(value),
    ...checkProjects(value, facts),
  ];
}

/** By the schema of its plugin; one whose plugin is not known is told by the common schema. */
function checkConnection(name: string, connection: JsonObject, facts: LoadFacts): readonly Finding[] {
  return typeof connection.plugin === 'string'
    ? checkBy(`connection.${connection.plugin}`, connection, ['connections', name], `The connection \`${name}\``, facts)
    : [];
}

function checkTimeZone(value: JsonObject): readonly Finding[] {
  const zone = value['time-zone'];
  if (typeof zone !== 'string') return [];
  try {
    void new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    return [{ code: 'bad-time-zone', path: ['time-zone'], ...say.timeZone(zone) }];
  }
}

function checkAbsences({ absences }: JsonObject): readonly Finding[] {
  if (!Array.isArray(absences)) return [];
  return absences.flatMap((absence: unknown, index): readonly Finding[] => {
    const isReversed = isJsonObject(absence) && typeof absence.from === 'string' && typeof absence.to === 'string' && absence.to < absence.from;
    return isReversed ? [{ code: 'reversed-limits', path: ['absences', index, 'to'], ...say.reversedAbsence }] : [];
  });
}

/** Called only with what the schema has accepted. */
function withDefaults(value: JsonObject): Config {
  const defaults: Config = { 'time-zone': Intl.DateTimeFormat().resolvedOptions().timeZone, connections: {}, groups: {}, holidays: {}, absences: [] };
  return { ...defaults, ...(without(value, 'version') as Partial<Config>) };
}
