import type { ReadContext } from '../../engine/core/action.ts';
import { defineRead } from '../../engine/core/action.ts';
import type { ShownMergeRequest } from './client.ts';
import { openGitLab, orMissing } from './client.ts';
import { explainStatus, isPassing, whatToDo } from './statuses.ts';
import { IID, PROJECT, SHA, URL } from './schemas.ts';

export const mergeRequest = defineRead({
  name: 'merge_request',
  summary: 'Look at a merge request: whether it can be merged, and what is missing',
  description: "`status` is GitLab's `detailed_merge_status`. One that is not known here is shown as it is and counts as blocked.",
  version: 2,
  params: { type: 'object', additionalProperties: false, required: ['project', 'iid'], properties: { project: PROJECT, iid: IID } },
  outputs: {
    type: 'object',
    required: ['iid', 'url', 'title', 'state', 'status', 'explanation', 'todo', 'pipeline', 'blocked'],
    properties: {
      iid: IID,
      url: URL,
      title: { type: 'string', description: 'Its title' },
      state: { type: 'string', description: '`opened`, `merged`, `closed` or `locked`' },
      status: { type: 'string', description: '`mergeable`, `conflict`, `not_approved`, `ci_must_pass` and so on' },
      explanation: { type: 'string', description: 'What the status means, in a sentence' },
      todo: { type: 'string', description: "What somebody must do before it can be merged; '' where there is nothing, or GitLab alone is at work" },
      pipeline: { type: 'string', description: 'Status of its newest pipeline (`running`, `success`, `failed`, ...), or `none`' },
      sha: { ...SHA, description: 'Tip of its source branch' },
      merge_sha: { ...SHA, description: 'The merge commit; absent before the merge' },
      approvals_left: { type: 'integer', description: 'How many approvals are missing; absent where GitLab does not count them' },
      blocked: { type: 'boolean', description: 'Somebody must do something before it can be merged' },
    },
  },
  examples: [{ title: 'Whether it can be merged', with: { project: 'lg/identity-pki', iid: 1 } }],
  async run({ project, iid }, context) {
    const found = await readMergeRequest(context, project, iid);
    const { approvals } = await openGitLab(context);
    const counted = found.state === 'opened' ? await orMissing(approvals.showConfiguration(project, { mergerequestIId: iid })) : undefined;
    const { status } = found;
    context.log(`!${iid}: ${explainStatus(status)} ${whatToDo(status)}`.trimEnd());
    return {
      ...found,
      explanation: explainStatus(status),
      todo: whatToDo(status),
      ...(typeof counted?.approvals_left === 'number' && { approvals_left: counted.approvals_left }),
      blocked: status !== 'mergeable' && !isPassing(status),
    };
  },
});

export interface MergeRequestFacts {
  readonly iid: number;
  readonly url: string;
  readonly title: string;
  readonly state: string;
  readonly status: string;
  readonly pipeline: string;
  readonly sha?: string;
  readonly merge_sha?: string;
}

/** Fails with `not-found`. */
export async function readMergeRequest(context: ReadContext, project: string, iid: number): Promise<MergeRequestFacts> {
  const { mergeRequests } = await openGitLab(context);
  return toFacts(await mergeRequests.show(project, iid));
}

/** With fast-forward merges there is no merge commit: the branch's own tip, or its squashed form, is what was merged. */
function toFacts(shown: ShownMergeRequest): MergeRequestFacts {
  const sha: string | null = shown.sha; // null while GitLab is preparing it
  const merged = shown.state === 'merged' ? (shown.merge_commit_sha ?? shown.squash_commit_sha ?? sha) : undefined;
  return {
    iid: shown.iid,
    url: shown.web_url,
    title: shown.title,
    state: shown.state,
    status: shown.detailed_merge_status,
    pipeline: shown.head_pipeline?.status ?? 'none',
    ...(sha && { sha }),
    ...(merged && { merge_sha: merged }),
  };
}
