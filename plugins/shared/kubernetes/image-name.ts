/** An image as containers name it, taken apart: `HOST/PATH/NAME:TAG@sha256:...`. */
export interface ImageName {
  /** All before tag and digest. */
  readonly repository: string;
  /** '' where there is none. */
  readonly digest: string;
}

export function parseImage(image: string): ImageName {
  const [beforeDigest = '', digest = ''] = image.split('@');
  // A colon before the last slash belongs to the port of the host.
  const colon = beforeDigest.indexOf(':', beforeDigest.lastIndexOf('/') + 1);
  return { repository: colon < 0 ? beforeDigest : beforeDigest.slice(0, colon), digest };
}

/** Whether an image is of a repository, given whole (`HOST/force`) or by its last parts (`force`). `force-cdn` is not `force`. */
export function isOfRepository(image: string | undefined, repository: string): boolean {
  if (image === undefined) return false;
  const { repository: has } = parseImage(image);
  return has === repository || has.endsWith(`/${repository}`);
}

/** The same repository at a digest. */
export function atDigest(image: string, digest: string): string {
  return `${parseImage(image).repository}@${digest}`;
}

/** What hokusai writes into the label `app.kubernetes.io/version`: labels hold 63 characters, a digest 71, so it takes the second half. */
export function versionOf(digest: string): string {
  return digest.slice(Math.floor(digest.length / 2));
}

/** For people: the last part of the repository, and the beginning of the digest (or the tag). */
export function shortImage(image: string): string {
  const { repository, digest } = parseImage(image);
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  if (digest !== '') return `${name}@${digest.slice(0, 'sha256:'.length + 12)}`;
  return image.slice(image.lastIndexOf('/') + 1);
}
