/** What the stand-in asks git in the bare repository. */
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import type { Repo } from './repo.ts';
import type { Served } from './served.ts';

type At = Pick<Served, 'world' | 'repo'>;

export async function git({ world, repo }: At, args: readonly string[], exitCodes: readonly number[] = [0]): Promise<{ exitCode: number; stdout: string }> {
  return world.exec(['git', '-C', repo.origin, ...args], { exitCodes });
}

/** The tip of a branch; asking also tells the git stand-in of what has changed. */
export async function tipOf(world: WorldIo, { repository }: Repo, branch: string): Promise<string | undefined> {
  const sha = await world.ask('ref', { repository, ref: `refs/heads/${branch}` });
  return typeof sha === 'string' ? sha : undefined;
}

/** The commit that a branch, a tag or an id stands for. A whole id that was seen once is never asked again: commits do not go. */
export async function resolve(at: At, name: string): Promise<string | undefined> {
  const key = `${at.repo.origin} ${name}`;
  if (SEEN.has(key)) return name;
  const found = await ask(at, name);
  if (found === name) SEEN.add(key);
  return found;
}

const SEEN = new Set<string>();

async function ask(at: At, name: string): Promise<string | undefined> {
  const isId = /^[0-9a-f]{7,40}$/.test(name);
  for (const full of [...(isId ? [name] : []), `refs/heads/${name}`, `refs/tags/${name}`]) {
    const { exitCode, stdout } = await git(at, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${full}^{commit}`], [0, 1, 128]);
    if (exitCode === 0) return stdout;
  }
  return undefined;
}

export interface Commit {
  readonly sha: string;
  readonly author: string;
  readonly email: string;
  readonly date: string;
  readonly committed: string;
  readonly message: string;
}

/** Commits as `git log` gives them, the oldest first. */
export async function logOf(at: At, ...range: readonly string[]): Promise<readonly Commit[]> {
  const { stdout } = await git(at, ['log', '--reverse', '--topo-order', '--format=%H%x00%an%x00%ae%x00%aI%x00%cI%x00%B%x01', ...range, '--']);
  return stdout.split('\x01').flatMap(entry => {
    const [sha = '', author = '', email = '', date = '', committed = '', message = ''] = entry.trim().split('\0');
    return sha === '' ? [] : [{ sha, author, email, date, committed, message: message.trimEnd() }];
  });
}
