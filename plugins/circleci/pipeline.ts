import { defineRead } from '../../engine/core/action.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { isJsonObject } from '../../engine/core/json.ts';
import { listCircle, slugPath, textOf } from './client.ts';
import { PROJECT } from './schemas.ts';

const TEXT = { type: 'string' } as const;
const PAGES = 5;

export const pipeline = defineRead({
  name: 'pipeline',
  summary: 'Find the pipeline of a commit on a branch',
  description:
    'The newest one that fits. That there is none is an answer: CircleCI may be slow, or has missed the push. Poll, and start one by `circleci.trigger` where none comes.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['project', 'branch'],
    properties: {
      project: PROJECT,
      branch: { type: 'string', minLength: 1, description: 'The branch' },
      sha: { type: 'string', pattern: '^[0-9a-f]{40}$', description: 'The commit. Default: the newest pipeline of the branch' },
    },
  },
  outputs: {
    type: 'object',
    required: ['found', 'id', 'state', 'errors'],
    properties: {
      found: { type: 'boolean', description: 'Whether there is one' },
      id: { ...TEXT, description: "Its id; '' where there is none" },
      number: { type: 'integer', description: 'Its number in the project' },
      sha: { ...TEXT, description: 'Its commit' },
      state: { ...TEXT, description: '`created`, `errored`, `setup-pending`, `setup`, `pending`; `none` where there is none' },
      errors: { type: 'array', items: TEXT, description: 'Why its configuration could not be read' },
      created_at: { ...TEXT, description: 'When it began, ISO' },
    },
  },
  examples: [
    { title: 'What a merge has started', with: { project: 'gh/artsy/force', branch: 'release', sha: '0000000000000000000000000000000000000000' } },
    { title: 'The newest of a branch', with: { project: 'gh/artsy/force', branch: 'release' } },
  ],
  async run({ project, branch, sha }, context) {
    const items = await listCircle(context, `/project/${slugPath(project)}/pipeline?branch=${encodeURIComponent(branch)}`, sha === undefined ? 1 : PAGES);
    const found = items.find(item => sha === undefined || revisionOf(item) === sha);
    if (!found) return { found: false, id: '', state: 'none', errors: [] };
    const { number } = found;
    return {
      found: true,
      id: textOf(found, 'id'),
      ...(typeof number === 'number' && { number }),
      sha: revisionOf(found),
      state: textOf(found, 'state'),
      errors: Array.isArray(found['errors']) ? found['errors'].filter(isJsonObject).map(error => textOf(error, 'message')) : [],
      created_at: textOf(found, 'created_at'),
    };
  },
});

function revisionOf({ vcs }: JsonObject): string {
  return isJsonObject(vcs) ? textOf(vcs, 'revision') : '';
}
