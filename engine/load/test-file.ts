import { dirname, join } from 'node:path';
import type { Plugin } from '../core/action.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { testFileMessages as say } from '../core/messages/testing.ts';
import type { Config, FrozenPlan } from '../core/plan.ts';
import { type Program, compileProgram } from '../core/program.ts';
import { namedActions } from '../core/schema/actions.ts';
import type { TestFile } from '../core/testing/test-file.ts';
import { loadCheckedFile } from './checked-file.ts';
import type { Diagnostic } from './diagnostics.ts';
import { findRunbook, readRegularFile } from './find-runbook.ts';
import type { Finding } from './finding.ts';
import { type LoadResult, loadRunbook } from './load-runbook.ts';
import { rehearsalSchemas } from './rehearsal-schemas.ts';
import { type TestFacts, checkTestCase } from './test-rules.ts';
import { loadWorld } from './world.ts';

export interface TestFileOptions {
  readonly cwd: string;
  readonly plugins: readonly Plugin[];
  readonly config: Config;
}

/** A test file that fits its runbook and worlds, which are valid themselves. */
export interface LoadedTest {
  readonly status: 'ok';
  readonly file: string;
  readonly path: string;
  readonly document: TestFile;
  /** Path of the runbook. */
  readonly runbook: string;
  /** World documents by their paths, and of each case its path. */
  readonly worlds: ReadonlyMap<string, JsonObject>;
  readonly worldOf: (world: string | undefined) => string;
}

export type TestFileResult = LoadedTest | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/** Reads a test file with the runbook and the worlds that it names, and checks every name in it. */
export async function loadTestFile(path: string, options: TestFileOptions): Promise<TestFileResult> {
  const found: Found = { worlds: new Map(), invalid: [] };
  const loaded = await loadCheckedFile(path, {
    cwd: options.cwd,
    schema: (await rehearsalSchemas(options.plugins)).test,
    name: 'The test',
    missing: { code: 'no-test', say: say.noTest },
    rules: async (document, shape) => (shape.length > 0 ? [] : checkNames(document as unknown as TestFile, path, found, options)),
  });
  if (loaded.status === 'invalid') return loaded;
  if (found.invalid.length > 0 || found.runbook === undefined) return { status: 'invalid', diagnostics: found.invalid };
  const { runbook, worlds } = found;
  return {
    status: 'ok',
    file: loaded.file,
    path,
    document: loaded.document as unknown as TestFile,
    runbook,
    worlds,
    worldOf: world => worldPath(runbook, path, world),
  };
}

interface Found {
  runbook?: string;
  readonly worlds: Map<string, JsonObject>;
  /** Of the files that the test names. */
  invalid: readonly Diagnostic[];
}

async function checkNames(test: TestFile, path: string, found: Found, { cwd, plugins, config }: TestFileOptions): Promise<readonly Finding[]> {
  const dir = dirname(path);
  const lead = findRunbook(test.runbook, dir, cwd, readRegularFile);
  if (lead.status === 'missing') {
    const { code, message, hint } = lead;
    return [{ code, path: ['runbook'], message, ...(hint === undefined ? {} : { hint }) }];
  }
  found.runbook = lead.path;
  const runbook = loadRunbook(lead.path, { dir, cwd, plugins, config });
  const paths = new Set(test.cases.map(({ world }) => worldPath(lead.path, path, world)));
  const worlds = await Promise.all([...paths].map(async world => [world, await loadWorld(world, { cwd, plugins })] as const));
  for (const [world, result] of worlds) if (result.status === 'ok') found.worlds.set(world, result.document);
  found.invalid = [
    ...(runbook.status === 'invalid' ? runbook.diagnostics : []),
    ...worlds.flatMap(([, result]) => (result.status === 'invalid' ? result.diagnostics : [])),
  ];
  if (runbook.status === 'invalid') return [];
  const facts: TestFacts = {
    program: programOf(runbook),
    ...rollbackOf(runbook),
    inputs: Object.keys(runbook.runbooks[runbook.name]?.document.inputs ?? {}),
    actions: namedActions(plugins).map(({ name }) => name),
    faultsOf: world => faultsOf(found.worlds.get(worldPath(lead.path, path, world))),
  };
  return test.cases.flatMap((_, index) => checkTestCase(test, index, facts));
}

/** `NAME.world.yml` beside the runbook, or the file that the case names beside the test. */
function worldPath(runbook: string, test: string, world: string | undefined): string {
  return world === undefined ? runbook.replace(/\.ya?ml$/, '.world.yml') : join(dirname(test), world);
}

function faultsOf(world: JsonObject | undefined): readonly string[] {
  const faults = world?.['faults'] ?? null;
  return isJsonObject(faults) ? Object.keys(faults) : [];
}

function rollbackOf({ name, runbooks }: Extract<LoadResult, { status: 'ok' }>): Pick<TestFacts, 'rollback'> {
  const rollback = runbooks[name]?.document.rollback?.runbook;
  return rollback === undefined || !runbooks[rollback] ? {} : { rollback: programOf({ name: rollback, runbooks }) };
}

/** Only its steps are looked at: inputs and the like do not matter. */
function programOf({ name, runbooks }: Pick<Extract<LoadResult, { status: 'ok' }>, 'name' | 'runbooks'>): Program {
  const config = { 'time-zone': 'UTC', connections: {}, groups: {}, holidays: {}, absences: [] };
  const plan: FrozenPlan = { v: 1, runbook: name, runbooks, inputs: {}, targets: [], folder: '', today: '', timeZone: 'UTC', config, actions: {} };
  return compileProgram(plan);
}
