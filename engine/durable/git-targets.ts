import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cell, type CellChange, type CellNote, type NamedCell, changeCell } from '../core/cell.ts';
import { fail } from '../core/failure.ts';
import { storeTexts } from '../core/messages/targets.ts';
import type { TargetStore } from '../core/ports.ts';
import { type GitAnswer, type GitOptions, runGit } from './git.ts';
import { cellText, changeTitle, parseCell, refName, targetOfRef } from './git-cell.ts';

export interface GitTargetsOptions {
  /** A URL or an absolute path. */
  readonly url: string;
  /** Refs under which the targets stand. */
  readonly prefix: string;
  /** A bare repository of our own for what was read and is to be pushed; made where it is missing, and only a cache. */
  readonly directory: string;
}

/** Pushes lost to others in a row before giving up. */
const MOST_TRIES = 50;
/** Pauses before a remote that gave no answer is asked again, milliseconds. */
const PAUSES = [200, 1_000];

/** Cells in a git remote: a ref a target, changed by compare-and-swap push; each change a commit by who made it, with its reason. */
export function openGitTargets(options: GitTargetsOptions): TargetStore {
  const remote = openRemote(options);
  const read = async (target: string): Promise<{ readonly oid: string; readonly cell: Cell }> => {
    const oid = (await remote.heads(refName(target))).get(refName(target)) ?? '';
    return { oid, cell: oid === '' ? { freezes: [] } : await remote.cellAt(target, oid) };
  };
  return {
    read: async target => (await read(target)).cell,
    list: async () => {
      const heads = await remote.heads('*');
      const cells: NamedCell[] = [];
      for (const [name, oid] of heads) {
        const target = targetOfRef(name);
        if (target !== undefined) cells.push({ target, cell: await remote.cellAt(target, oid) });
      }
      return cells.toSorted((a, b) => (a.target < b.target ? -1 : 1));
    },
    change: async (target, change, note) => {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const before = await read(target);
        const changed = changeCell(target, before.cell, change);
        if (changed.status === 'refused' || changed.cell === before.cell) return changed;
        if (await remote.push(target, before.oid, changed.cell, change, note)) return changed;
        await sleep(Math.random() * 20 * (tries + 1));
      }
      return remote.fail(storeTexts.busy(MOST_TRIES));
    },
  };
}

interface Remote {
  /** Commits by the last part of their ref. */
  heads(pattern: string): Promise<ReadonlyMap<string, string>>;
  cellAt(target: string, oid: string): Promise<Cell>;
  /** False where somebody else was faster, or nobody knows: read again. */
  push(target: string, before: string, cell: Cell, change: CellChange, note: CellNote): Promise<boolean>;
  fail(why: string): never;
}

function openRemote({ url, prefix, directory }: GitTargetsOptions): Remote {
  const shown = withoutPassword(url);
  const giveUp = (why: string): never => fail({ code: 'targets-unreachable', message: storeTexts.unreachable(shown, why) });
  let made: Promise<GitAnswer> | undefined;
  const git = async (args: readonly string[], options?: GitOptions): Promise<GitAnswer> => {
    made ??= initialize(directory);
    const ready = await made;
    return ready.code === 0 ? runGit(directory, args, options) : ready;
  };
  /** For what only reads: asked again where there was no answer. */
  const ask = async (args: readonly string[]): Promise<string> => {
    for (const pause of [...PAUSES, undefined]) {
      const answer = await git(args);
      if (answer.code === 0) return answer.stdout;
      if (pause === undefined) return giveUp(lastWords(answer.stderr, url, shown));
      await sleep(pause);
    }
    return giveUp('');
  };
  const write = async (args: readonly string[], options?: GitOptions): Promise<string> => {
    const answer = await git(args, options);
    return answer.code === 0 ? answer.stdout.trim() : giveUp(lastWords(answer.stderr, url, shown));
  };
  return {
    fail: giveUp,
    heads: async pattern => {
      const lines = (await ask(['ls-remote', '--', url, `${prefix}/${pattern}`])).split('\n');
      const heads = lines.map(line => line.split('\t')).filter(([, ref]) => ref?.startsWith(`${prefix}/`));
      return new Map(heads.map(([oid = '', ref = '']) => [ref.slice(prefix.length + 1), oid]));
    },
    cellAt: async (target, oid) => {
      const show = ['cat-file', 'blob', `${oid}:cell.json`];
      const here = await git(show);
      if (here.code !== 0) {
        await ask(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', url, `${prefix}/${refName(target)}`]);
        // So that the next fetch brings only what is new. Somebody beside us may be faster, which is as good.
        await git(['update-ref', `refs/seen/${refName(target)}`, oid]);
      }
      const text = here.code === 0 ? here.stdout : await write(show);
      return parseCell(text) ?? fail({ code: 'targets-unreachable', message: storeTexts.notACell(target, shown) });
    },
    push: async (target, before, cell, change, note) => {
      const blob = await write(['hash-object', '-w', '--stdin'], { input: cellText(target, cell) });
      const tree = await write(['mktree'], { input: `100644 blob ${blob}\tcell.json\n` });
      const message = `${changeTitle(target, change)}\n\n${note.reason}\n`;
      const commit = await write(['commit-tree', ...(before === '' ? [] : ['-p', before]), tree], { input: message, env: signature(note) });
      const ref = `${prefix}/${refName(target)}`;
      const flags = ['--porcelain', '--quiet', '--no-verify', '--no-follow-tags', `--force-with-lease=${ref}:${before}`];
      const answer = await git(['push', ...flags, '--', url, `${commit}:${ref}`]);
      const refused = answer.stdout.split('\n').find(line => line.startsWith('!'));
      if (answer.code !== 0 && refused !== undefined && !LOST.test(refused)) giveUp(storeTexts.refused(refused.split('\t').at(-1) ?? ''));
      return answer.code === 0;
    },
  };
}

/** How a remote says that another push was faster. */
const LOST = /stale info|fetch first|non-fast-forward|already exists|cannot lock ref|failed to update ref|failed to lock|incorrect old value/i;

/** Made aside and moved into place whole: other processes may be doing the same. */
async function initialize(directory: string): Promise<GitAnswer> {
  if (existsSync(directory)) return { code: 0, stdout: '', stderr: '' };
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
  const aside = mkdtempSync(`${directory}-`);
  const made = await runGit(aside, ['init', '--quiet', '--bare', '--template=', aside]);
  if (made.code === 0) moveAside(aside, directory);
  rmSync(aside, { recursive: true, force: true });
  return made;
}

function moveAside(aside: string, directory: string): void {
  try {
    renameSync(aside, directory);
  } catch (error) {
    // another process was faster
    if (!existsSync(directory)) throw error;
  }
}

/** The person and the machine that made the change. */
function signature({ by, at }: CellNote): Readonly<Record<string, string>> {
  const name = by.replaceAll(/[<>\n]/g, '').trim() || 'unknown';
  const email = `${name.replaceAll(/[^\w.-]/g, '-')}@${hostname()}`;
  const date = `@${Math.floor(at / 1_000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

function withoutPassword(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^@/]*@/, '$1');
}

/** What git said last, without the password of the URL. */
function lastWords(stderr: string, url: string, shown: string): string {
  const lines = stderr
    .replaceAll(url, shown)
    .split('\n')
    .filter(line => line.trim() !== '');
  const line = lines.find(text => /^(?:fatal|error|ERROR|remote):/.test(text)) ?? lines.at(-1) ?? 'no answer';
  return line.replace(/^(?:fatal|error): /, '').slice(0, 300);
}
