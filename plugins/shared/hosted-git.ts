/** What the doubles of code hosts do to their bare repositories, by real git. */
import type { WorldIo } from '../../engine/core/stand-in.ts';

/** The tree of a merge, or undefined where there are conflicts. The same two commits always merge in the same way: asked once. */
export async function mergedTree(world: WorldIo, origin: string, target: string, source: string): Promise<string | undefined> {
  const key = `${origin} ${target} ${source}`;
  const known = TREES.get(key);
  if (known) return known.tree;
  const { exitCode, stdout } = await world.exec(['git', '-C', origin, 'merge-tree', '--write-tree', '--name-only', target, source], { exitCodes: [0, 1] });
  const tree = exitCode === 0 ? stdout.split('\n')[0] : undefined;
  TREES.set(key, { tree });
  return tree;
}

const TREES = new Map<string, { readonly tree: string | undefined }>();

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Author and committer; the address is `BY@example.test`, in small letters. */
  readonly by: string;
}

/** Makes a commit that no branch stands on yet. */
export async function makeCommit(world: WorldIo, origin: string, { tree, parents, message, by }: NewCommit): Promise<string> {
  const argv = ['git', '-C', origin, 'commit-tree', '--no-gpg-sign', tree, ...parents.flatMap(parent => ['-p', parent]), '-F', '-'];
  const email = `${by.toLowerCase()}@example.test`;
  const env = { GIT_AUTHOR_NAME: by, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: by, GIT_COMMITTER_EMAIL: email };
  return (await world.exec(argv, { input: `${message}\n`, env })).stdout;
}
