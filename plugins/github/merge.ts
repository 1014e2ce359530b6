import type { Effect } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { openGitHub, splitRepo } from './client.ts';
import { effects, failures } from './messages.ts';
import type { Pull } from './read-pull.ts';
import { readPull } from './read-pull.ts';
import { NUMBER, REPO, SHA, URL } from './schemas.ts';

export const merge = defineChange({
  name: 'merge',
  summary: 'Merge a pull request, at exactly one commit',
  description:
    'Where the head has moved on since, nothing is merged. The head branch stays. A squash of long-lived branches makes later pull requests conflict.',
  version: 1,
  interrupted: 'check',
  settleAfter: '5s',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['repo', 'number', 'sha'],
    properties: {
      repo: REPO,
      number: NUMBER,
      sha: { ...SHA, description: 'The tip of the head that was looked at' },
      method: { enum: ['merge', 'squash', 'rebase'], description: 'How. Default: `merge`' },
      title: { type: 'string', minLength: 1, description: "First line of the merge commit's message. Default: GitHub's own" },
    },
  },
  outputs: { type: 'object', required: ['sha', 'url'], properties: { sha: { ...SHA, description: 'The merge commit on the base branch' }, url: URL } },
  examples: [{ title: 'A real merge', with: { repo: 'artsy/force', number: 1, sha: '0000000000000000000000000000000000000000', method: 'merge' } }],
  async preview(params, context) {
    return mergedOutputs(params, await readPull(context, params.repo, params.number)) ? [] : [toEffect(params)];
  },
  async check(params, context) {
    const outputs = mergedOutputs(params, await readPull(context, params.repo, params.number));
    return outputs ? { done: true, outputs } : { done: false };
  },
  async run(params, context, [effect]) {
    if (effect) {
      await context.change(effect, async io => {
        const { rest } = await openGitHub(context, io);
        await rest.pulls.merge({ ...splitRepo(params.repo), pull_number: params.number, ...toBody(params) });
      });
    }
    return mergedOutputs(params, await readPull(context, params.repo, params.number)) ?? fail(failures.notMerged(params.number));
  },
});

interface Wanted {
  readonly repo: string;
  readonly number: number;
  readonly sha: string;
  readonly method?: 'merge' | 'squash' | 'rebase';
  readonly title?: string;
}

/** Undefined while it is open at the wanted commit; everything else that is not merged can never become it. */
function mergedOutputs({ number, sha }: Wanted, pull: Pull): { sha: string; url: string } | undefined {
  if (pull.head_sha !== sha) fail(failures.headMoved(number, sha, pull.head_sha));
  if (pull.state === 'closed') fail(failures.closed(number));
  return pull.merge_sha === undefined ? undefined : { sha: pull.merge_sha, url: pull.url };
}

function toBody({ sha, method = 'merge', title }: Wanted) {
  return { sha, merge_method: method, ...(title !== undefined && { commit_title: title }) };
}

function toEffect(params: Wanted): Effect {
  const { repo, number, sha, method = 'merge' } = params;
  return { does: 'PUT pulls/merge', to: repo, data: { number, ...toBody(params) }, says: effects.merge(number, sha, method) };
}
