import { createHash } from 'node:crypto';
import type { AwsTroubles } from '../../shared/aws/world.ts';

/** What is kept of all repositories. */
export type EcrState = { repositories: Record<string, StoredRepository> } & AwsTroubles;

export type StoredRepository = { name: string; uri: string; mutability: 'MUTABLE' | 'IMMUTABLE'; images: StoredImage[] };

export type StoredImage = { digest: string; manifest: string; commit: string; tags: string[]; pushed: number; archived: boolean };

export const ACCOUNT = '111122223333';
export const MEDIA_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** The image of a commit: pushed where it is not there yet. */
export function pushImage(repository: StoredRepository, commit: string, pushed: number): StoredImage {
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, annotations: { repository: repository.name, commit } });
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  const there = repository.images.find(image => image.digest === digest);
  if (there) return there;
  const image = { digest, manifest, commit, tags: [commit], pushed, archived: false };
  repository.images.push(image);
  return image;
}

/** A tag is on one image of a repository at most. */
export function moveTag(repository: StoredRepository, image: StoredImage, tag: string): void {
  for (const other of repository.images) other.tags = other.tags.filter(one => one !== tag);
  image.tags.push(tag);
}

export function findImage(repository: StoredRepository, id: { readonly imageTag?: string; readonly imageDigest?: string }): StoredImage | undefined {
  const { imageTag, imageDigest } = id;
  return repository.images.find(
    ({ digest, tags }) => (imageDigest === undefined || digest === imageDigest) && (imageTag === undefined || tags.includes(imageTag)),
  );
}
