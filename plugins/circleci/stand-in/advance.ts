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
  if (job.part.promotes !== undefined) await promote(world, job, job.part.promotes);
}

async function promote(world: WorldIo, job: Job, app: string): Promise<void> {
  const image = await stagingOf(world, app);
  job.digest = image?.digest ?? null;
  if (image) await world.ask('deploy', { app, image: `${image.uri}@${image.digest}` });
}

async function end(world: WorldIo, project: Project, job: Job, at: number): Promise<void> {
  const { promotes: app, blocked_by: guarded } = job.part;
  const isRefused = (guarded !== undefined && (await isBlocked(world, guarded))) || (app !== undefined && !(await hasRolledOut(world, app)));
  const fails = isRefused || project.fails.includes(job.name);
  project.fails = project.fails.filter(name => name !== job.name);
  job.status = fails ? 'failed' : 'success';
  if (fails || app === undefined) return;
  const digest = (await stagingOf(world, app))?.digest ?? job.digest;
  await world.ask('tag image', { repository: app, digest, tags: ['production', `production--${stamp(at)}`] });
}

async function hasRolledOut(world: WorldIo, app: string): Promise<boolean> {
  const runs = await world.ask('runs', { app });
  return isJsonObject(runs) && runs['done'] === true;
}

async function stagingOf(world: WorldIo, repository: string): Promise<{ readonly digest: string; readonly uri: string } | undefined> {
  const image = await world.ask('image', { repository, tag: 'staging' });
  if (!isJsonObject(image)) return undefined;
  const { digest, uri } = image;
  return typeof digest === 'string' && typeof uri === 'string' ? { digest, uri } : undefined;
}

/** Anything but a clear "no block" counts as one. */
async function isBlocked(world: WorldIo, project: number): Promise<boolean> {
  return (await world.ask('blocks', project)) !== 0;
}

/** `2026-03-10--14-05-00`, UTC. */
function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', '--').replaceAll(':', '-');
}
