import type { FromSchema } from '../../../engine/core/action.ts';
import { DURATION_PATTERN } from '../../../engine/core/duration.ts';
import { ANSWERS, LOSE } from '../../shared/stand-in-answers.ts';

const DURATION = { type: 'string', pattern: DURATION_PATTERN } as const;
const CHECKS_END = { enum: ['success', 'failure'], description: 'How checks end' } as const;

const REPO = {
  type: 'object',
  additionalProperties: false,
  properties: {
    repository: { type: 'string', description: "Its repository under `git:`. Default: the repository's name, with `_` for `-` and `.`" },
    pulls: {
      type: 'array',
      description: 'Pull requests that commits of the history tell of (`Merge pull request #12`, `Title (#12)`), or that are open already',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['number', 'title'],
        properties: {
          number: { type: 'integer', minimum: 1, description: 'Its number' },
          title: { type: 'string', description: 'Its title' },
          author: { type: 'string', description: 'Login of its author. Default: somebody' },
          commit: { type: 'string', description: 'The commit that it brought, by its name in the world, where the message does not tell' },
          head: { type: 'string', description: 'The branch to merge' },
          base: { type: 'string', description: 'The branch to merge into' },
          state: { enum: ['open', 'merged', 'closed'], description: 'Default: `merged`' },
        },
      },
    },
    releases: {
      type: 'array',
      description: 'Releases that are there',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'tag'],
        properties: { name: { type: 'string', description: 'Name of the release' }, tag: { type: 'string', description: 'Its tag' } },
      },
    },
    checks: {
      type: 'object',
      additionalProperties: false,
      description: 'Each new tip of a pull request gets a check run `ci`; without this there are none',
      properties: { takes: { ...DURATION, description: 'How long it runs' }, ends: CHECKS_END },
    },
    assignable: { type: 'array', items: { type: 'string' }, description: 'Logins that can be assigned. Default: everybody' },
    protected: { type: 'boolean', description: 'A rule of the base branch refuses every merge' },
  },
} as const;

export const PART = {
  type: 'object',
  description: 'Repositories by `owner/name`, each on a repository of `git:`. The login of an author is what stands before the @ of the address',
  propertyNames: { pattern: '^[\\w.-]+/[\\w.-]+$' },
  additionalProperties: REPO,
} as const;

export const FAULTS = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    description: 'What happens to this repository',
    properties: {
      checks: { ...CHECKS_END, description: 'Checks, the running ones too, end so at once' },
      close: { type: 'boolean', description: 'Somebody closes the open pull requests' },
      merge: { type: 'string', description: 'This person merges the open pull requests' },
      open: {
        type: 'object',
        additionalProperties: false,
        required: ['head', 'base'],
        description: 'Somebody opens a pull request',
        properties: { head: { type: 'string', description: 'The branch to merge' }, base: { type: 'string', description: 'The branch to merge into' } },
      },
      assignable: { type: 'array', items: { type: 'string' }, description: 'Only these logins can be assigned from now on' },
      squash: { type: 'string', description: 'This person squashes the open pull requests into one commit' },
      comment: {
        type: 'object',
        additionalProperties: false,
        required: ['by', 'text'],
        description: 'Somebody comments on the open pull requests',
        properties: { by: { type: 'string', description: 'Who' }, text: { type: 'string', description: 'What' } },
      },
      retitle: {
        type: 'object',
        additionalProperties: false,
        required: ['number', 'title'],
        description: 'Somebody gives a pull request another title',
        properties: { number: { type: 'integer', minimum: 1, description: 'Its number' }, title: { type: 'string', description: 'The new title' } },
      },
      computing: { type: 'integer', minimum: 1, description: 'So many more looks find GitHub still looking whether a merge is possible' },
      protected: { type: 'boolean', description: 'A rule of the base branch refuses every merge from now on; false: no more' },
      answers: ANSWERS,
      lose: LOSE,
    },
  },
} as const;

export type RepoPart = FromSchema<typeof REPO>;
export type RepoFault = NonNullable<FromSchema<typeof FAULTS>[string]>;
