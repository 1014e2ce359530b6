import { defineRead } from '../../engine/core/action.ts';
import { readRef } from './read-ref.ts';
import { REPO, SHA } from './schemas.ts';

export const ref = defineRead({
  name: 'ref',
  summary: 'Find the commit that a branch or a tag stands on',
  description: 'A branch or tag that is not there is an answer: then `sha` is absent. An annotated tag leads to its commit.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'ref'],
    properties: { repo: REPO, ref: { type: 'string', pattern: '^(heads|tags)/.+$', description: '`heads/BRANCH` or `tags/TAG`' } },
  },
  outputs: {
    type: 'object',
    required: ['found'],
    properties: { found: { type: 'boolean', description: 'Whether it is there' }, sha: { ...SHA, description: 'Its commit; absent where it is not there' } },
  },
  examples: [{ title: 'Where the staging branch stands', with: { repo: 'artsy/force', ref: 'heads/staging' } }],
  async run({ repo, ref: name }, context) {
    const sha = await readRef(context, repo, name);
    return { found: sha !== undefined, ...(sha !== undefined && { sha }) };
  },
});
