import type { FromSchema } from '../../../engine/core/action.ts';
import { DURATION_PATTERN } from '../../../engine/core/duration.ts';

const NAME = '^[a-z][a-z0-9_]*$';
const TEXT_FILES = {
  type: 'object',
  description: 'Files by path. A text that begins with `#!` becomes executable',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    required: ['text'],
    properties: { text: { type: 'string', description: 'The whole file' } },
  },
} as const;

const ENTRY = {
  description: 'A commit, named: a new name makes a commit, a known one goes to it',
  anyOf: [
    { type: 'string', minLength: 1, description: 'A commit that adds one file of its own' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['merge', 'from'],
      properties: {
        merge: { type: 'string', minLength: 1, description: 'Name of the merge' },
        from: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'The commits that are merged' },
        message: { type: 'string', description: 'Its message. Default: as git writes it' },
        'files-of': { type: 'string', description: 'Its files are exactly those of this commit' },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['commit'],
      properties: {
        commit: { type: 'string', minLength: 1, description: 'Name of the commit' },
        message: { type: 'string', description: 'Its message. Default: its name' },
        author: { type: 'string', pattern: '^[^<>\\n]+$', description: 'Who made it. Default: the first person of the world' },
        files: TEXT_FILES,
      },
    },
  ],
} as const;

const REPOSITORY = {
  type: 'object',
  additionalProperties: false,
  required: ['history'],
  properties: {
    origin: { type: 'string', description: 'The service that it belongs to, for readers' },
    url: { type: 'string', description: 'Address that leads here in this world' },
    mirror: {
      type: 'object',
      additionalProperties: false,
      required: ['url', 'lag'],
      description: 'A copy that follows the repository',
      properties: {
        url: { type: 'string', description: 'Address that leads to the copy in this world' },
        lag: { type: 'string', pattern: DURATION_PATTERN, description: 'How long it stays behind' },
      },
    },
    history: {
      type: 'object',
      minProperties: 1,
      description: 'Branches by name, each a list of commits; the first branch is checked out in the clone',
      additionalProperties: { type: 'array', minItems: 1, items: ENTRY },
    },
    tags: { type: 'object', description: 'Tags by name: the commit that they stand on', additionalProperties: { type: 'string' } },
    files: { ...TEXT_FILES, description: 'Files that the first commit has' },
  },
} as const;

export const PART = {
  type: 'object',
  description: 'Repositories by name, each with a bare origin, a clone for the person who deploys, and maybe a mirror',
  propertyNames: { pattern: NAME },
  additionalProperties: REPOSITORY,
} as const;

export const FAULTS = {
  type: 'object',
  propertyNames: { pattern: NAME },
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    description: 'What happens to this repository',
    properties: {
      push: {
        type: 'object',
        additionalProperties: false,
        required: ['to', 'commit'],
        description: 'Somebody pushes a commit',
        properties: {
          to: { type: 'string', description: 'The branch' },
          commit: { type: 'string', description: 'Name of the commit' },
          conflicts: { type: 'boolean', description: 'It changes what the other branches change too' },
          files: TEXT_FILES,
        },
      },
      tag: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'on'],
        description: 'Somebody pushes a tag',
        properties: { name: { type: 'string', description: 'The tag' }, on: { type: 'string', description: 'A branch, or a commit by its name in the world' } },
      },
      gpg: {
        enum: ['ok', 'no-agent', 'no-key'],
        description: "What the world's `gpg` can do from now on: `no-agent` would need the passphrase typed, so it cannot sign; `no-key` has no secret key",
      },
      reset: {
        type: 'object',
        additionalProperties: false,
        required: ['branch', 'to'],
        description: 'Somebody moves a branch to a commit: a deploy that follows another branch',
        properties: { branch: { type: 'string', description: 'The branch' }, to: { type: 'string', description: 'The commit, by its name in the world' } },
      },
      delete: { type: 'string', description: 'Somebody deletes this branch' },
      refuse: { type: 'string', description: 'Pushes to this branch are refused from now on' },
      offline: { type: 'boolean', description: 'The origin cannot be reached; false: it can again' },
      mirror: {
        type: 'object',
        additionalProperties: false,
        required: ['lag'],
        description: 'The mirror becomes slower',
        properties: { lag: { type: 'string', pattern: DURATION_PATTERN, description: 'How long it stays behind from now on' } },
      },
    },
  },
} as const;

export type RepositoryPart = FromSchema<typeof REPOSITORY>;
export type HistoryEntry = FromSchema<typeof ENTRY>;
export type TextFiles = FromSchema<typeof TEXT_FILES>;
export type RepositoryFault = NonNullable<FromSchema<typeof FAULTS>[string]>;
