/** A history as a world file writes it, as input of `git fast-import`: one process for a whole repository. */
import type { HistoryEntry, RepositoryPart, TextFiles } from './schema.ts';

const HOUR = 3_600;

interface Commit {
  readonly name: string;
  readonly message: string;
  /** Where it is not the first person of the world. */
  readonly author?: string;
  readonly parents: readonly string[];
  /** Every file of the commit, by path. */
  readonly files: Readonly<Record<string, string>>;
}

interface History {
  /** In the order in which they are written: parents first. */
  readonly commits: readonly Commit[];
  readonly branches: Readonly<Record<string, string>>;
}

/** `now`: seconds since 1970. The commits lie in the hours before it. Fails where a name stands for nothing. */
export function toFastImport(part: RepositoryPart, author: string, now: number): { readonly input: string; readonly names: readonly string[] } {
  const { commits, branches } = readHistory(part);
  const marks = new Map(commits.map(({ name }, index) => [name, index + 1]));
  const markOf = (name: string): string => `:${marks.get(name) ?? unknown(name)}`;
  const at = (index: number, who = author): string => `${who} ${now - (commits.length - index) * HOUR} +0000`;
  const lines = [
    ...commits.flatMap((commit, index) => [
      'commit refs/import/world',
      `mark ${markOf(commit.name)}`,
      `author ${at(index, commit.author)}`,
      `committer ${at(index)}`,
      data(commit.message),
      ...commit.parents.map((parent, place) => `${place === 0 ? 'from' : 'merge'} ${markOf(parent)}`),
      'deleteall',
      ...Object.entries(commit.files).flatMap(([path, text]) => [`M ${text.startsWith('#!') ? '100755' : '100644'} inline ${quote(path)}`, data(text)]),
      '',
      // A commit without parents must not follow the one written before it.
      'reset refs/import/world',
      '',
    ]),
    ...Object.entries(branches).flatMap(([branch, name]) => [`reset refs/heads/${branch}`, `from ${markOf(name)}`, '']),
    ...Object.entries(part.tags ?? {}).flatMap(([tag, name]) => [`tag ${tag}`, `from ${markOf(name)}`, `tagger ${at(marks.get(name) ?? 0)}`, data(`${tag}\n`)]),
  ];
  return { input: `${lines.join('\n')}\n`, names: commits.map(({ name }) => name) };
}

function readHistory(part: RepositoryPart): History {
  const commits = new Map<string, Commit>();
  const branches: Record<string, string> = {};
  for (const [branch, entries] of Object.entries(part.history)) {
    let tip: Commit | undefined;
    for (const entry of entries) {
      const known = commits.get(nameOf(entry));
      tip = known ?? makeCommit(entry, branch, tip, part.files ?? {}, commits);
      commits.set(tip.name, tip);
    }
    if (tip) branches[branch] = tip.name;
  }
  return { commits: [...commits.values()], branches };
}

function nameOf(entry: HistoryEntry): string {
  if (typeof entry === 'string') return entry;
  return 'merge' in entry ? entry.merge : entry.commit;
}

function makeCommit(entry: HistoryEntry, branch: string, tip: Commit | undefined, first: TextFiles, known: ReadonlyMap<string, Commit>): Commit {
  const name = nameOf(entry);
  const before = tip?.files ?? texts(first);
  const parents = tip ? [tip.name] : [];
  if (typeof entry === 'object' && 'merge' in entry) {
    const merged = entry.from.map(from => known.get(from) ?? unknown(from));
    const as = entry['files-of'];
    const files = as === undefined ? Object.assign({}, before, ...merged.map(commit => commit.files)) : (known.get(as) ?? unknown(as)).files;
    return { name, message: `${entry.message ?? `Merge branch '${name}' into '${branch}'`}\n`, parents: [...parents, ...entry.from], files };
  }
  const own = typeof entry === 'string' ? { [`changes/${name}`]: `${name}\n` } : texts(entry.files ?? { [`changes/${name}`]: { text: `${name}\n` } });
  const message = typeof entry === 'string' ? name : (entry.message ?? name);
  const author = typeof entry === 'string' || entry.author === undefined ? {} : { author: `${entry.author} <${entry.author}@example.test>` };
  return { name, message: `${message}\n`, ...author, parents, files: { ...before, ...own } };
}

function texts(files: TextFiles): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, { text }]) => [path, text]));
}

function unknown(name: string): never {
  throw new Error(`the history names the commit ${name} before it is made`);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function quote(path: string): string {
  return JSON.stringify(path);
}
