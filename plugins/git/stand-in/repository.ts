/** The bare repositories of a world: made, read and pushed to, with real git. */
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import { toFastImport } from './history.ts';
import type { RepositoryFault, RepositoryPart } from './schema.ts';

export interface Places {
  /** The repository itself. */
  readonly bare: string;
  /** Where clones find it: a link, taken away while it is offline. */
  readonly origin: string;
  readonly mirror: string;
  readonly clone: string;
}

export type Refs = Record<string, string>;

export function placesOf(world: WorldIo, name: string): Places {
  const at = (kind: string): string => join(world.folder, kind, name);
  return { bare: `${at('bare')}.git`, origin: `${at('origin')}.git`, mirror: `${at('mirror')}.git`, clone: at('clones') };
}

/** Makes the origin with its history, the mirror and the clone. Returns the commits by name. */
export async function createRepository(world: WorldIo, name: string, part: RepositoryPart, author: string): Promise<Record<string, string>> {
  const { bare, origin, mirror, clone } = placesOf(world, name);
  const [first = 'main'] = Object.keys(part.history);
  for (const place of [bare, origin, mirror, clone]) mkdirSync(dirname(place), { recursive: true });
  await world.exec(['git', 'init', '--quiet', '--bare', `--initial-branch=${first}`, bare]);
  symlinkSync(bare, origin);
  const { input, names } = toFastImport(part, author, Math.floor(world.now() / 1_000));
  const asked = names.map((_, index) => `get-mark :${index + 1}\n`).join('');
  const { stdout } = await world.exec(['git', '-C', bare, 'fast-import', '--quiet'], { input: `${input}${asked}` });
  if (part.mirror) await world.exec(['git', 'clone', '--quiet', '--bare', '--shared', bare, mirror]);
  await world.exec(['git', 'clone', '--quiet', origin, clone]);
  const shas = stdout.split('\n');
  return Object.fromEntries(names.map((commit, index) => [commit, shas[index] ?? '']));
}

/** Tells the stand-in of each push, and refuses pushes to the branches that the file `refused` lists. */
export function writeHooks(bare: string, notify: string): void {
  const call = `require("http").request(process.argv[1],{method:"POST"}).on("error",()=>{}).end()`;
  const hooks = {
    'post-receive': `cat >/dev/null\nexec ${quote(process.execPath)} -e ${quote(call)} ${quote(notify)}\n`,
    update: `if [ -f refused ] && grep -qxF -- "$1" refused; then\n  echo 'You are not allowed to push to this branch.' >&2\n  exit 1\nfi\n`,
  };
  for (const [name, body] of Object.entries(hooks)) {
    writeFileSync(join(bare, 'hooks', name), `#!/bin/sh\n${body}`);
    chmodSync(join(bare, 'hooks', name), 0o755);
  }
}

/** Asked at every look of every stand-in: git is started only where the files of the refs have changed. */
export async function readRefs(world: WorldIo, folder: string): Promise<Refs> {
  const print = refPrint(folder);
  const known = KNOWN.get(folder);
  if (known?.print === print) return { ...known.refs };
  const refs = await listRefs(world, folder);
  KNOWN.set(folder, { print, refs });
  return { ...refs };
}

const KNOWN = new Map<string, { readonly print: string; readonly refs: Refs }>();

/** Changes with every change of a ref: git writes a new file and renames it. */
function refPrint(folder: string): string {
  const names = readdirSync(join(folder, 'refs'), { recursive: true, encoding: 'utf8' }).map(name => join('refs', name));
  return ['packed-refs', 'reftable/tables.list', ...names].map(name => factsOf(join(folder, name))).join('\n');
}

function factsOf(path: string): string {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  return facts ? `${path} ${facts.ino} ${facts.mtimeNs} ${facts.size}` : '';
}

async function listRefs(world: WorldIo, folder: string): Promise<Refs> {
  const { stdout } = await world.exec(['git', '-C', folder, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/', 'refs/tags/']);
  return Object.fromEntries(stdout.split('\n').flatMap(line => (line === '' ? [] : [line.split(' ', 2) as [string, string]])));
}

/** Makes the refs of a repository exactly these. */
export async function setRefs(world: WorldIo, folder: string, wanted: Refs): Promise<void> {
  const has = await readRefs(world, folder);
  const gone = Object.keys(has).filter(ref => !(ref in wanted));
  const input = [...gone.map(ref => `delete ${ref}`), ...Object.entries(wanted).map(([ref, sha]) => `update ${ref} ${sha}`)].join('\n');
  await world.exec(['git', '-C', folder, 'update-ref', '--stdin'], { input: `${input}\n` });
}

/** Somebody pushes a commit: straight into the origin, as no hook of it is meant for the stand-in itself. */
export async function pushCommit(world: WorldIo, bare: string, push: NonNullable<RepositoryFault['push']>, author: string): Promise<string> {
  const tip = (await world.exec(['git', '-C', bare, 'rev-parse', '--verify', `refs/heads/${push.to}`])).stdout;
  const contested = push.conflicts === true ? await contestedFiles(world, bare, push.to) : [];
  const files = {
    [`changes/${push.commit}`]: { text: `${push.commit}\n` },
    ...Object.fromEntries(contested.map(path => [path, { text: `${push.commit}\n` }])),
    ...push.files,
  };
  const who = `${author} ${Math.floor(world.now() / 1_000)} +0000`;
  const lines = [
    `commit refs/heads/${push.to}`,
    'mark :1',
    `author ${who}`,
    `committer ${who}`,
    data(`${push.commit}\n`),
    `from ${tip}`,
    ...Object.entries(files).flatMap(([path, { text }]) => [`M 100644 inline ${JSON.stringify(path)}`, data(text)]),
    '',
    'get-mark :1',
    '',
  ];
  return (await world.exec(['git', '-C', bare, 'fast-import', '--quiet'], { input: lines.join('\n') })).stdout;
}

/** Files that other branches changed since they left this one; without any, every file. */
async function contestedFiles(world: WorldIo, bare: string, branch: string): Promise<readonly string[]> {
  const heads = Object.keys(await readRefs(world, bare)).filter(ref => ref.startsWith('refs/heads/') && ref !== `refs/heads/${branch}`);
  const ask = async (...args: string[]): Promise<string[]> =>
    (await world.exec(['git', '-C', bare, ...args], { exitCodes: [0, 1, 128] })).stdout.split('\0').filter(path => path !== '');
  const changed = await Promise.all(heads.map(head => ask('diff', '--name-only', '-z', '--no-renames', `refs/heads/${branch}...${head}`)));
  const files = [...new Set(changed.flat())];
  return files.length > 0 ? files : ask('ls-tree', '-r', '--name-only', '-z', `refs/heads/${branch}`);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
