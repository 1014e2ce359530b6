import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeContext, ChangeIo, Effect } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail, isFailureError } from '../../engine/core/failure.ts';
import { openGitLab } from './client.ts';
import { headMoved, isClosed, notMergeable, squashed } from './failures.ts';
import { isPassing } from './statuses.ts';
import type { MergeRequestFacts } from './merge-request.ts';
import { readMergeRequest } from './merge-request.ts';
import { IID, PROJECT, SHA, URL } from './schemas.ts';

export const merge = defineChange({
  name: 'merge',
  summary: 'Merge a merge request, at exactly one commit',
  description: 'Where the branch has moved on since, nothing is merged. The source branch stays. A refusal is explained by the merge status.',
  version: 1,
  interrupted: 'check',
  settleAfter: '5s',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['project', 'iid', 'sha'],
    properties: {
      project: PROJECT,
      iid: IID,
      sha: { ...SHA, description: 'The tip of the source branch that was looked at' },
      squash: { type: 'boolean', description: 'Whether to squash the commits into one. Default: false' },
    },
  },
  outputs: {
    type: 'object',
    required: ['sha', 'url'],
    properties: { sha: { ...SHA, description: 'The merge commit on the target branch' }, url: URL },
  },
  examples: [{ title: 'A real merge', with: { project: 'lg/identity-pki', iid: 1, sha: '0000000000000000000000000000000000000000', squash: false } }],
  async preview(params, context) {
    return mergedOutputs(params, await readMergeRequest(context, params.project, params.iid)) ? [] : [toEffect(params)];
  },
  async check(params, context) {
    const outputs = mergedOutputs(params, await readMergeRequest(context, params.project, params.iid));
    return outputs ? { done: true, outputs } : { done: false };
  },
  async run(params, context, [effect]) {
    if (effect) await context.change(effect, io => mergeNow(params, context, io));
    return mergedOutputs(params, await readMergeRequest(context, params.project, params.iid)) ?? fail(notMergeable(params.iid, 'unchecked'));
  },
  async verify({ project, iid, squash = false }, _outputs, context) {
    const { mergeRequests } = await openGitLab(context);
    const shown = await mergeRequests.show(project, iid);
    return !squash && shown.squash_commit_sha ? { ok: false, message: squashed(iid) } : { ok: true };
  },
});

interface Wanted {
  readonly project: string;
  readonly iid: number;
  readonly sha: string;
  readonly squash?: boolean;
}

/** Undefined while it is open at the wanted commit; everything else that is not merged can never become it. */
function mergedOutputs({ iid, sha }: Wanted, facts: MergeRequestFacts): { sha: string; url: string } | undefined {
  if (facts.sha !== undefined && facts.sha !== sha) fail(headMoved(iid, sha, facts.sha));
  if (facts.state === 'closed') fail(isClosed(iid));
  return facts.merge_sha === undefined ? undefined : { sha: facts.merge_sha, url: facts.url };
}

function toEffect({ project, iid, sha, squash = false }: Wanted): Effect {
  return {
    does: 'PUT merge_requests/merge',
    to: project,
    data: { iid, sha, squash, should_remove_source_branch: false },
    says: `merge !${iid} at ${sha.slice(0, 7)}${squash ? ', squashed' : ', not squashed'}`,
  };
}

const TRIES = 3;
const PAUSE = 1_000;

/**
 * GitLab answers 405 and 422 without a reason, also while it is still looking whether a merge is possible. So the status decides:
 * a passing one is waited for, three times in all; any other explains the refusal.
 */
async function mergeNow(params: Wanted, context: ChangeContext, io: ChangeIo): Promise<void> {
  const { project, iid, sha, squash = false } = params;
  const { mergeRequests } = await openGitLab(context, io.fetch);
  for (let tries = 1; ; tries += 1) {
    const refusal = await mergeRequests.merge(project, iid, { sha, squash, shouldRemoveSourceBranch: false }).then(toRefusal, toRefusal);
    if (refusal === undefined) return;
    const facts = await readMergeRequest(context, project, iid);
    if (mergedOutputs(params, facts)) return;
    if (!isPassing(facts.status)) fail(facts.status === 'mergeable' ? refusal.failure : notMergeable(iid, facts.status), refusal);
    if (tries === TRIES) fail(notMergeable(iid, facts.status), refusal);
    context.log(`GitLab refused the merge with the status ${facts.status}; trying again`);
    await sleep(PAUSE, undefined, { signal: io.signal });
  }
}

/** A refusal that the status explains; success and every other failure pass. */
function toRefusal(answer: unknown) {
  if (!(answer instanceof Error)) return undefined;
  const isRefusal = isFailureError(answer) && ['not-mergeable', 'refused', 'exists'].includes(answer.failure.code);
  if (isRefusal) return answer;
  throw answer;
}
