import type { ReadContext } from '../../engine/core/action.ts';
import { defineRead } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openGitHub, orMissing, splitRepo } from './client.ts';
import { comparison, failures } from './messages.ts';
import { findPulls } from './pulls-of.ts';
import { REPO, SHA, URL } from './schemas.ts';

const TEXT = { type: 'string' } as const;
const NAME = { type: 'string', minLength: 1 } as const;

export const compare = defineRead({
  name: 'compare',
  summary: 'Compare two commits: what the second has that the first lacks',
  description:
    'Commits with their authors, the pull requests that brought them, and the changed files. Both names are resolved first, so that a branch that moves meanwhile changes nothing. `cut` is true where there is more than was read: 250 commits, 300 files, 60 pull requests.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'base', 'head'],
    properties: {
      repo: REPO,
      base: { ...NAME, description: 'Commit, branch or tag to compare with: what production runs' },
      head: { ...NAME, description: 'Commit, branch or tag with the changes: what staging runs' },
    },
  },
  outputs: {
    type: 'object',
    required: ['base_sha', 'head_sha', 'ahead_by', 'behind_by', 'commits', 'authors', 'pulls', 'files', 'cut', 'text', 'url', 'newest_at'],
    properties: {
      base_sha: { ...SHA, description: 'The commit of `base`' },
      head_sha: { ...SHA, description: 'The commit of `head`' },
      ahead_by: { type: 'integer', description: 'How many commits `head` has that `base` lacks' },
      behind_by: { type: 'integer', description: 'How many commits `base` has that `head` lacks' },
      commits: {
        type: 'array',
        description: 'The commits that `head` has more, the oldest first',
        items: {
          type: 'object',
          required: ['sha', 'short', 'subject', 'author', 'date'],
          properties: {
            sha: SHA,
            short: { ...TEXT, description: 'Its first seven characters' },
            subject: { ...TEXT, description: 'First line of its message' },
            author: { ...TEXT, description: 'Login of its author, else the name' },
            date: { ...TEXT, description: 'When it was written, ISO' },
          },
        },
      },
      authors: { type: 'array', items: TEXT, description: 'The authors, each once' },
      pulls: {
        type: 'array',
        description: 'The pull requests that brought them',
        items: {
          type: 'object',
          required: ['number', 'title', 'url', 'author'],
          properties: {
            number: { type: 'integer', description: 'Its number' },
            title: { ...TEXT, description: 'Its title' },
            url: URL,
            author: { ...TEXT, description: 'Login of its author' },
          },
        },
      },
      files: {
        type: 'array',
        description: 'The changed files',
        items: {
          type: 'object',
          required: ['path', 'status'],
          properties: { path: { ...TEXT, description: 'Its path' }, status: { ...TEXT, description: '`added`, `modified`, `removed`, `renamed`' } },
        },
      },
      cut: { type: 'boolean', description: 'There is more than was read' },
      text: { ...TEXT, description: 'The commits for people, a line each' },
      url: { ...URL, description: 'The comparison on GitHub' },
      newest_at: { ...TEXT, description: 'When the commit of `head` was committed, ISO: mostly when it was merged' },
    },
  },
  examples: [{ title: 'What the next release brings', with: { repo: 'artsy/force', base: 'release', head: 'staging' } }],
  async run({ repo, base, head }, context) {
    const { sha: base_sha } = await resolve(context, repo, base);
    const { sha: head_sha, at: newest_at } = await resolve(context, repo, head);
    const { data, all, more } = await readComparison(context, repo, `${base_sha}...${head_sha}`);
    const commits = all.map(toCommit);
    const found = await findPulls(context, repo, all);
    const files = (data.files ?? []).map(({ filename, status }) => ({ path: filename, status }));
    const authors = [...new Set(commits.map(({ author }) => author))];
    return {
      base_sha,
      head_sha,
      ahead_by: data.ahead_by,
      behind_by: data.behind_by,
      commits,
      authors,
      pulls: found.pulls,
      files,
      cut: more > 0 || found.cut || files.length >= FILES,
      text: toText(commits, authors, more),
      url: data.html_url,
      newest_at,
    };
  },
});

const COMMITS = 250;
const FILES = 300;
const PAGE = 100;
const SHOWN = 30;

/** Fails with `no-such-ref`. */
async function resolve(context: ReadContext, repo: string, name: string): Promise<{ readonly sha: string; readonly at: string }> {
  const { rest } = await openGitHub(context);
  const found = await orMissing(rest.repos.getCommit({ ...splitRepo(repo), ref: name, per_page: 1 })).catch((error: unknown) => noCommit(error, repo, name));
  if (!found) return fail(failures.noRef(repo, name));
  return { sha: found.data.sha, at: found.data.commit.committer?.date ?? '' };
}

/** For a name that is no commit GitHub says 422. */
function noCommit(error: unknown, repo: string, name: string): never {
  if (error instanceof Error && error.message.includes('No commit found')) return fail(failures.noRef(repo, name), error);
  throw error;
}

async function readComparison(context: ReadContext, repo: string, basehead: string) {
  const { rest } = await openGitHub(context);
  const ask = (page: number) => rest.repos.compareCommitsWithBasehead({ ...splitRepo(repo), basehead, per_page: PAGE, page });
  const { data } = await ask(1);
  const all = [...data.commits];
  for (let page = 2; all.length < Math.min(data.total_commits, COMMITS) && page <= COMMITS / PAGE + 1; page += 1) all.push(...(await ask(page)).data.commits);
  return { data, all: all.slice(0, COMMITS), more: Math.max(0, data.total_commits - COMMITS) };
}

type Compared = Awaited<ReturnType<typeof readComparison>>['all'][number];

function toCommit({ sha, commit, author }: Compared) {
  const who = author && 'login' in author ? author.login : (commit.author?.name ?? 'unknown');
  return { sha, short: sha.slice(0, 7), subject: commit.message.split('\n')[0] ?? '', author: who, date: commit.author?.date ?? '' };
}

function toText(commits: readonly ReturnType<typeof toCommit>[], authors: readonly string[], more: number): string {
  if (commits.length === 0) return comparison.nothing;
  const hidden = Math.max(0, commits.length - SHOWN) + more;
  const lines = commits.slice(-SHOWN).toReversed().map(comparison.commit);
  return [comparison.head(commits.length + more, authors), ...lines, ...(hidden > 0 ? [comparison.more(hidden)] : [])].join('\n');
}
