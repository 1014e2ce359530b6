import { defineRead } from '../../engine/core/action.ts';
import { readImages } from './client.ts';
import { FOLDER } from './params.ts';

export const images = defineRead({
  name: 'images',
  summary: 'List images by `hokusai registry images`, as it orders them: by when they were pushed.',
  description: 'For people who reach the registry by hokusai alone. The order is not that of the deploys: `ecr.images` has that, and marks the current one.',
  version: 1,
  params: {
    type: 'object',
    required: ['folder'],
    additionalProperties: false,
    properties: { folder: FOLDER, filter: { type: 'string', minLength: 1, description: 'Only images with this text in their tags. Default: production.' } },
  },
  outputs: {
    type: 'object',
    required: ['images'],
    additionalProperties: false,
    properties: {
      images: {
        type: 'array',
        description: 'The images, the newest push first.',
        items: {
          type: 'object',
          required: ['pushed', 'digest', 'sha', 'tags'],
          additionalProperties: false,
          properties: {
            pushed: { type: 'string', description: 'When it was pushed, as hokusai prints it.' },
            digest: { type: 'string', description: '`sha256:...`' },
            sha: { type: 'string', description: "The commit that it was built from; '' where no tag says." },
            tags: { type: 'array', items: { type: 'string' }, description: 'Its tags.' },
          },
        },
      },
    },
  },
  examples: [{ title: 'What production has run', with: { folder: 'force', filter: 'production' } }],
  async run({ folder, filter = 'production' }, context) {
    const rows = await readImages(context, folder, filter);
    return { images: rows.map(({ tags, ...row }) => ({ ...row, sha: tags.find(tag => /^[0-9a-f]{40}$/.test(tag)) ?? '', tags: [...tags] })) };
  },
});
