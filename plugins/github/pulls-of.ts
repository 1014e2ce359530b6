/** Which pull requests brought commits. */
import type { ReadContext } from '../../engine/core/action.ts';
import { openGitHub, orMissing, splitRepo } from './client.ts';

export interface PullFacts {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly author: string;
}

const MOST = 60;
const AT_ONCE = 5;

/**
 * A message mostly tells the number (`Merge pull request #12`, `Title (#12)`); where it does not GitHub is asked about the commit.
 * Titles are read as they are now: people add `#migration` later.
 */
export async function findPulls(
  context: ReadContext,
  repo: string,
  commits: readonly { readonly sha: string; readonly commit: { readonly message: string } }[],
): Promise<{ readonly pulls: PullFacts[]; readonly cut: boolean }> {
  const { rest } = await openGitHub(context);
  const told = new Set(commits.flatMap(({ commit }) => numberIn(commit.message) ?? []));
  const silent = commits.filter(({ commit }) => numberIn(commit.message) === undefined).map(({ sha }) => sha);
  const looks = [
    ...[...told].map(pull_number => async () => {
      const found = await orMissing(rest.pulls.get({ ...splitRepo(repo), pull_number }));
      return found ? [toPull(found.data)] : [];
    }),
    ...silent.map(commit_sha => async () => {
      const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...splitRepo(repo), commit_sha });
      return data.filter(({ merged_at }) => merged_at !== null).map(toPull);
    }),
  ];
  const pulls = new Map((await fewAtOnce(looks.slice(0, MOST))).flat().map(pull => [pull.number, pull]));
  return { pulls: [...pulls.values()].toSorted((a, b) => a.number - b.number), cut: looks.length > MOST };
}

/** https://docs.github.com/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/about-pull-request-merges */
function numberIn(message: string): number | undefined {
  const [subject = ''] = message.split('\n');
  const [, number] = /^Merge pull request #(\d{1,9})\b/.exec(subject) ?? /\(#(\d{1,9})\)$/.exec(subject.trim()) ?? [];
  return number === undefined ? undefined : Number(number);
}

function toPull({ number, title, html_url: url, user }: { number: number; title: string; html_url: string; user: { login: string } | null }): PullFacts {
  return { number, title, url, author: user?.login ?? 'unknown' };
}

async function fewAtOnce<T>(looks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const found: T[] = [];
  for (let index = 0; index < looks.length; index += AT_ONCE) found.push(...(await Promise.all(looks.slice(index, index + AT_ONCE).map(look => look()))));
  return found;
}
