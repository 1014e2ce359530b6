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
  release: (tag: string, name: string): string => `publish release ${JSON.stringify(name)} on tag ${tag}`,
} as const;

export const failures = {
  noTag: (repo: string, tag: string): Failure => ({
    code: 'no-such-ref',
    message: `${repo} has no tag ${tag} on GitHub.`,
    hint: 'Push the tag first; a mirror may need a minute. GitHub would make one of its own, on whatever is newest.',
  }),
  releaseExists: (tag: string, has: string): Failure => ({
    code: 'release-exists',
    message: `There is a release ${JSON.stringify(has)} on the tag ${tag} already.`,
    hint: 'Look at it on GitHub, and rename or remove it by hand.',
  }),
  unseenRelease: (tag: string): Failure => ({
    code: 'not-found',
    message: `GitHub does not show the release on ${tag}.`,
    hint: 'Look at the releases of the repository, then try again.',
  }),
} as const;
