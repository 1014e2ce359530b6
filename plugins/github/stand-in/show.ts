/** Commits and pull requests as GitHub shows them. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { Commit } from './git.ts';
import { hasConflicts } from './merging.ts';
import type { Pull } from './repo.ts';
import type { Served } from './served.ts';

export function showCommit({ sha, author, email, date, committed, message }: Commit): JsonObject {
  const login = author.endsWith('[bot]') ? author : (email.split('@')[0] ?? author);
  return {
    sha,
    commit: { message, author: { name: author, email, date }, committer: { date: committed } },
    author: { login, type: author.endsWith('[bot]') ? 'Bot' : 'User' },
  };
}

export async function showPull(served: Served, pull: Pull): Promise<JsonObject> {
  const { repo, base } = served;
  const isOpen = pull.state === 'open';
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    draft: false,
    merged: pull.mergedBy !== null,
    merged_at: pull.mergedBy === null ? null : new Date(pull.since).toISOString(),
    merge_commit_sha: pull.mergeSha,
    merged_by: pull.mergedBy === null ? null : { login: pull.mergedBy },
    mergeable: !isOpen || repo.computing > 0 ? null : !(await hasConflicts(served, pull)),
    created_at: new Date(pull.created).toISOString(),
    html_url: `${base}/${repo.path}/pull/${pull.number}`,
    head: { ref: pull.head, sha: pull.sha },
    base: { ref: pull.base },
    user: { login: pull.author, type: 'User' },
    assignees: pull.assignees.map(login => ({ login })),
  };
}
