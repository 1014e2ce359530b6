import type { Effect, ReadContext } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { openGitLab } from './client.ts';
import { IID, PROJECT, SHA, URL } from './schemas.ts';

export const openMergeRequest = defineChange({
  name: 'open_merge_request',
  summary: 'Open a merge request',
  description: 'An open one from the same source to the same target is used as it is: its title and text may have been edited by people.',
  version: 1,
  interrupted: 'check',
  settleAfter: '5s',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['project', 'source', 'target', 'title'],
    properties: {
      project: PROJECT,
      source: { type: 'string', minLength: 1, description: 'The branch that is to be merged' },
      target: { type: 'string', minLength: 1, description: 'The branch that it is to be merged into' },
      title: { type: 'string', minLength: 1, maxLength: 255, description: 'Its title' },
      labels: { type: 'array', items: { type: 'string', pattern: '^[^,]+$' }, description: 'Its labels' },
      description: { type: 'string', maxLength: 1_000_000, description: 'Its text, as Markdown' },
      squash: { type: 'boolean', description: 'Whether its commits are squashed at the merge. Default: false' },
    },
  },
  outputs: {
    type: 'object',
    required: ['iid', 'url', 'created'],
    properties: {
      iid: IID,
      url: URL,
      sha: { ...SHA, description: 'Tip of the source branch, where GitLab has seen it already' },
      created: { type: 'boolean', description: 'False where an open one was there' },
    },
  },
  examples: [
    {
      title: 'Promote a release',
      with: { project: 'lg/identity-pki', source: 'main', target: 'stages/prod', title: 'Deploy RC 112 to Prod', labels: ['status - promotion'] },
    },
  ],
  async preview(params, context) {
    return (await findOpen(params, context)) ? [] : [toEffect(params)];
  },
  async check(params, context) {
    const found = await findOpen(params, context);
    return found ? { done: true, outputs: { ...toOutputs(found), created: false } } : { done: false };
  },
  async run(params, context, [effect]) {
    if (!effect) return { ...toOutputs((await findOpen(params, context)) ?? unseen(params)), created: false };
    return context.change(effect, async io => {
      const { project, source, target, title, labels = [], description = '', squash = false } = params;
      const { mergeRequests } = await openGitLab(context, io.fetch);
      const options = { description, labels: labels.join(','), squash, removeSourceBranch: false };
      return { ...toOutputs(await mergeRequests.create(project, source, target, title, options)), created: true };
    });
  },
});

interface Wanted {
  readonly project: string;
  readonly source: string;
  readonly target: string;
  readonly title: string;
  readonly labels?: readonly string[];
  readonly description?: string;
  readonly squash?: boolean;
}

interface Found {
  readonly iid: number;
  readonly web_url: string;
  readonly sha?: string | null;
}

async function findOpen({ project, source, target }: Wanted, context: ReadContext): Promise<Found | undefined> {
  const { mergeRequests } = await openGitLab(context);
  const open = await mergeRequests.all({ projectId: project, sourceBranch: source, targetBranch: target, state: 'opened' });
  return open[0];
}

function toEffect({ project, source, target, title, labels = [], description = '', squash = false }: Wanted): Effect {
  return {
    does: 'POST merge_requests',
    to: project,
    data: { source_branch: source, target_branch: target, title, labels: [...labels], description, squash, remove_source_branch: false },
    says: `open merge request ${JSON.stringify(title)} from ${source} to ${target}`,
  };
}

function toOutputs({ iid, web_url, sha }: Found): { iid: number; url: string; sha?: string } {
  return { iid, url: web_url, ...(sha && { sha }) };
}

function unseen({ source, target }: Wanted): never {
  throw new Error(`the merge request from ${source} to ${target} was seen, and is gone`);
}
