import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { isJsonObject } from '../core/json.ts';
import { nestedMessages as say } from '../core/messages/rules.ts';
import type { Sentence } from '../core/messages/source.ts';
import { nearestName } from '../core/nearest.ts';
import { parseSource, SIZE_LIMIT } from './source.ts';

/** Reads a file; tests and editors give their own. */
export type ReadFile = (path: string) => Uint8Array;

/** A runbook of a folder, as far as it can be read without checking it. */
export interface RunbookEntry {
  /** As people see it: relative to the current directory where it is below it. */
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly target?: string;
}

/** The runbooks of a folder and of the folders in it, by the names that commands take; worlds, tests and files that are no runbooks are left out. */
export function listRunbooks(dir: string, cwd: string = process.cwd(), readFile: ReadFile = readRegularFile): readonly RunbookEntry[] {
  const below = innerFolders(resolve(cwd, dir)).flatMap(folder =>
    runbookFiles(folder)
      .flatMap(path => entryOf(path, cwd, readFile) ?? [])
      .map(entry => ({ ...entry, name: `${basename(folder)}/${entry.name}` })),
  );
  return [
    ...runbookFiles(resolve(cwd, dir))
      .flatMap(path => entryOf(path, cwd, readFile) ?? [])
      .toSorted(byName),
    ...below.toSorted(byName),
  ];
}

/** What `validate` looks at in a folder and the folders in it: runbooks, worlds and tests, also files that are too broken to be listed. YAML that is clearly something else is left out. */
export function filesToValidate(dir: string, cwd: string, readFile: ReadFile = readRegularFile): readonly string[] {
  const top = resolve(cwd, dir);
  const files = [top, ...innerFolders(top)].flatMap(yamlFiles).filter(path => {
    if (REHEARSED.test(path)) return true;
    const bytes = tryRead(path, readFile);
    const parsed = bytes && parseSource(path, bytes);
    return parsed?.status !== 'ok' || (isJsonObject(parsed.value) && (parsed.value['steps'] !== undefined || parsed.value['title'] !== undefined));
  });
  return files.map(path => shownPath(path, cwd));
}

export type FoundRunbook = { readonly status: 'found'; readonly path: string } | ({ readonly status: 'missing'; readonly code: string } & Sentence);

/** A path where it ends in .yml or has a slash, unless it is `FOLDER/NAME` below `dir`; else a name: that of a file, else that which a file gives itself. */
export function findRunbook(nameOrFile: string, dir: string, cwd: string, readFile: ReadFile): FoundRunbook {
  const [, folder, inner] = /^([\w-]+)\/([a-z][a-z0-9-]*)$/.exec(nameOrFile) ?? [];
  const isBelow = folder !== undefined && innerFolders(resolve(cwd, dir)).includes(resolve(cwd, dir, folder));
  if (isBelow && inner !== undefined && !tryRead(resolve(cwd, nameOrFile), readFile)) return findRunbook(inner, join(dir, folder), cwd, readFile);
  if (/[\\/]|\.ya?ml$/.test(nameOrFile)) return { status: 'found', path: resolve(cwd, nameOrFile) };
  const path = join(resolve(cwd, dir), `${nameOrFile}.yml`);
  if (tryRead(path, readFile)) return { status: 'found', path };
  const dirs = [dir, ...innerFolders(resolve(cwd, dir))];
  return findByName(
    nameOrFile,
    dirs.map(one => namedFiles(one, cwd, readFile)),
    cwd,
  );
}

/** A file with the name that it gives itself. */
export type NamedFile = Pick<RunbookEntry, 'file' | 'name'>;

/** The runbooks of a folder by their names alone; also those that cannot be parsed, which then tell why themselves. */
export function namedFiles(dir: string, cwd: string, readFile: ReadFile): readonly NamedFile[] {
  return runbookFiles(resolve(cwd, dir)).flatMap(path => {
    const bytes = tryRead(path, readFile);
    const name = bytes && (NAME_LINE.exec(new TextDecoder().decode(bytes))?.[1] ?? entryOf(path, cwd, readFile)?.name);
    return name === undefined ? [] : [{ file: shownPath(path, cwd), name }];
  });
}

/** How nearly every runbook writes its name; others are parsed for it. */
const NAME_LINE = /^name:[ \t]+["']?([a-z][a-z0-9-]*)["']?[ \t]*(?:#.*)?\r?$/m;

/** The file that gives itself the name; looked for in the runbooks of each folder in turn. */
export function findByName(name: string, entries: readonly (readonly NamedFile[])[], cwd: string): FoundRunbook {
  const named = entries.map(list => list.filter(entry => entry.name === name)).find(list => list.length > 0) ?? [];
  const [only, second] = named;
  if (only && !second) return { status: 'found', path: resolve(cwd, only.file) };
  const files = named.map(entry => entry.file);
  if (second) return { status: 'missing', code: 'ambiguous-runbook', ...say.ambiguous(name, files) };
  const sameFile = entries.flat().find(entry => entry.file.endsWith(`${name}.yml`));
  if (sameFile) return { status: 'missing', code: 'unknown-runbook', ...say.otherName(name, sameFile.file, sameFile.name) };
  const known = [...new Set(entries.flat().map(entry => entry.name))];
  return { status: 'missing', code: 'unknown-runbook', ...say.unknownRunbook(name, nearestName(name, known), known) };
}

/** A file as people see it. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** Never a device or a folder. Of one that is too large only as much as lets the parser say so. */
export function readRegularFile(path: string, limit = SIZE_LIMIT): Uint8Array {
  const facts = statSync(path);
  if (!facts.isFile()) throw new Error('it is not a file');
  return facts.size > limit ? new Uint8Array(limit + 1) : readFileSync(path);
}

/** Folders of runbooks that belong together; hidden ones are none. */
export function innerFolders(dir: string): readonly string[] {
  try {
    const entries = readdirSync(dir, { withFileTypes: true });
    return entries
      .filter(entry => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
      .map(({ name }) => join(dir, name))
      .toSorted();
  } catch {
    return [];
  }
}

function byName(a: RunbookEntry, b: RunbookEntry): number {
  return a.name < b.name ? -1 : 1;
}

/** Worlds and tests. */
const REHEARSED = /\.(?:world|test)\.ya?ml$/;

function runbookFiles(dir: string): readonly string[] {
  return yamlFiles(dir).filter(path => !REHEARSED.test(path));
}

function yamlFiles(dir: string): readonly string[] {
  try {
    const names = readdirSync(dir).filter(name => /\.ya?ml$/.test(name) && name !== 'runbook.config.yml');
    return names.toSorted().map(name => join(dir, name));
  } catch {
    return [];
  }
}

function entryOf(path: string, cwd: string, readFile: ReadFile): RunbookEntry | undefined {
  const bytes = tryRead(path, readFile);
  const parsed = bytes && parseSource(path, bytes);
  if (parsed?.status !== 'ok' || !isJsonObject(parsed.value)) return undefined;
  const { name, title, description, target, steps } = parsed.value;
  if (typeof name !== 'string' || steps === undefined) return undefined;
  const more = { ...(typeof description === 'string' && { description }), ...(typeof target === 'string' && { target }) };
  return { file: shownPath(path, cwd), name, title: typeof title === 'string' ? title : '', ...more };
}

function tryRead(path: string, readFile: ReadFile): Uint8Array | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}
