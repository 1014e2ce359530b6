import { defineRead } from '../../engine/core/action.ts';
import { openRegistry } from './client.ts';
import { inDeployOrder, type Deployed } from './deploys.ts';
import { imageTable } from './image-table.ts';
import { REPOSITORY_PARAMS, TAG } from './params.ts';
import { readImages } from './read-images.ts';

const IMAGE = {
  type: 'object',
  required: ['digest', 'sha', 'tags', 'current', 'archived'],
  additionalProperties: false,
  properties: {
    digest: { type: 'string', description: '`sha256:...`' },
    sha: { type: 'string', description: "The commit that it was built from; '' where no tag says." },
    tags: { type: 'array', items: { type: 'string' }, description: 'All of its tags, sorted.' },
    deploy_tag: { type: 'string', description: 'The tag of its newest deploy. Absent where it has only the tag of the stage.' },
    deployed_at: { type: 'string', description: 'When that was, ISO time.' },
    pushed_at: { type: 'string', description: 'When it was pushed, ISO time.' },
    current: { type: 'boolean', description: 'It has the tag of the stage.' },
    archived: { type: 'boolean', description: 'Archived: it must be restored before it can be deployed.' },
  },
} as const;

export const images = defineRead({
  name: 'images',
  summary: 'List the images that a stage runs or has run, last deployed first, the current one marked.',
  description:
    'In the order of deploys, which their tags `STAGE--YYYY-MM-DD--HH-MM-SS` tell: an image that was deployed again stands at its last time, whenever it was pushed. ' +
    'The table stands in the log of the step. `choices` are the tags to roll back to, newest first; offer them in an `ask`.',
  version: 1,
  params: {
    type: 'object',
    required: ['repository'],
    additionalProperties: false,
    properties: {
      ...REPOSITORY_PARAMS,
      stage: { ...TAG, description: 'The stage whose tags are meant. Default: production.' },
      limit: { type: 'integer', minimum: 1, maximum: 500, description: 'How many to list at most. Default: 20.' },
    },
  },
  outputs: {
    type: 'object',
    required: ['images', 'table', 'more', 'current_digest', 'current_sha', 'choices', 'previous'],
    additionalProperties: false,
    properties: {
      images: { type: 'array', items: IMAGE, description: 'Last deployed first.' },
      table: { type: 'string', description: 'The same for people, a line each: show it where somebody chooses.' },
      more: { type: 'integer', description: 'How many older ones there are beyond the limit.' },
      current_digest: { type: 'string', description: "Digest of the image with the stage's tag; '' where none has it." },
      current_sha: { type: 'string', description: "Its commit; '' where unknown." },
      choices: { type: 'array', items: { type: 'string' }, description: 'Deploy tags of the others that can be deployed, newest first.' },
      previous: { type: 'string', description: "The first of the choices deployed before the current one; '' where there is none." },
    },
  },
  examples: [
    { title: 'What production has run', with: { repository: 'force' } },
    { title: 'The last five of staging', with: { repository: 'force', stage: 'staging', limit: 5 } },
  ],
  async run({ stage = 'production', limit = 20, ...at }, context) {
    const deployed = inDeployOrder(await readImages(openRegistry(context), at), stage);
    const listed = deployed.slice(0, limit);
    const table = imageTable(listed, deployed.length - listed.length);
    for (const line of table) context.log(line);
    const current = deployed.find(one => one.current);
    const choices = listed.filter(isChoice);
    const before = choices.find(({ at: deployedAt = '' }) => current?.at === undefined || deployedAt < current.at);
    return {
      images: listed.map(toOutput),
      table: table.join('\n'),
      more: deployed.length - listed.length,
      current_digest: current?.image.digest ?? '',
      current_sha: current?.image.shas[0] ?? '',
      choices: choices.flatMap(({ tag }) => tag ?? []),
      previous: before?.tag ?? '',
    };
  },
});

function isChoice({ current, tag, image }: Deployed): boolean {
  return !current && tag !== undefined && !image.archived;
}

function toOutput({ image, tag, at, current }: Deployed) {
  const { digest, shas, tags, archived, pushedAt } = image;
  return {
    digest,
    sha: shas[0] ?? '',
    tags: [...tags],
    ...(tag === undefined ? {} : { deploy_tag: tag }),
    ...(at === undefined ? {} : { deployed_at: at }),
    ...(pushedAt === undefined ? {} : { pushed_at: pushedAt }),
    current,
    archived,
  };
}
