/** Whether a merge request can be merged, and the merge itself: by real git in the bare repository. */
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import { makeCommit, mergedTree } from '../../shared/hosted-git.ts';
import type { MergeRequest, Project, Squash } from './project.ts';

/** Follows the source branch: a new tip gets a new pipeline. */
export async function refresh(world: WorldIo, project: Project, mr: MergeRequest): Promise<void> {
  if (mr.state !== 'opened') return;
  const sha = (await tipOf(world, project, mr.source)) ?? null;
  if (sha === mr.sha) return;
  mr.sha = sha;
  mr.since = world.now();
}

export async function tipOf(world: WorldIo, { repository }: Project, branch: string): Promise<string | undefined> {
  const sha = await world.ask('ref', { repository, ref: `refs/heads/${branch}` });
  return typeof sha === 'string' ? sha : undefined;
}

/** The `detailed_merge_status`. A conflict is told before anything that time could mend. */
export async function mergeStatus(world: WorldIo, project: Project, mr: MergeRequest): Promise<string> {
  if (mr.state !== 'opened') return 'not_open';
  if (project.checking > 0) return 'checking';
  const { shows } = project;
  if (shows && (shows.until === null || world.now() < shows.until)) return shows.status;
  const target = await tipOf(world, project, mr.target);
  if (mr.sha === null || target === undefined) return 'commits_status';
  if (/^(draft|wip):/i.test(mr.title)) return 'draft_status';
  if ((await mergedTree(world, project.origin, target, mr.sha)) === undefined) return 'conflict';
  if (approvers(world, project, mr).length < project.approvals.required) return 'not_approved';
  const pipeline = pipelineStatus(world, project, mr);
  if (pipeline === 'running') return 'ci_still_running';
  return pipeline === null || pipeline === 'success' ? 'mergeable' : 'ci_must_pass';
}

export function pipelineStatus(world: WorldIo, { pipeline }: Project, mr: MergeRequest): string | null {
  if (!pipeline || mr.sha === null) return null;
  return world.now() < mr.since + pipeline.takes ? 'running' : pipeline.ends;
}

export function approvers(world: WorldIo, { approvals }: Project, mr: MergeRequest): readonly string[] {
  const hasCome = approvals.after !== null && world.now() >= mr.created + approvals.after;
  return [...new Set([...mr.approvedBy, ...(hasCome ? approvals.by : [])])];
}

/** A real merge commit, its subject as GitLab writes it. */
export async function mergeNow(world: WorldIo, project: Project, mr: MergeRequest, squash: Squash): Promise<void> {
  const target = await tipOf(world, project, mr.target);
  const tree = target && mr.sha ? await mergedTree(world, project.origin, target, mr.sha) : undefined;
  if (target === undefined || mr.sha === null || tree === undefined) throw new Error(`!${mr.iid} was found mergeable`);
  mr.squashSha = squash === 'no' ? null : await makeCommit(world, project.origin, { tree, parents: [target], message: mr.title, by: 'GitLab' });
  const message = `Merge branch '${mr.source}' into '${mr.target}'\n\n${mr.title}\n\nSee merge request ${project.path}!${mr.iid}`;
  mr.mergeSha =
    squash === 'fast-forward' ? null : await makeCommit(world, project.origin, { tree, parents: [target, mr.squashSha ?? mr.sha], message, by: 'GitLab' });
  await world.exec(['git', '-C', project.origin, 'update-ref', `refs/heads/${mr.target}`, mr.mergeSha ?? mr.squashSha ?? mr.sha, target]);
  mr.state = 'merged';
  // Whoever follows the repository hears of it: no hook runs for a change from inside.
  await tipOf(world, project, mr.target);
}
