import type { JsonObject } from '../../../engine/core/json.ts';
import { ACCOUNT, MEDIA_TYPE, findImage, moveTag, type EcrState, type StoredImage, type StoredRepository } from './store.ts';

/** A request of ECR's JSON protocol, as far as the stand-in reads it. */
interface Request {
  readonly repositoryName?: string;
  readonly repositoryNames?: readonly string[];
  readonly imageIds?: readonly { readonly imageTag?: string; readonly imageDigest?: string }[];
  readonly filter?: { readonly tagStatus?: string; readonly imageStatus?: string };
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly imageManifest?: string;
  readonly imageTag?: string;
  readonly imageDigest?: string;
}

type Operation = (state: EcrState, request: Request) => JsonObject;

/** An answer of AWS that says no. */
export interface Refused {
  readonly code: string;
  readonly message: string;
}

export const operations: Readonly<Record<string, Operation>> = {
  DescribeRepositories(state, { repositoryNames = [] }) {
    return { repositories: repositoryNames.map(name => repositoryJson(repositoryOf(state, name))) };
  },
  DescribeImages(state, { repositoryName, imageIds, filter = {}, maxResults = 100, nextToken = '0' }) {
    const repository = repositoryOf(state, repositoryName);
    if (imageIds) return { imageDetails: imageIds.map(id => imageJson(repository, findImage(repository, id) ?? refuse('ImageNotFoundException', NO_IMAGE))) };
    const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = filter;
    const found = repository.images
      .filter(({ archived }) => imageStatus === 'ANY' || archived === (imageStatus === 'ARCHIVED'))
      .filter(({ tags }) => tagStatus === 'ANY' || tags.length > 0 === (tagStatus === 'TAGGED'));
    const end = Number(nextToken) + maxResults;
    return {
      imageDetails: found.slice(Number(nextToken), end).map(image => imageJson(repository, image)),
      ...(end < found.length ? { nextToken: `${end}` } : {}),
    };
  },
  BatchGetImage(state, { repositoryName, imageIds = [] }) {
    const repository = repositoryOf(state, repositoryName);
    const found = imageIds.map(id => ({ id, image: findImage(repository, id) }));
    return {
      images: found.flatMap(({ id, image }) => (image && !image.archived ? [manifestJson(repository, image, id.imageTag)] : [])),
      failures: found.flatMap(({ id, image }) =>
        image && !image.archived ? [] : [{ imageId: { ...id }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }],
      ),
    };
  },
  PutImage(state, { repositoryName, imageManifest, imageTag = '', imageDigest }) {
    const repository = repositoryOf(state, repositoryName);
    const image = repository.images.find(({ manifest }) => manifest === imageManifest) ?? refuse('LayersNotFoundException', 'Layers are missing.');
    if (imageDigest !== undefined && imageDigest !== image.digest) refuse('ImageDigestDoesNotMatchException', 'The digest does not match.');
    const holder = findImage(repository, { imageTag });
    if (holder === image) refuse('ImageAlreadyExistsException', `Image with digest '${image.digest}' and tag '${imageTag}' already exists in the repository.`);
    if (holder && repository.mutability === 'IMMUTABLE')
      refuse('ImageTagAlreadyExistsException', `The image tag '${imageTag}' already exists and cannot be overwritten because the tag is immutable.`);
    moveTag(repository, image, imageTag);
    return { image: manifestJson(repository, image, imageTag) };
  },
};

export function refusalOf(error: unknown): Refused | undefined {
  return error instanceof Error && 'refused' in error ? (error.refused as Refused) : undefined;
}

export function refuse(code: string, message: string): never {
  throw Object.assign(new Error(message), { refused: { code, message } satisfies Refused });
}

const NO_IMAGE = 'The image with the given id does not exist in the repository.';

function repositoryOf(state: EcrState, name = ''): StoredRepository {
  const found = Object.hasOwn(state.repositories, name) ? state.repositories[name] : undefined;
  return found ?? refuse('RepositoryNotFoundException', `The repository with name '${name}' does not exist in the registry with id '${ACCOUNT}'`);
}

function repositoryJson({ name, uri, mutability }: StoredRepository): JsonObject {
  return { repositoryName: name, registryId: ACCOUNT, repositoryUri: uri, imageTagMutability: mutability };
}

function imageJson({ name }: StoredRepository, { digest, tags, pushed, archived }: StoredImage): JsonObject {
  return {
    registryId: ACCOUNT,
    repositoryName: name,
    imageDigest: digest,
    ...(tags.length > 0 ? { imageTags: [...tags] } : {}),
    imagePushedAt: pushed / 1_000,
    imageStatus: archived ? 'ARCHIVED' : 'ACTIVE',
    imageManifestMediaType: MEDIA_TYPE,
  };
}

function manifestJson({ name }: StoredRepository, { digest, manifest }: StoredImage, imageTag: string | undefined): JsonObject {
  const imageId = { imageDigest: digest, ...(imageTag === undefined ? {} : { imageTag }) };
  return { registryId: ACCOUNT, repositoryName: name, imageId, imageManifest: manifest, imageManifestMediaType: MEDIA_TYPE };
}
