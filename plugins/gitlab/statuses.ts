/** What GitLab's merge statuses mean, and what to do about each. */

/** One sentence on a `detailed_merge_status`. One that we do not know is shown as it is. */
export function explainStatus(status: string): string {
  return STATUSES[status]?.says ?? `GitLab says ${JSON.stringify(status)}, which this version does not know.`;
}

/** What somebody must do before it can be merged; '' where there is nothing, or GitLab alone is at work. */
export function whatToDo(status: string): string {
  const known = STATUSES[status];
  return known ? (known.do ?? '') : 'Open the merge request in GitLab: its page says what is missing.';
}

/** GitLab is still making up its mind: look again soon. */
export function isPassing(status: string): boolean {
  return STATUSES[status]?.passing === true;
}

interface Status {
  readonly says: string;
  readonly do?: string;
  readonly passing?: true;
}

const OTHER_FIRST: Status = { says: 'Another merge request blocks it.', do: 'Merge or unlink that one first; GitLab names it on the page.' };
const TITLE: Status = { says: 'Its title does not have the form that the project demands.', do: 'Edit the title in GitLab as the page asks, then look again.' };

/** https://docs.gitlab.com/api/merge_requests/#merge-status */
const STATUSES: Readonly<Record<string, Status>> = {
  mergeable: { says: 'It can be merged.' },
  approvals_syncing: { says: 'GitLab is counting the approvals.', passing: true },
  checking: { says: 'GitLab is looking whether it can be merged.', passing: true },
  ci_still_running: { says: 'The pipeline is still running.', passing: true },
  preparing: { says: 'GitLab is preparing it.', passing: true },
  unchecked: { says: 'GitLab has not yet looked whether it can be merged.', passing: true },
  blocked_status: OTHER_FIRST,
  merge_request_blocked: OTHER_FIRST,
  ci_must_pass: { says: 'The pipeline must succeed first.', do: 'Look at the failed job in GitLab; run it again, or mend what it found.' },
  commits_status: { says: 'The source branch has no commits, or is gone.', do: 'Push the branch again, or begin again with a new one.' },
  conflict: { says: 'It conflicts with the target branch.', do: 'Resolve the conflict on the source branch and push it.' },
  discussions_not_resolved: { says: 'Discussions are not resolved.', do: 'Answer and resolve the threads in GitLab.' },
  draft_status: { says: 'It is a draft.', do: 'Mark it as ready in GitLab.' },
  external_status_checks: { says: 'External status checks must pass first.', do: 'See in GitLab which check is missing, and ask those who run it.' },
  jira_association_missing: { says: 'Its title or description must name a Jira issue.', do: 'Add the key of the issue to the description.' },
  locked_lfs_files: { says: 'Files that it changes are locked (LFS).', do: 'Ask those who hold the locks to give them up.' },
  locked_paths: { says: 'Paths that it changes are locked.', do: 'Ask those who hold the locks to give them up.' },
  merge_time: { says: 'It may not be merged before a set time.', do: 'Wait until then, or change the time in GitLab.' },
  need_rebase: { says: 'It must be rebased.', do: 'Have the project allow merge commits, or rebase the source branch; then begin again with the new commits.' },
  not_approved: { says: 'Approvals are missing.', do: 'Ask somebody who may approve it; they do so on the page of the merge request.' },
  not_open: { says: 'It is not open.', do: 'Look in GitLab who closed or merged it, and why.' },
  policies_denied: { says: 'A policy of the project denies it.', do: 'Open the merge request in GitLab: it names the policy, and who may make an exception.' },
  requested_changes: { says: 'A reviewer has requested changes.', do: 'Talk with the reviewer; the request must be withdrawn or met.' },
  security_policy_pipeline_check: {
    says: 'The pipelines that security policies demand must succeed first.',
    do: 'See in GitLab which one is missing or has failed.',
  },
  security_policy_violations: { says: 'It violates a security policy.', do: 'See in GitLab what was found; mend it, or have it approved as an exception.' },
  status_checks_must_pass: { says: 'Status checks must pass first.', do: 'See in GitLab which check is missing, and ask those who run it.' },
  title_not_matching: TITLE,
  title_regex: TITLE,
};
