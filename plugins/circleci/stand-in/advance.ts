/** How pipelines begin after pushes, and how their jobs go on, by the virtual clock. */
import { parseDuration } from '../../../engine/core/duration.ts';
import { isJsonObject } from '../../../engine/core/json.ts';
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import type { Job, Project, Workflow } from './project.ts';
import { addPipeline } from './project.ts';

/** Looks for pushes, and brings every workflow to the present. What is still to come is done when the clock reaches it. */
export async function advance(world: WorldIo, project: Project): Promise<void> {
  for (const branch of Object.keys(project.branches)) await lookAt(world, project, branch);
  for (const { workflows } of project.pipelines) for (const workflow of workflows) await goOn(world, project, workflow);
}

async function lookAt(world: WorldIo, project: Project, branch: string): Promise<void> {
  const sha = await world.ask('ref', { repository: project.repository, ref: `refs/heads/${branch}` });
  if (typeof sha !== 'string' || project.seen[branch] === sha) return;
  project.seen[branch] = sha;
  if (project.misses > 0) project.misses -= 1;
  else addPipeline(project, branch, sha, world.now() + project.notices);
}

async function goOn(world: WorldIo, project: Project, workflow: Workflow): Promise<void> {
  for (let job = next(workflow); job && !workflow.canceled; job = next(workflow)) {
    if (job.status === 'blocked') await begin(world, workflow, job);
    if (job.status !== 'running') return;
    const due = job.since + takes(job);
    if (world.now() < due) return world.at(due, () => advance(world, project));
    await end(world, project, job, due);
  }
}

function next({ jobs }: Workflow): Job | undefined {
  const job = jobs.find(({ status }) => status !== 'success');
  return job?.status === 'failed' ? undefined : job;
}

function takes({ part }: Job): number {
  return parseDuration(part.takes ?? '1m') ?? 0;
}

async function begin(world: WorldIo, { jobs, created }: Workflow, job: Job): Promise<void> {
  const before = jobs[jobs.indexOf(job) - 1];
  job.status = job.part.approval ? 'on_hold' : 'running';
  job.since = before ? Math.max(created, before.since + takes(before)) : created;
  if (job.part.promotes !== undefined) job.digest = await stagingOf(world, job.part.promotes);
}

async function end(world: WorldIo, project: Project, job: Job, at: number): Promise<void> {
  const fails = project.fails.includes(job.name) || (job.part.blocked_by !== undefined && (await isBlocked(world, job.part.blocked_by)));
  project.fails = project.fails.filter(name => name !== job.name);
  job.status = fails ? 'failed' : 'success';
  if (fails || job.part.promotes === undefined || job.digest === null) return;
  const app = job.part.promotes;
  await world.ask('deploy', { app, digest: job.digest });
  await world.ask('tag image', { repository: app, digest: (await stagingOf(world, app)) ?? job.digest, tags: ['production', `production--${stamp(at)}`] });
}

async function stagingOf(world: WorldIo, repository: string): Promise<string | null> {
  const image = await world.ask('image', { repository, tag: 'staging' });
  return isJsonObject(image) && typeof image['digest'] === 'string' ? image['digest'] : null;
}

/** Anything but a clear "no block" counts as one. */
async function isBlocked(world: WorldIo, project: number): Promise<boolean> {
  return (await world.ask('blocks', project)) !== 0;
}

/** `2026-03-10--14-05-00`, UTC. */
function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', '--').replaceAll(':', '-');
}
