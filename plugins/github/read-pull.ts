import type { ReadContext } from '../../engine/core/action.ts';
import { openGitHub, splitRepo } from './client.ts';

/** A pull request as GitHub shows it, its words put into ours. */
export interface Pull {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly mergeable: 'yes' | 'no' | 'unknown';
  readonly head_sha: string;
  readonly created_at: string;
  readonly assignees: string[];
  readonly merge_sha?: string;
  readonly merged_by?: string;
}

/** Fails with `not-found`. */
export async function readPull(context: ReadContext, repo: string, number: number): Promise<Pull> {
  const { rest } = await openGitHub(context);
  const { data } = await rest.pulls.get({ ...splitRepo(repo), pull_number: number });
  const { merged, merge_commit_sha: sha, merged_by: by } = data;
  return {
    number: data.number,
    url: data.html_url,
    title: data.title,
    state: merged ? 'merged' : data.state === 'open' ? 'open' : 'closed',
    draft: data.draft ?? false,
    mergeable: data.mergeable === null ? 'unknown' : data.mergeable ? 'yes' : 'no',
    head_sha: data.head.sha,
    created_at: data.created_at,
    assignees: (data.assignees ?? []).map(({ login }) => login),
    ...(merged && sha && { merge_sha: sha }), // before the merge it is that of a trial merge
    ...(merged && by && { merged_by: by.login }),
  };
}
