import { defineRead } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openRegistry } from './client.ts';
import { ecrMessages } from './messages.ts';
import { DIGEST_PATTERN, REPOSITORY_PARAMS, TAG } from './params.ts';
import { readImage } from './read-images.ts';

export const image = defineRead({
  name: 'image',
  summary: 'Find one image by its tag or digest: its digest, its commit, its tags.',
  description:
    'Pin what you deploy: read the digest once, and use the digest from then on. That there is no such image is an answer (`found: false`, empty `digest` and `sha`), ' +
    'so say `verify: outputs.found` where it must be there. A missing repository is a failure.',
  version: 1,
  params: {
    type: 'object',
    required: ['repository'],
    additionalProperties: false,
    properties: {
      ...REPOSITORY_PARAMS,
      tag: { ...TAG, description: 'A tag: `staging`, `production`, a commit.' },
      digest: { type: 'string', pattern: DIGEST_PATTERN, description: 'A digest, instead of `tag`.' },
    },
  },
  outputs: {
    type: 'object',
    required: ['found', 'digest', 'sha', 'tags', 'archived'],
    additionalProperties: false,
    properties: {
      found: { type: 'boolean', description: 'It is there.' },
      digest: { type: 'string', description: "`sha256:...`; '' where there is no such image." },
      sha: { type: 'string', description: "The commit that it was built from: its tag of 40 hex digits; '' where it has none." },
      tags: { type: 'array', items: { type: 'string' }, description: 'All of its tags, sorted.' },
      archived: { type: 'boolean', description: 'Archived: it must be restored before it can be pulled.' },
      pushed_at: { type: 'string', description: 'When it was pushed, ISO time. Absent where there is no such image.' },
    },
  },
  examples: [
    { title: 'What staging runs', with: { repository: 'force', tag: 'staging' } },
    { title: 'An image by its digest', with: { repository: 'force', digest: `sha256:${'0'.repeat(64)}` } },
  ],
  async run({ tag, digest, ...at }, context) {
    if ((tag === undefined) === (digest === undefined)) fail({ code: 'bad-params', ...ecrMessages.tagOrDigest });
    const found = await readImage(openRegistry(context), at, tag === undefined ? { imageDigest: digest } : { imageTag: tag });
    if (!found) return { found: false, digest: '', sha: '', tags: [], archived: false };
    if (found.shas.length > 1) context.log(ecrMessages.severalShas(found.digest, found.shas));
    const { pushedAt, shas, tags, archived } = found;
    return { found: true, digest: found.digest, sha: shas[0] ?? '', tags: [...tags], archived, ...(pushedAt === undefined ? {} : { pushed_at: pushedAt }) };
  },
});
