import type { FromSchema } from '../../../engine/core/action.ts';
import { TROUBLE_PROPERTIES } from '../../shared/aws/world.ts';
import { REPOSITORY_PARAMS, TAG } from '../params.ts';

const COMMIT = { type: 'string', minLength: 1, description: 'The commit that it was built from: a name of the git part above, or 40 hex digits.' } as const;

const IMAGE = {
  type: 'object',
  additionalProperties: false,
  required: ['commit'],
  properties: {
    commit: COMMIT,
    tags: { type: 'array', items: TAG, description: 'Tags beside that of the commit: `production`, `production--2026-03-09--14-03-22`.' },
    pushed: { type: 'string', description: 'When it was pushed, ISO time. Default: a day before the world begins.' },
    archived: { type: 'boolean', description: 'It is archived.' },
  },
} as const;

const REPOSITORY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    images: { type: 'array', items: IMAGE, description: 'The images that are there.' },
    mutability: { enum: ['MUTABLE', 'IMMUTABLE'], description: 'Whether tags can be moved. Default: MUTABLE.' },
    region: { type: 'string', description: 'AWS region. Default: us-east-1.' },
  },
} as const;

const NAME = { pattern: REPOSITORY_PARAMS.repository.pattern } as const;

export const PART_SCHEMA = { type: 'object', description: 'Repositories of images, by name.', propertyNames: NAME, additionalProperties: REPOSITORY } as const;

const FAULT = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    push: {
      type: 'object',
      additionalProperties: false,
      required: ['commit'],
      description: 'Somebody pushes an image, or moves tags to one that is there: a deploy to staging meanwhile.',
      properties: { commit: COMMIT, tags: IMAGE.properties.tags },
    },
    ...TROUBLE_PROPERTIES,
  },
} as const;

export const FAULTS_SCHEMA = {
  type: 'object',
  description: 'Faults by repository. `throttled`, `expired`, `denied` and `lost` hold for ECR as a whole.',
  propertyNames: NAME,
  additionalProperties: FAULT,
} as const;

export type RepositoryPart = FromSchema<typeof REPOSITORY>;
export type ImagePart = FromSchema<typeof IMAGE>;
export type RepositoryFault = FromSchema<typeof FAULT>;
