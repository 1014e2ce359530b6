import type { FromSchema } from '../../../engine/core/action.ts';
import { DURATION_PATTERN } from '../../../engine/core/duration.ts';
import { ANSWERS, LOSE } from '../../shared/stand-in-answers.ts';

const JOB = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, description: 'Its name' },
    takes: { type: 'string', pattern: DURATION_PATTERN, description: 'How long it runs. Default: 1m' },
    approval: { type: 'boolean', description: 'It does nothing but wait for an approval' },
    blocked_by: { type: 'integer', description: 'It fails while this project has an open block in Horizon, or Horizon does not answer' },
    promotes: {
      type: 'string',
      description:
        'It promotes this project as `hokusai pipeline promote` does: the image that has the tag `staging` when it begins goes to the cluster, the one that has it at the end gets the tag `production`',
    },
  },
} as const;

const PROJECT = {
  type: 'object',
  additionalProperties: false,
  required: ['repository', 'branches'],
  properties: {
    repository: { type: 'string', description: 'Its repository under `git:`' },
    branches: {
      type: 'object',
      description: 'Branches whose pushes start a pipeline',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['workflow', 'jobs'],
        description: 'Its workflow, the jobs one after the other',
        properties: {
          workflow: { type: 'string', minLength: 1, description: 'Name of the workflow' },
          jobs: { type: 'array', minItems: 1, items: JOB, description: 'Its jobs, in order' },
        },
      },
    },
    notices: { type: 'string', pattern: DURATION_PATTERN, description: 'How long after a push its pipeline appears. Default: 10s' },
  },
} as const;

export const PART = {
  type: 'object',
  description: 'Projects by slug (`gh/artsy/force`), each on a repository of `git:`',
  propertyNames: { pattern: '^[^/\\s]+/[^/\\s]+/[^/\\s]+$' },
  additionalProperties: PROJECT,
} as const;

export const FAULTS = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    description: 'What happens to this project',
    properties: {
      misses: { type: 'integer', minimum: 1, description: 'So many more pushes start no pipeline: a webhook was lost' },
      starts: { type: 'string', description: 'A pipeline of this branch begins now' },
      hold: { type: 'string', description: 'Pipelines of this branch wait for an approval first, from now on' },
      fails: { type: 'string', description: 'The next time, the job of this name fails' },
      answers: ANSWERS,
      lose: LOSE,
    },
  },
} as const;

export type ProjectPart = FromSchema<typeof PROJECT>;
export type JobPart = FromSchema<typeof JOB>;
export type ProjectFault = NonNullable<FromSchema<typeof FAULTS>[string]>;
