import type { ReadContext } from '../../engine/core/action.ts';
import { openGitHub, splitRepo } from './client.ts';

export interface Checks {
  readonly checks: 'success' | 'pending' | 'failure' | 'none';
  /** Names of those that failed. */
  readonly failing: string[];
}

const MOST = 1_000;

/** Both kinds at once: commit statuses (the older one) and check runs. */
export async function readChecks(context: ReadContext, repo: string, sha: string): Promise<Checks> {
  const { rest, paginate } = await openGitHub(context);
  const { data } = await rest.repos.getCombinedStatusForRef({ ...splitRepo(repo), ref: sha, per_page: 100 });
  const runs = await paginate(rest.checks.listForRef, { ...splitRepo(repo), ref: sha, filter: 'latest', per_page: 100 });
  const states = [
    ...data.statuses.map(({ context: name, state }) => ({ name, state: STATUSES[state] ?? 'failure' })),
    ...runs
      .slice(0, MOST)
      .map(({ name, status, conclusion }) => ({ name, state: status === 'completed' ? (CONCLUSIONS[conclusion ?? ''] ?? 'failure') : 'pending' })),
  ];
  const failing = states.filter(({ state }) => state === 'failure').map(({ name }) => name);
  const worst = (['failure', 'pending', 'success'] as const).find(wanted => states.some(({ state }) => state === wanted));
  return { checks: worst ?? 'none', failing };
}

type State = 'success' | 'pending' | 'failure';

const STATUSES: Readonly<Record<string, State>> = { success: 'success', pending: 'pending', failure: 'failure', error: 'failure' };
/** https://docs.github.com/rest/checks/runs: cancelled, timed_out, action_required, stale and what is new count as failures. */
const CONCLUSIONS: Readonly<Record<string, State>> = { success: 'success', neutral: 'success', skipped: 'success' };
