import { resolve } from 'node:path';
import type { Plugin } from '../core/action.ts';
import { nestedMessages as say } from '../core/messages/rules.ts';
import type { Config, FrozenRunbook } from '../core/plan.ts';
import { sortDiagnostics, toDiagnostics, wholeFile, type Diagnostic } from './diagnostics.ts';
import { referenceCheck } from './document-references.ts';
import { loadFacts } from './facts.ts';
import { findByName, findRunbook, namedFiles, readRegularFile, shownPath, type FoundRunbook, type ReadFile, type NamedFile } from './find-runbook.ts';
import type { Finding } from './finding.ts';
import { loadDocument, type LoadedDocument } from './load-document.ts';
import { callsOf, checkCall, findCycles, type CallLookup } from './nested.ts';

export interface LoadOptions {
  /** The folder of runbooks; relative to `cwd`. */
  readonly dir: string;
  readonly cwd: string;
  readonly plugins: readonly Plugin[];
  readonly config: Config;
  readonly readFile?: ReadFile;
}

export type LoadResult =
  | {
      readonly status: 'ok';
      /** Name of the outermost runbook. */
      readonly name: string;
      /** Outermost first; nested ones and rollbacks included, each checked. */
      readonly runbooks: Readonly<Record<string, FrozenRunbook>>;
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/** Reads and checks a runbook and all that it can start; tells every mistake of every file at once. */
export function loadRunbook(nameOrFile: string, options: LoadOptions): LoadResult {
  const { dir, cwd, readFile = readRegularFile } = options;
  const found = findRunbook(nameOrFile, dir, cwd, readFile);
  if (found.status === 'missing') return { status: 'invalid', diagnostics: [wholeFile(nameOrFile, found.code, found)] };
  const set = loadSet(found.path, options);
  if ('file' in set) return { status: 'invalid', diagnostics: [set] };
  const findings = new Map<LoadedDocument, Finding[]>([...set.documents.values()].map(document => [document, [...document.findings]]));
  const checkReferences = referenceCheck(set.documents, loadFacts(options.plugins));
  for (const [document, list] of findings) list.push(...checkCalls(document, set), ...checkReferences(document));
  for (const cycle of findCycles(set.outermost, set.documents)) findings.get(cycle.document)?.push(cycle.finding);
  const diagnostics = sortDiagnostics([...findings].flatMap(([document, list]) => diagnosticsOf(document, list)));
  return diagnostics.some(item => item.severity === 'error') ? { status: 'invalid', diagnostics } : { ...freeze(set), diagnostics };
}

/** The outermost runbook and all that it names, by the names that they give themselves. */
export interface RunbookSet {
  readonly outermost: LoadedDocument;
  /** By name; the outermost first. One whose name cannot be read stands under its path. */
  readonly documents: ReadonlyMap<string, LoadedDocument>;
  /** Where a name leads. */
  readonly lookup: CallLookup;
}

function loadSet(path: string, options: LoadOptions): RunbookSet | Diagnostic {
  const { cwd, readFile = readRegularFile } = options;
  const facts = loadFacts(options.plugins);
  const load = (at: string): LoadedDocument | Diagnostic => {
    try {
      return loadDocument(shownPath(at, cwd), readFile(at), facts, options.config);
    } catch (error) {
      return wholeFile(shownPath(at, cwd), 'unreadable', say.unreadable(explain(error)));
    }
  };
  const outermost = load(path);
  if ('code' in outermost) return outermost;
  const lookup = lookupIn([resolve(path, '..'), resolve(cwd, options.dir)], outermost, options);
  const documents = new Map([[outermost.name ?? path, outermost]]);
  for (const document of documents.values()) {
    for (const { name } of callsOf(document)) {
      const found = lookup(name);
      if (documents.has(name) || found.status === 'missing') continue;
      const loaded = load(found.path);
      if (!('code' in loaded)) documents.set(name, loaded);
    }
  }
  return { outermost, documents, lookup };
}

/** Folders are read once, and only when a runbook names another one. */
function lookupIn(dirs: readonly string[], outermost: LoadedDocument, { cwd, readFile = readRegularFile }: LoadOptions): CallLookup {
  let entries: readonly (readonly NamedFile[])[] | undefined;
  const known = new Map<string, FoundRunbook>();
  return name => {
    if (name === outermost.name) return { status: 'found', path: resolve(cwd, outermost.file) };
    entries ??= [...new Set(dirs)].map(dir => namedFiles(dir, cwd, readFile));
    const found = known.get(name) ?? findByName(name, entries, cwd);
    known.set(name, found);
    return found;
  };
}

function checkCalls(document: LoadedDocument, { documents, lookup }: RunbookSet): readonly Finding[] {
  return callsOf(document).flatMap(call => checkCall(call, lookup(call.name), documents.get(call.name)));
}

function diagnosticsOf(document: LoadedDocument, findings: readonly Finding[]): readonly Diagnostic[] {
  return document.source ? toDiagnostics(document.source, document.traps, findings) : document.refused;
}

function freeze(set: RunbookSet): { readonly status: 'ok'; readonly name: string; readonly runbooks: Readonly<Record<string, FrozenRunbook>> } {
  const runbooks = [...set.documents].flatMap(([name, document]) => (document.frozen ? [[name, document.frozen] as const] : []));
  return { status: 'ok', name: set.outermost.name ?? '', runbooks: Object.fromEntries(runbooks) };
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') return 'it does not exist';
  if ('code' in error && error.code === 'EACCES') return 'permission denied';
  return error.message;
}
