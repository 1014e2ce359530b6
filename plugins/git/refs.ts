import type { Clone } from './client.ts';
import { readGit } from './client.ts';
import { invalidRef, noSuchRef } from './failures.ts';

const FULL_SHA = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commit behind a name, a short or a full id. `origin/BRANCH` is fetched first. Fails with `no-such-ref`. */
export async function resolveCommit(clone: Clone, ref: string): Promise<string> {
  checkRefText(ref);
  await refreshRemoteBranch(clone, ref);
  return (await findCommit(clone, ref)) ?? noSuchRef(ref, clone.name);
}

/** The commit behind a name, as the clone knows it now. */
export async function findCommit(clone: Clone, ref: string): Promise<string | undefined> {
  const { exitCode, stdout } = await readGit(clone, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], { exitCodes: [0, 1, 128] });
  return exitCode === 0 && FULL_SHA.test(stdout) ? stdout : undefined;
}

export async function treeOf(clone: Clone, commit: string): Promise<string> {
  return (await readGit(clone, ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`])).stdout;
}

export async function isAncestor(clone: Clone, ancestor: string, descendant: string): Promise<boolean> {
  return (await readGit(clone, ['merge-base', '--is-ancestor', ancestor, descendant], { exitCodes: [0, 1] })).exitCode === 0;
}

export async function localBranch(clone: Clone, branch: string): Promise<string | undefined> {
  return findCommit(clone, `refs/heads/${branch}`);
}

/** Where the branch is on the remote itself, now. */
export async function remoteBranch(clone: Clone, branch: string): Promise<string | undefined> {
  const rows = await listRemote(clone, clone.remote, [`refs/heads/${branch}`]);
  return rows.find(({ ref }) => ref === `refs/heads/${branch}`)?.sha;
}

/** As `remoteBranch`, with its commits in the clone afterwards. */
export async function fetchBranch(clone: Clone, branch: string): Promise<string | undefined> {
  const sha = await remoteBranch(clone, branch);
  if (sha !== undefined) await fetchInto(clone, clone.remote, branch);
  return sha;
}

/** What `ls-remote` answers for the patterns. */
export async function listRemote(clone: Clone, url: string, patterns: readonly string[]): Promise<readonly { sha: string; ref: string }[]> {
  const { stdout } = await readGit(clone, ['ls-remote', '--', url, ...patterns]);
  return stdout.split('\n').flatMap(line => {
    const [sha, ref] = line.split('\t');
    return sha !== undefined && ref !== undefined && FULL_SHA.test(sha) ? [{ sha, ref }] : [];
  });
}

/** Refuses what git would not take as a branch's name, and what it would take for something else. */
export async function checkBranchName(clone: Clone, branch: string): Promise<void> {
  if (branch.startsWith('-') || branch === 'HEAD' || FULL_SHA.test(branch)) invalidRef('a branch', branch, 'git would take it for something else');
  const { exitCode } = await readGit(clone, ['check-ref-format', `refs/heads/${branch}`], { exitCodes: [0, 1] });
  if (exitCode !== 0) invalidRef('a branch', branch, 'git does not allow such a name');
}

export function checkRefText(ref: string): void {
  if (ref.startsWith('-')) invalidRef('a commit', ref, 'git would take it for an option');
  if (/^\s*$|[\p{Cc}]/u.test(ref)) invalidRef('a commit', ref, 'it is empty or has control characters');
  if (ref.includes('..')) invalidRef('a commit', ref, 'it is a range');
}

/** A remote-tracking branch is only as new as the last fetch, and a deploy must not be decided on old news. */
async function refreshRemoteBranch(clone: Clone, ref: string): Promise<void> {
  const [, remote, branch] = /^(?:refs\/remotes\/)?([^/~^@:{]+)\/([^~^@:{]+)/.exec(ref) ?? [];
  if (remote === undefined || branch === undefined || branch === 'HEAD') return;
  const remotes = (await readGit(clone, ['remote'])).stdout.split('\n');
  if (!remotes.includes(remote) || (await findCommit(clone, `refs/heads/${remote}/${branch}`))) return;
  if ((await remoteBranch({ ...clone, remote }, branch)) === undefined) noSuchRef(branch, remote);
  await fetchInto(clone, remote, branch);
}

async function fetchInto(clone: Clone, remote: string, branch: string): Promise<void> {
  const refspec = `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`;
  await readGit(clone, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--', remote, refspec]);
}
