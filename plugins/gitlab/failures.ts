/** Every sentence with which a gitlab action fails, and what GitLab's merge statuses mean. */
import type { Failure } from '../../engine/core/failure.ts';

/** An answer of GitLab that is no success. `wrote`: the request may have changed something. */
export function httpFailure(request: string, status: number, said: string, wrote: boolean): Failure {
  const message = `GitLab answered ${request} with ${status}${said === '' ? '' : `: ${said}`}.`;
  const known =
    KNOWN[status] ?? (status >= 500 ? { code: 'http-status', hint: 'Look whether GitLab is well, then try again.' } : { code: 'http-status', hint: undefined });
  return {
    code: known.code,
    message,
    ...(known.hint !== undefined && { hint: known.hint }),
    data: { status },
    ...(wrote && status >= 500 && { lost: true as const }),
  };
}

const KNOWN: Readonly<Record<number, { readonly code: string; readonly hint: string }>> = {
  401: { code: 'credentials', hint: 'The token is missing, wrong or expired. Make a new one with the scope `api`.' },
  403: { code: 'credentials', hint: 'The token may not do this. Use one with the scope `api` of somebody who may.' },
  404: { code: 'not-found', hint: 'Look whether the project is right. GitLab also says this where the token may not see it.' },
  405: { code: 'not-mergeable', hint: 'The merge request cannot be merged now.' },
  406: { code: 'not-mergeable', hint: 'The merge request cannot be merged now.' },
  409: { code: 'exists', hint: 'It exists already, or it has moved on meanwhile.' },
  422: { code: 'refused', hint: 'GitLab does not accept this as it is.' },
  429: { code: 'rate-limited', hint: 'Wait a minute, then try again.' },
};

export function notJson(request: string, type: string, wrote: boolean): Failure {
  return {
    code: 'not-json',
    message: `The answer to ${request} is ${type || 'of no type'}, not JSON: it may be a login page or a proxy.`,
    hint: 'Look whether the address of the connection is that of GitLab itself.',
    ...(wrote && { lost: true as const }),
  };
}

export function notMergeable(iid: number, status: string): Failure {
  return { code: status === 'conflict' ? 'conflict' : 'not-mergeable', message: `!${iid} cannot be merged: ${explainStatus(status)}`, data: { status } };
}

export function headMoved(iid: number, wanted: string, has: string): Failure {
  return {
    code: 'head-moved',
    message: `!${iid} is at ${has.slice(0, 7)} now, not at ${wanted.slice(0, 7)}: somebody has pushed to it.`,
    hint: 'Look at the new commits, and begin again with them.',
    data: { wanted, has },
  };
}

export function isClosed(iid: number): Failure {
  return { code: 'closed', message: `!${iid} was closed without being merged.`, hint: 'Open it again, or begin again with a new one.' };
}

export function squashed(iid: number): string {
  return `GitLab has squashed !${iid}: the project's settings override the request. The merge commit does not contain the branch's commits. Before anything uses it: take it back on the target branch, let the project allow merges that are not squashed (Settings > Merge requests), and begin again.`;
}

export function releaseExists(tag: string, has: string): Failure {
  return {
    code: 'release-exists',
    message: `There is a release ${JSON.stringify(has)} on the tag ${tag} already.`,
    hint: 'Look at it in GitLab, and rename or remove it by hand.',
  };
}

/** One sentence on a `detailed_merge_status`. One that we do not know is shown as it is. */
export function explainStatus(status: string): string {
  return STATUSES[status]?.says ?? `GitLab says ${JSON.stringify(status)}, which this version does not know.`;
}

/** GitLab is still making up its mind: look again soon. */
export function isPassing(status: string): boolean {
  return STATUSES[status]?.passing === true;
}

/** https://docs.gitlab.com/api/merge_requests/#merge-status */
const STATUSES: Readonly<Record<string, { readonly says: string; readonly passing?: true }>> = {
  mergeable: { says: 'It can be merged.' },
  approvals_syncing: { says: 'GitLab is counting the approvals.', passing: true },
  checking: { says: 'GitLab is looking whether it can be merged.', passing: true },
  ci_still_running: { says: 'The pipeline is still running.', passing: true },
  preparing: { says: 'GitLab is preparing it.', passing: true },
  unchecked: { says: 'GitLab has not yet looked whether it can be merged.', passing: true },
  blocked_status: { says: 'Another merge request blocks it.' },
  ci_must_pass: { says: 'The pipeline must succeed first.' },
  commits_status: { says: 'The source branch has no commits, or is gone.' },
  conflict: { says: 'It conflicts with the target branch.' },
  discussions_not_resolved: { says: 'Discussions are not resolved.' },
  draft_status: { says: 'It is a draft.' },
  external_status_checks: { says: 'External status checks must pass first.' },
  jira_association_missing: { says: 'Its title or description must name a Jira issue.' },
  locked_lfs_files: { says: 'Files that it changes are locked (LFS).' },
  locked_paths: { says: 'Paths that it changes are locked.' },
  merge_request_blocked: { says: 'Another merge request blocks it.' },
  merge_time: { says: 'It may not be merged before a set time.' },
  need_rebase: { says: 'It must be rebased.' },
  not_approved: { says: 'Approvals are missing.' },
  not_open: { says: 'It is not open.' },
  policies_denied: { says: 'A policy of the project denies it.' },
  requested_changes: { says: 'A reviewer has requested changes.' },
  security_policy_pipeline_check: { says: 'The pipelines that security policies demand must succeed first.' },
  security_policy_violations: { says: 'It violates a security policy.' },
  status_checks_must_pass: { says: 'Status checks must pass first.' },
  title_not_matching: { says: 'Its title does not have the form that the project demands.' },
  title_regex: { says: 'Its title does not have the form that the project demands.' },
};
