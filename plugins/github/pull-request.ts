import type { ReadContext } from '../../engine/core/action.ts';
import { defineRead } from '../../engine/core/action.ts';
import { readChecks } from './checks.ts';
import { openGitHub, splitRepo } from './client.ts';
import { readPull } from './read-pull.ts';
import { NUMBER, REPO, SHA, URL } from './schemas.ts';

const TEXT = { type: 'string' } as const;

export const pullRequest = defineRead({
  name: 'pull_request',
  summary: 'Look at a pull request: whether it can be merged, its checks, and what people say',
  description: '`mergeable` is `unknown` while GitHub is still looking: look again. A conclusion of a check that is not known here counts as a failure.',
  version: 1,
  params: { type: 'object', additionalProperties: false, required: ['repo', 'number'], properties: { repo: REPO, number: NUMBER } },
  outputs: {
    type: 'object',
    required: ['number', 'url', 'title', 'state', 'draft', 'mergeable', 'head_sha', 'created_at', 'assignees', 'checks', 'failing', 'comments'],
    properties: {
      number: NUMBER,
      url: URL,
      title: { ...TEXT, description: 'Its title' },
      state: { enum: ['open', 'closed', 'merged'], description: '`closed`: without being merged' },
      draft: { type: 'boolean', description: 'Whether it is a draft' },
      mergeable: { enum: ['yes', 'no', 'unknown'], description: '`no`: it has conflicts. `unknown`: GitHub is still looking' },
      head_sha: { ...SHA, description: 'Tip of its head' },
      created_at: { ...TEXT, description: 'When it was opened, ISO' },
      assignees: { type: 'array', items: TEXT, description: 'Logins of those who are assigned' },
      merge_sha: { ...SHA, description: 'The merge commit; absent before the merge' },
      merged_by: { ...TEXT, description: 'Who merged it; absent before the merge' },
      checks: { enum: ['success', 'pending', 'failure', 'none'], description: 'The worst of all statuses and check runs of its tip; `none`: it has none' },
      failing: { type: 'array', items: TEXT, description: 'Names of the failed ones' },
      comments: {
        type: 'array',
        description: 'What people have said, the newest last, at most 100; without bots',
        items: {
          type: 'object',
          required: ['by', 'text', 'at'],
          properties: {
            by: { ...TEXT, description: 'Who' },
            text: { ...TEXT, description: 'What, at most 500 characters' },
            at: { ...TEXT, description: 'When, ISO' },
          },
        },
      },
    },
  },
  examples: [{ title: 'Whether it can be merged', with: { repo: 'artsy/force', number: 1 } }],
  async run({ repo, number }, context) {
    const pull = await readPull(context, repo, number);
    const comments = pull.state === 'open' ? await readComments(context, repo, number) : [];
    return { ...pull, ...(await readChecks(context, repo, pull.head_sha)), comments };
  },
});

const LENGTH = 500;
const MOST = 100;

async function readComments(context: ReadContext, repo: string, number: number) {
  const { rest, paginate } = await openGitHub(context);
  const all = await paginate(rest.issues.listComments, { ...splitRepo(repo), issue_number: number, per_page: 100 });
  const said = all.filter(({ user }) => user?.type !== 'Bot');
  return said.slice(-MOST).map(({ user, body = '', created_at: at }) => ({ by: user?.login ?? 'unknown', text: body.slice(0, LENGTH), at }));
}
