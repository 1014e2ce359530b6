import type { FromSchema } from '../../../engine/core/action.ts';
import { DURATION_PATTERN } from '../../../engine/core/duration.ts';

const DURATION = { type: 'string', pattern: DURATION_PATTERN } as const;

const PIPELINE_END = { enum: ['success', 'failed', 'canceled'], description: 'How pipelines end' } as const;

const APPROVALS = {
  type: 'object',
  additionalProperties: false,
  description: 'Who approves merge requests, and when',
  properties: {
    required: { type: 'integer', minimum: 0, description: 'How many approvals are needed. Default: 0' },
    after: { ...DURATION, description: 'How long after the opening they come; without it nobody approves' },
    by: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }], description: 'Who gives them' },
  },
} as const;

const PROJECT = {
  type: 'object',
  additionalProperties: false,
  properties: {
    repository: { type: 'string', description: "Its repository under `git:`. Default: the project's last name, with `_` for `-`" },
    releases: {
      type: 'array',
      description: 'Releases that are there, the newest first',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'tag'],
        properties: {
          name: { type: 'string', description: 'Name of the release' },
          tag: { type: 'string', description: 'Its tag' },
          description: { type: 'string', description: 'Its notes' },
        },
      },
    },
    merge_requests: {
      type: 'array',
      description: 'Merge requests that are there, the oldest first',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'source', 'target'],
        properties: {
          title: { type: 'string', description: 'Its title' },
          source: { type: 'string', description: 'The branch to merge' },
          target: { type: 'string', description: 'The branch to merge into' },
          state: { enum: ['opened', 'merged', 'closed'], description: 'Default: `merged`' },
        },
      },
    },
    pipeline: {
      type: 'object',
      additionalProperties: false,
      description: 'Each new tip of a merge request gets a pipeline; without this there are none',
      properties: { takes: { ...DURATION, description: 'How long it runs' }, ends: PIPELINE_END },
    },
    approvals: APPROVALS,
  },
} as const;

export const PART = {
  type: 'object',
  description: 'Projects by path, each on a repository of `git:`',
  propertyNames: { pattern: '^[\\w.-]+(/[\\w.-]+)+$' },
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
      pipeline: { ...PIPELINE_END, description: 'Pipelines, the running ones too, end so at once' },
      approvals: { ...APPROVALS, description: 'Approvals work so from now on' },
      squash: {
        enum: ['always', 'fast-forward'],
        description: 'The project squashes every merge, whatever is asked for; `fast-forward`: and makes no merge commit',
      },
      merge: { enum: ['plain', 'squashed'], description: 'Somebody merges the open merge requests by hand, whatever their status' },
      status: {
        type: 'object',
        additionalProperties: false,
        required: ['is'],
        description: 'Open merge requests show this `detailed_merge_status`, and a merge is refused meanwhile',
        properties: {
          is: { type: 'string', minLength: 1, description: '`draft_status`, `discussions_not_resolved`, `need_rebase`, or one that nobody knows' },
          for: { ...DURATION, description: 'How long. Default: always' },
        },
      },
      release: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'tag'],
        description: 'Somebody publishes a release',
        properties: { name: { type: 'string', description: 'Its name' }, tag: { type: 'string', description: 'Its tag' } },
      },
      close: { type: 'boolean', description: 'Somebody closes the open merge requests' },
      checking: { type: 'integer', minimum: 1, description: 'So many more looks find GitLab still checking; a merge is refused meanwhile' },
      answers: {
        type: 'object',
        additionalProperties: false,
        required: ['status'],
        description: 'GitLab answers with an error',
        properties: {
          status: { type: 'integer', minimum: 200, maximum: 599, description: 'The HTTP status' },
          html: { type: 'string', description: 'A page instead of JSON, as a proxy or a login page sends it' },
          times: { type: 'integer', minimum: 1, description: 'How often. Default: always' },
        },
      },
      lose: { type: 'integer', minimum: 1, description: 'So many changes are made without an answer: the connection breaks' },
    },
  },
} as const;

export type ProjectPart = FromSchema<typeof PROJECT>;
export type ProjectFault = NonNullable<FromSchema<typeof FAULTS>[string]>;
export type Approvals = NonNullable<ProjectPart['approvals']>;
