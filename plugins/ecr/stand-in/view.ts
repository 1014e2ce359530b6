import type { StoredImage } from './store.ts';

/** An image as tests and people see it. */
export function toImage({ digest, commit, tags, pushed, archived }: StoredImage) {
  return { digest, sha: commit, tags: tags.toSorted(), pushed: new Date(pushed).toISOString(), archived };
}
