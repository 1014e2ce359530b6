/** What a fault changes of a project. */
import { parseDuration } from '../../../engine/core/duration.ts';
import type { Project } from './project.ts';
import { toApprovals } from './project.ts';
import type { ProjectFault } from './schema.ts';

/** Lets a fault happen now; a merge by hand is the caller's, since it needs git. */
export function injectFault(project: Project, fault: ProjectFault, now: number): void {
  const { pipeline, approvals, squash, close, checking, status, release, answers, lose } = fault;
  if (pipeline) project.pipeline = { takes: 0, ends: pipeline };
  if (approvals) project.approvals = toApprovals(approvals);
  if (squash) project.squashes = squash;
  if (close) for (const mr of project.mergeRequests) if (mr.state === 'opened') mr.state = 'closed';
  if (checking !== undefined) project.checking = checking;
  if (status) project.shows = { status: status.is, until: status.for === undefined ? null : now + (parseDuration(status.for) ?? 0) };
  if (release) project.releases.push({ ...release, description: '', at: now });
  if (answers) project.answers = { status: answers.status, times: answers.times ?? Number.MAX_SAFE_INTEGER, html: answers.html ?? null };
  if (lose !== undefined) project.lose = lose;
}
