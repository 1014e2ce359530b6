import type { ImageDetail, ImageIdentifier } from '@aws-sdk/client-ecr';
import { askRegistry, awsCodeOf, inRepository, type Registry, type RepositoryParams } from './client.ts';

/** An image as the actions see it. */
export interface Image {
  readonly digest: string;
  /** Sorted: ECR's own order means nothing. */
  readonly tags: readonly string[];
  /** Commits among the tags (40 hex), sorted; mostly one. */
  readonly shas: readonly string[];
  /** ISO time. */
  readonly pushedAt: string | undefined;
  /** Kept, but it cannot be pulled before it is restored. */
  readonly archived: boolean;
}

/** A page of DescribeImages: the largest that ECR gives. */
const PAGE = 1_000;

/** One image by tag or digest; undefined where there is none. Fails with `not-found` where the repository is missing. */
export async function readImage(registry: Registry, at: RepositoryParams, id: ImageIdentifier): Promise<Image | undefined> {
  const request = { ...inRepository(at), imageIds: [id] };
  try {
    const { imageDetails = [] } = await askRegistry(registry, 'DescribeImages', at, (client, options) => client.describeImages(request, options));
    return imageDetails.map(toImage)[0];
  } catch (error) {
    if (awsCodeOf(error) === 'ImageNotFound') return undefined;
    throw error;
  }
}

/** Every tagged image, the archived ones too, which ECR hides unless it is asked for them. */
export async function readImages(registry: Registry, at: RepositoryParams): Promise<readonly Image[]> {
  const active = await readAll(registry, at, 'ACTIVE');
  const archived = await readAll(registry, at, 'ARCHIVED');
  const seen = new Set(active.map(({ digest }) => digest));
  return [...active, ...archived.filter(image => image.archived && !seen.has(image.digest))];
}

async function readAll(registry: Registry, at: RepositoryParams, imageStatus: 'ACTIVE' | 'ARCHIVED'): Promise<readonly Image[]> {
  const found: Image[] = [];
  let nextToken: string | undefined;
  do {
    const request = { ...inRepository(at), filter: { tagStatus: 'TAGGED' as const, imageStatus }, maxResults: PAGE, nextToken };
    const answer = await askRegistry(registry, 'DescribeImages', at, (client, options) => client.describeImages(request, options));
    found.push(...(answer.imageDetails ?? []).map(toImage));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return found;
}

function toImage({ imageDigest = '', imageTags = [], imagePushedAt, imageStatus }: ImageDetail): Image {
  const tags = imageTags.toSorted();
  return {
    digest: imageDigest,
    tags,
    shas: tags.filter(tag => /^[0-9a-f]{40}$/.test(tag)),
    pushedAt: imagePushedAt?.toISOString(),
    archived: imageStatus === 'ARCHIVED',
  };
}
