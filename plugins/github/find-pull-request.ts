import { defineRead } from '../../engine/core/action.ts';
import { findOpen } from './open-pull-request.ts';
import { NUMBER, REPO, SHA, URL } from './schemas.ts';

export const findPullRequest = defineRead({
  name: 'find_pull_request',
  summary: 'Look whether a pull request from one branch to another is open',
  description: 'That there is none is an answer. A look alone: `github.open_pull_request` opens one.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'head', 'base'],
    properties: {
      repo: REPO,
      head: { type: 'string', minLength: 1, description: 'The branch that is to be merged, of the same repository' },
      base: { type: 'string', minLength: 1, description: 'The branch that it is to be merged into' },
    },
  },
  outputs: {
    type: 'object',
    required: ['found'],
    properties: {
      found: { type: 'boolean', description: 'One is open' },
      number: NUMBER,
      url: URL,
      head_sha: { ...SHA, description: 'Tip of its head' },
      created_at: { type: 'string', description: 'When it was opened, ISO' },
    },
  },
  examples: [{ title: 'Is the release request open?', with: { repo: 'artsy/force', head: 'staging', base: 'release' } }],
  async run(params, context) {
    const found = await findOpen(params, context);
    if (!found) return { found: false };
    return { found: true, number: found.number, url: found.html_url, head_sha: found.head.sha, created_at: found.created_at };
  },
});
