/** Every sentence of the github plugin. */
import type { Failure } from '../../engine/core/failure.ts';

/** What to do about an answer that is no success. */
export const hints = {
  unauthorized: 'The token is missing, wrong or expired. Make a new one, and give it to the connection.',
  forbidden: 'The token may not do this. It needs `contents` and `pull requests` (read and write) of the repository, and the consent of its organization.',
  notFound: 'Look whether owner and name of the repository are right. GitHub also says this where the token may not see it.',
  notMergeable: 'Look at the pull request: a rule of the branch, a conflict, or the method of the merge is in the way.',
  movedOn: 'It has moved on meanwhile. Look at what is there now, and begin again with it.',
} as const;

export const effects = {
  assign: (number: number, login: string): string => `assign #${number} to ${login}`,
  merge: (number: number, sha: string, method: string): string => `merge #${number} at ${sha.slice(0, 7)}${METHODS[method] ?? ''}`,
  openPull: (title: string, head: string, base: string): string => `open pull request ${JSON.stringify(title)} from ${head} to ${base}`,
  release: (tag: string, name: string): string => `publish release ${JSON.stringify(name)} on tag ${tag}`,
  tag: (tag: string, sha: string, was: string | undefined): string =>
    was === undefined ? `create the tag ${tag} on ${sha.slice(0, 7)}` : `move the tag ${tag} from ${was.slice(0, 7)} to ${sha.slice(0, 7)}`,
} as const;

const METHODS: Readonly<Record<string, string>> = { merge: ' with a merge commit', squash: ', squashed into one commit', rebase: ', rebased' };

export const failures = {
  closed: (number: number): Failure => ({
    code: 'closed',
    message: `#${number} was closed without being merged.`,
    hint: 'Ask who closed it and why; open it again, or begin again with a new one.',
  }),
  headMoved: (number: number, wanted: string, has: string): Failure => ({
    code: 'head-moved',
    message: `#${number} is at ${has.slice(0, 7)} now, not at ${wanted.slice(0, 7)}: somebody has pushed to it.`,
    hint: 'Look at the new commits, and begin again with them.',
    data: { wanted, has },
  }),
  notMerged: (number: number): Failure => ({
    code: 'not-mergeable',
    message: `GitHub took the merge of #${number}, but does not show it as merged.`,
    hint: 'Look at the pull request.',
  }),
  noRef: (repo: string, ref: string): Failure => ({
    code: 'no-such-ref',
    message: `${repo} has no commit, branch or tag ${ref} on GitHub.`,
    hint: 'Look whether the name is right, and whether it was pushed.',
  }),
  noTag: (repo: string, tag: string): Failure => ({
    code: 'no-such-ref',
    message: `${repo} has no tag ${tag} on GitHub.`,
    hint: 'Push the tag first; a mirror may need a minute. GitHub would make one of its own, on whatever is newest.',
  }),
  nobody: (number: number): Failure => ({
    code: 'not-found',
    message: `None of the people who committed to #${number} can be assigned.`,
    hint: 'Assign somebody by hand, or name one with `who`.',
  }),
  notAssignable: (repo: string, login: string): Failure => ({
    code: 'refused',
    message: `${login} cannot be assigned in ${repo}.`,
    hint: 'Only people with access to the repository can.',
  }),
  releaseExists: (tag: string, has: string): Failure => ({
    code: 'release-exists',
    message: `There is a release ${JSON.stringify(has)} on the tag ${tag} already.`,
    hint: 'Look at it on GitHub, and rename or remove it by hand.',
  }),
  tagElsewhere: (tag: string, has: string, wanted: string): Failure => ({
    code: 'tag-exists',
    message: `The tag ${tag} stands on ${has.slice(0, 7)}, not on ${wanted.slice(0, 7)}.`,
    hint: 'Take another name, or say `move: true` where this tag follows what runs.',
  }),
  unseenRelease: (tag: string): Failure => ({
    code: 'not-found',
    message: `GitHub does not show the release on ${tag}.`,
    hint: 'Look at the releases of the repository, then try again.',
  }),
} as const;

/** What a comparison brings, for people: a line a commit. */
export const comparison = {
  nothing: 'nothing',
  head: (commits: number, authors: readonly string[]): string => `${commits} ${commits === 1 ? 'commit' : 'commits'} by ${authors.join(', ')}`,
  commit: ({ short, subject, author, date }: { short: string; subject: string; author: string; date: string }): string =>
    `- ${short} ${subject} (${author}, ${date.slice(0, 10)})`,
  more: (count: number): string => `- and ${count} more`,
} as const;
