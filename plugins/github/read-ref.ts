import type { ReadContext } from '../../engine/core/action.ts';
import type { GitHub } from './client.ts';
import { openGitHub, orMissing, splitRepo } from './client.ts';

/** The commit under a branch or a tag (`heads/staging`, `tags/v1`), or undefined where there is none. Fails with `not-found` where the repository is not there. */
export async function readRef(context: ReadContext, repo: string, ref: string): Promise<string | undefined> {
  const { rest } = await openGitHub(context);
  const found = await orMissing(rest.git.getRef({ ...splitRepo(repo), ref }));
  if (found) return found.data.object.type === 'tag' ? peel(rest, repo, found.data.object.sha) : found.data.object.sha;
  await rest.repos.get(splitRepo(repo)); // a 404 may also mean the repository
  return undefined;
}

/** An annotated tag leads to its commit, maybe over others. */
async function peel(rest: GitHub['rest'], repo: string, sha: string, depth = 5): Promise<string> {
  const { object } = (await rest.git.getTag({ ...splitRepo(repo), tag_sha: sha })).data;
  return object.type === 'tag' && depth > 0 ? peel(rest, repo, object.sha, depth - 1) : object.sha;
}
