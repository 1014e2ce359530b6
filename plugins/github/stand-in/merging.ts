/** How pull requests follow their branches, and how they are merged: by real git in the bare repository. */
import { makeCommit, mergedTree } from '../../shared/hosted-git.ts';
import { git, tipOf } from './git.ts';
import type { Pull } from './repo.ts';
import type { Served } from './served.ts';

/** A new tip of the head gets new checks. */
export async function refresh({ world, repo }: Served, pull: Pull): Promise<void> {
  if (pull.state !== 'open') return;
  const sha = (await tipOf(world, repo, pull.head)) ?? '';
  if (sha === pull.sha) return;
  pull.sha = sha;
  pull.since = world.now();
}

export async function hasConflicts(served: Served, pull: Pull): Promise<boolean> {
  const base = await tipOf(served.world, served.repo, pull.base);
  return base === undefined || pull.sha === '' || (await mergedTree(served.world, served.repo.origin, base, pull.sha)) === undefined;
}

/** Its merge commit has GitHub's own message; a squash has the head's files, and not its commits. */
export async function mergePull(served: Served, pull: Pull, how: { readonly by: string; readonly method: string }): Promise<string> {
  const { world, repo } = served;
  await refresh(served, pull);
  const base = await tipOf(world, repo, pull.base);
  const tree = base && (await mergedTree(world, repo.origin, base, pull.sha));
  if (!base || !tree) throw new Error(`#${pull.number} has conflicts`);
  const isMerge = how.method === 'merge' || how.method === '';
  const message = isMerge
    ? `Merge pull request #${pull.number} from ${repo.path.split('/')[0] ?? ''}/${pull.head}\n\n${pull.title}`
    : `${pull.title} (#${pull.number})`;
  const sha = await makeCommit(world, repo.origin, { tree, parents: isMerge ? [base, pull.sha] : [base], message, by: how.by });
  await git(served, ['update-ref', `refs/heads/${pull.base}`, sha, base]);
  await tipOf(world, repo, pull.base);
  Object.assign(pull, { state: 'closed', mergeSha: sha, mergedBy: how.by });
  return sha;
}
