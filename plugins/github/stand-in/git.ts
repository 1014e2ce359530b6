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

/** The commit that a branch, a tag or an id stands for. */
export async function resolve(at: At, name: string): Promise<string | undefined> {
  for (const full of [`refs/heads/${name}`, `refs/tags/${name}`, ...(/^[0-9a-f]{7,40}$/.test(name) ? [name] : [])]) {
    const { exitCode, stdout } = await git(at, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${full}^{commit}`], [0, 1, 128]);
    if (exitCode === 0) return stdout;
  }
  return undefined;
}
