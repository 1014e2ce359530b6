/** Every sentence with which a gitlab action fails. */
import type { Failure } from '../../engine/core/failure.ts';
import { explainStatus, whatToDo } from './statuses.ts';

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
  const code = status === 'conflict' ? 'conflict' : 'not-mergeable';
  return { code, message: `!${iid} cannot be merged: ${explainStatus(status)}`, hint: whatToDo(status) || 'Try again in a minute.', data: { status } };
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

export function releaseElsewhere(name: string, tag: string): Failure {
  return {
    code: 'release-exists',
    message: `There is a release ${JSON.stringify(name)} already, on the tag ${tag}.`,
    hint: 'Look at it in GitLab: if it is another release, this one needs another name; if it is this one on a wrong tag, remove it there, then retry the step.',
  };
}

export function releaseExists(tag: string, has: string): Failure {
  return {
    code: 'release-exists',
    message: `There is a release ${JSON.stringify(has)} on the tag ${tag} already.`,
    hint: 'Look at it in GitLab, and rename or remove it by hand.',
  };
}
