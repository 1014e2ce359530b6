import type { ChangeContext, Effect } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { sendToAws } from '../shared/aws/client.ts';
import { askRegistry, awsCodeOf, inRepository, type Registry, type RepositoryParams } from './client.ts';
import { ecrMessages } from './messages.ts';

export interface Manifest {
  readonly imageManifest: string;
  readonly imageManifestMediaType?: string;
}

/** Without them ECR may hand out a converted manifest, or one image of several, which has another digest. */
const MEDIA_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** The manifest of an image as it was pushed. Fails with `not-found`. */
export async function readManifest(registry: Registry, at: RepositoryParams, digest: string): Promise<Manifest> {
  const request = { ...inRepository(at), imageIds: [{ imageDigest: digest }], acceptedMediaTypes: MEDIA_TYPES };
  const { images = [] } = await askRegistry(registry, 'BatchGetImage', at, (client, options) => client.batchGetImage(request, options));
  const [image] = images;
  if (image?.imageManifest === undefined || (image.imageId?.imageDigest ?? digest) !== digest)
    fail({ code: 'not-found', ...ecrMessages.wrongAnswer(at.repository, digest) });
  const type = image.imageManifestMediaType;
  return { imageManifest: image.imageManifest, ...(type === undefined ? {} : { imageManifestMediaType: type }) };
}

/** Puts one tag on the image whose manifest is given. Fails with `immutable`. */
export async function putTag(registry: Registry, context: ChangeContext, effect: Effect, manifest: Manifest): Promise<void> {
  const client = await registry.client();
  // The data of an effect is the request itself, but for the manifest, which the digest stands for.
  const request = { ...(effect.data as { repositoryName: string; imageTag: string }), ...manifest };
  const does = `PutImage ${request.repositoryName}`;
  await context.change(effect, io =>
    sendToAws(context.connection, does, 'change', io.signal, options => client.putImage(request, options)).catch((error: unknown) => {
      // Somebody, or we before a crash, has put exactly this tag on exactly this image.
      if (awsCodeOf(error) === 'ImageAlreadyExists') return undefined;
      if (awsCodeOf(error) === 'ImageTagAlreadyExists')
        fail({ code: 'immutable', ...ecrMessages.immutable(request.repositoryName, request.imageTag, 'another image') }, error);
      throw error;
    }),
  );
}
