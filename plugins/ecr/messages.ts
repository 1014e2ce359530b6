/** What people read where ECR says no, or where a tag must not be moved. */
export const ecrMessages = {
  noRepository: (name: string) => ({
    message: `There is no ECR repository ${name} in this account and region.`,
    hint: 'Check the name, and `region` and `profile` of the connection. In the registry of another account it needs `registry`.',
  }),
  noImage: (repository: string, digest: string) => ({
    message: `${repository} has no image ${digest}.`,
    hint: 'It was deleted or archived, or it is in another repository. List what is there with ecr.images.',
  }),
  immutable: (repository: string, tag: string, has: string) => ({
    message: `The tag ${tag} of ${repository} cannot be moved from ${short(has)}: tags of this repository are immutable.`,
    hint: `Let ${tag} be moved (put-image-tag-mutability, MUTABLE or with an exclusion for it), or use a tag that is new each time.`,
  }),
  wrongAnswer: (repository: string, digest: string) => ({
    message: `ECR did not hand out the manifest of ${repository} ${digest}.`,
    hint: 'Nothing was tagged. Look at the image in the AWS console.',
  }),
  elsewhere: (repository: string, tag: string, has: string | undefined): string =>
    has === undefined ? `${repository} has no tag ${tag}.` : `The tag ${tag} of ${repository} is on ${short(has)}: somebody has moved it since.`,
  severalShas: (digest: string, shas: readonly string[]): string =>
    `${short(digest)} is tagged with several commits: ${shas.map(sha => sha.slice(0, 7)).join(', ')}`,
  push: (repository: string, digest: string, tag: string, has: string | undefined): string =>
    `tag ${repository} ${short(digest)} as ${tag}${has === undefined ? '' : `, moving it from ${short(has)}`}`,
  tagOrDigest: { message: 'Which image is meant is not clear.', hint: 'Give either `tag` or `digest`.' },
  more: (count: number): string => `and ${count} older ${count === 1 ? 'one' : 'ones'}`,
  archived: 'archived',
  current: '<- current',
  columns: ['deployed at', 'commit', 'digest', 'pushed at', ''],
} as const;

/** `sha256:1a2b3c4d5e6f` */
export function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
