import { defineRead } from '../../engine/core/action.ts';
import { askHorizon } from './client.ts';

const TEXT = { type: 'string' } as const;

export const blocks = defineRead({
  name: 'blocks',
  summary: 'Look whether a project has an unresolved deploy block',
  description:
    "Four answers: `open` (nothing blocks it), `blocked`, `unreachable` (nobody can tell, within 15 seconds), `unauthorized`. Only `open` may let a deploy through: `verify: outputs.status == 'open'`. A project that Horizon does not know has no blocks, so look at its number twice.",
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['project'],
    properties: { project: { type: 'integer', minimum: 1, description: 'Number of the project in Horizon' } },
  },
  outputs: {
    type: 'object',
    required: ['status', 'reason', 'blocks'],
    properties: {
      status: { enum: ['open', 'blocked', 'unreachable', 'unauthorized'], description: '`open`: nothing blocks it' },
      reason: { ...TEXT, description: 'One sentence: what blocks it since when, or why nobody can tell' },
      blocks: {
        type: 'array',
        description: 'The unresolved blocks, the oldest first',
        items: {
          type: 'object',
          required: ['id', 'description', 'created_at'],
          properties: {
            id: { type: 'integer', description: 'Its number' },
            description: { ...TEXT, description: 'Its reason' },
            created_at: { ...TEXT, description: 'Since when, ISO' },
            until: { ...TEXT, description: 'When it ends by itself, ISO; absent where somebody must resolve it' },
          },
        },
      },
    },
  },
  examples: [{ title: 'May it be deployed?', with: { project: 12 } }],
  run: ({ project }, context) => askHorizon(context, project),
});
