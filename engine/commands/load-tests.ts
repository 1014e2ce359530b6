import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import { testTexts as say } from '../core/messages/testing.ts';
import type { Config } from '../core/plan.ts';
import { type Diagnostic, wholeFile } from '../load/diagnostics.ts';
import { findRunbook, innerFolders, readRegularFile, shownPath } from '../load/find-runbook.ts';
import { type LoadedTest, loadTestFile } from '../load/test-file.ts';
import { type StandIns, loadStandIns } from '../core/load-stand-ins.ts';
import { type WorldFile, checkWorld } from '../rehearse/world-file.ts';
import { type Invocation, runbookFolder } from './command.ts';

/** A test that is ready to run: its worlds have passed every check. */
export interface ReadyTest extends Omit<LoadedTest, 'worlds' | 'worldOf'> {
  readonly worldOf: (world: string | undefined) => WorldFile;
}

export type LoadedTests =
  | { readonly status: 'ok'; readonly tests: readonly ReadyTest[] }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/** The tests that the command line names, or all of the folder; every mistake of all of them at once. */
export async function loadTests(invocation: Invocation, config: Config): Promise<LoadedTests> {
  const { cwd, plugins } = invocation;
  const standIns = await loadStandIns(plugins);
  const tests: ReadyTest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of testPaths(invocation)) {
    const loaded = await loadTestFile(path, { cwd, plugins, config });
    if (loaded.status === 'invalid') diagnostics.push(...loaded.diagnostics);
    else {
      const wrong = [...loaded.worlds].flatMap(([file, world]) => problemsIn(shownPath(file, cwd), world, standIns));
      diagnostics.push(...wrong);
      tests.push({ ...loaded, worldOf: world => toWorld(loaded.worlds.get(loaded.worldOf(world)) ?? {}) });
    }
  }
  return diagnostics.length > 0 ? { status: 'invalid', diagnostics } : { status: 'ok', tests };
}

function testPaths({ arguments: given, options, cwd }: Invocation): readonly string[] {
  const dir = runbookFolder(options);
  if (given.length === 0) {
    const top = resolve(cwd, dir);
    const found = [top, ...innerFolders(top)].flatMap(testsIn);
    return found.length > 0 ? found : fail({ code: 'no-tests', message: say.noTests(dir) });
  }
  return given.map(name => {
    if (/\.test\.ya?ml$/.test(name)) return resolve(cwd, name);
    const found = findRunbook(name, dir, cwd, readRegularFile);
    if (found.status === 'found') return found.path.replace(/\.ya?ml$/, '.test.yml');
    return fail({ code: found.code, message: found.message, ...(found.hint === undefined ? {} : { hint: found.hint }) });
  });
}

function testsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter(name => /\.test\.ya?ml$/.test(name));
    return names.toSorted().map(name => join(folder, name));
  } catch {
    return [];
  }
}

function problemsIn(file: string, world: JsonObject, standIns: StandIns): readonly Diagnostic[] {
  return checkWorld(toWorld(world), standIns).map(({ path, message }) => wholeFile(file, 'world', { message: `${path.join('.')}: ${message}` }));
}

/** The world's schema has checked it. */
function toWorld(document: JsonObject): WorldFile {
  return document as unknown as WorldFile;
}
