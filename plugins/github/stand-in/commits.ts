/** The endpoints of commits and comparisons. */
import type { JsonObject } from '../../../engine/core/json.ts';
import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';
import { git, logOf, resolve } from './git.ts';
import type { Served } from './served.ts';
import { NOT_FOUND } from './served.ts';
import { showCommit, showPull } from './show.ts';

/** `rest`: the path behind `commits`, decoded. */
export async function serveCommits(served: Served, _request: StandInRequest, rest: readonly string[]): Promise<StandInResponse> {
  const last = rest.at(-1) ?? '';
  const isPart = ['pulls', 'status', 'check-runs'].includes(last) && rest.length > 1;
  const name = (isPart ? rest.slice(0, -1) : rest).join('/');
  const sha = await resolve(served, name);
  if (sha === undefined) return { status: 422, body: { message: `No commit found for SHA: ${name}` } };
  if (last === 'pulls' && isPart) return { status: 200, body: await pullsOf(served, sha) };
  if (last === 'status' && isPart) return { status: 200, body: { sha, state: 'pending', total_count: 0, statuses: [] } };
  if (last === 'check-runs' && isPart) return checkRuns(served, sha);
  const [commit] = await logOf(served, '-1', sha);
  return commit ? { status: 200, body: showCommit(commit) } : NOT_FOUND;
}

/** `rest`: `BASE...HEAD`. */
export async function serveComparison(served: Served, request: StandInRequest, rest: readonly string[]): Promise<StandInResponse> {
  const [from = '', to = ''] = rest.join('/').split('...');
  const [base, head] = [await resolve(served, unowned(from)), await resolve(served, unowned(to))];
  if (base === undefined || head === undefined) return NOT_FOUND;
  const commits = await logOf(served, `${base}..${head}`);
  const [page, size] = [Number(request.query.get('page') ?? 1), Number(request.query.get('per_page') ?? 250)];
  const behind = await logOf(served, `${head}..${base}`);
  const { stdout: mergeBase } = await git(served, ['merge-base', base, head], [0, 1]);
  return {
    status: 200,
    body: {
      html_url: `${served.base}/${served.repo.path}/compare/${from}...${to}`,
      ahead_by: commits.length,
      behind_by: behind.length,
      total_commits: commits.length,
      base_commit: { sha: base },
      merge_base_commit: { sha: mergeBase },
      commits: commits.slice((page - 1) * size, page * size).map(showCommit),
      ...(page === 1 && { files: await changedFiles(served, mergeBase, head) }),
    },
  };
}

const STATUSES: Readonly<Record<string, string>> = { A: 'added', M: 'modified', D: 'removed', R: 'renamed' };

async function changedFiles(served: Served, from: string, to: string): Promise<readonly JsonObject[]> {
  const { stdout } = await git(served, ['diff', '--name-status', '--no-renames', from, to]);
  return stdout.split('\n').flatMap(line => {
    const [letter = '', filename] = line.split('\t');
    return filename === undefined ? [] : [{ filename, status: STATUSES[letter] ?? 'changed' }];
  });
}

/** A merged pull request that says so in the commit's own branch: those whose head is the commit. */
async function pullsOf(served: Served, sha: string): Promise<readonly JsonObject[]> {
  return Promise.all(served.repo.pulls.filter(pull => pull.sha === sha).map(pull => showPull(served, pull)));
}

function checkRuns({ world, repo }: Served, sha: string): StandInResponse {
  const { checks } = repo;
  if (!checks) return { status: 200, body: { total_count: 0, check_runs: [] } };
  const since = repo.pulls.find(pull => pull.sha === sha)?.since ?? 0;
  const isOver = world.now() >= since + checks.takes;
  return {
    status: 200,
    body: { total_count: 1, check_runs: [{ name: 'ci', status: isOver ? 'completed' : 'in_progress', conclusion: isOver ? checks.ends : null }] },
  };
}

/** Branches may be named with their owner: `artsy:staging`. */
function unowned(name: string): string {
  return name.replace(/^[\w.-]+:/, '');
}
