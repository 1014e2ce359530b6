import { defineChange, type Effect } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { inRepository, openRegistry, type Registry, type RepositoryParams } from './client.ts';
import { ecrMessages } from './messages.ts';
import { DIGEST_PATTERN, REPOSITORY_PARAMS, TAG } from './params.ts';
import { putTag, readManifest } from './put-tag.ts';
import { readImage } from './read-images.ts';
import { readRepository } from './repository.ts';

export const tag = defineChange({
  name: 'tag',
  summary: 'Put tags on an image, by its digest.',
  description:
    'Moves each tag that is elsewhere, and leaves those that are right. The image is named by its digest alone, so that a tag that moves meanwhile cannot change what is tagged. ' +
    'Where the tags of the repository are immutable and one would have to move, nothing is done (`immutable`).',
  version: 1,
  interrupted: 'check',
  params: {
    type: 'object',
    required: ['repository', 'digest', 'tags'],
    additionalProperties: false,
    properties: {
      ...REPOSITORY_PARAMS,
      digest: { type: 'string', pattern: DIGEST_PATTERN, description: 'The image.' },
      tags: { type: 'array', items: TAG, minItems: 1, maxItems: 20, description: 'The tags that it shall have, put on in this order.' },
    },
  },
  outputs: {
    type: 'object',
    required: ['digest', 'tags'],
    additionalProperties: false,
    properties: {
      digest: { type: 'string', description: 'The image.' },
      tags: { type: 'array', items: { type: 'string' }, description: 'The tags that were asked for; all of them are on it now.' },
    },
  },
  examples: [
    {
      title: 'After a deploy',
      with: { repository: 'force', digest: `sha256:${'1'.repeat(64)}`, tags: ['production', 'production--2022-01-27--19-43-45'] },
    },
  ],
  async check(params, context) {
    const missing = await missingTags(openRegistry(context), params);
    return missing.length === 0 ? { done: true, outputs: outputsOf(params) } : { done: false };
  },
  async preview(params, context) {
    const registry = openRegistry(context);
    const { digest, repository } = params;
    if (!(await readImage(registry, params, { imageDigest: digest }))) fail({ code: 'not-found', ...ecrMessages.noImage(repository, digest) });
    const missing = await missingTags(registry, params);
    const moved = missing.find(({ has }) => has !== undefined);
    if (moved?.has !== undefined && (await readRepository(registry, params)).immutable)
      fail({ code: 'immutable', ...ecrMessages.immutable(repository, moved.tag, moved.has) });
    return missing.map(one => putImage(params, one));
  },
  async run(params, context, effects) {
    const registry = openRegistry(context);
    const manifest = effects.length === 0 ? undefined : await readManifest(registry, params, params.digest);
    for (const effect of effects) if (manifest) await putTag(registry, context, effect, manifest);
    return outputsOf(params);
  },
  async verify(params, _outputs, context) {
    const [wrong] = await missingTags(openRegistry(context), params);
    return wrong ? { ok: false, message: ecrMessages.elsewhere(params.repository, wrong.tag, wrong.has) } : { ok: true };
  },
});

interface TagParams extends RepositoryParams {
  readonly digest: string;
  readonly tags: readonly string[];
}

/** A tag that is not on the image, and the digest that it is on. */
interface MissingTag {
  readonly tag: string;
  readonly has: string | undefined;
}

async function missingTags(registry: Registry, params: TagParams): Promise<readonly MissingTag[]> {
  const found = await Promise.all(
    [...new Set(params.tags)].map(async one => ({ tag: one, has: (await readImage(registry, params, { imageTag: one }))?.digest })),
  );
  return found.filter(({ has }) => has !== params.digest);
}

function putImage(params: TagParams, { tag: name, has }: MissingTag): Effect {
  const { repository, digest } = params;
  const data = { ...inRepository(params), imageDigest: digest, imageTag: name };
  return { does: 'PutImage', to: repository, data, says: ecrMessages.push(repository, digest, name, has) };
}

function outputsOf({ digest, tags }: TagParams) {
  return { digest, tags: [...tags] };
}
