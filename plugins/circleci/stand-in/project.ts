/** What the stand-in keeps of a project, and how pipelines begin. */
import { parseDuration } from '../../../engine/core/duration.ts';
import type { Faulty } from '../../shared/stand-in-answers.ts';
import type { JobPart, ProjectPart } from './schema.ts';

export type Project = {
  slug: string;
  repository: string;
  /** Milliseconds between a push and its pipeline. */
  notices: number;
  branches: Record<string, { workflow: string; jobs: JobPart[] }>;
  /** The tips that have been seen. */
  seen: Record<string, string>;
  pipelines: Pipeline[];
  misses: number;
  fails: string[];
} & Faulty;

export type Pipeline = { id: string; number: number; branch: string; sha: string; created: number; workflows: Workflow[] };

export type Workflow = { id: string; name: string; pipeline: string; created: number; canceled: boolean; jobs: Job[] };

export type Job = {
  id: string;
  name: string;
  part: JobPart;
  status: 'blocked' | 'on_hold' | 'running' | 'success' | 'failed' | 'canceled';
  /** When it began, milliseconds since 1970. */
  since: number;
  /** Digest that a promotion has taken up. */
  digest: string | null;
};

export function openProject(slug: string, part: ProjectPart, seen: Record<string, string>): Project {
  const branches = Object.fromEntries(Object.entries(part.branches).map(([name, { workflow, jobs }]) => [name, { workflow, jobs: [...jobs] }]));
  const notices = parseDuration(part.notices ?? '10s') ?? 0;
  return { slug, repository: part.repository, notices, branches, seen, pipelines: [], misses: 0, fails: [], answers: null, lose: 0 };
}

/** A new pipeline on a commit, its jobs not yet begun. */
export function addPipeline(project: Project, branch: string, sha: string, created: number): Pipeline {
  const number = project.pipelines.length + 1;
  const pipeline: Pipeline = { id: makeId(1, number), number, branch, sha, created, workflows: [] };
  const { workflow, jobs } = project.branches[branch] ?? { workflow: 'build', jobs: [] };
  pipeline.workflows.push(
    makeWorkflow(
      project,
      pipeline,
      workflow,
      created,
      jobs.map(part => ({ name: part.name, part, status: 'blocked', since: created, digest: null })),
    ),
  );
  project.pipelines.push(pipeline);
  return pipeline;
}

/** The same jobs again: those that are to run, and all after the first of them, begin anew. */
export function addRerun(project: Project, old: Workflow, isWanted: (job: Job) => boolean, created: number): Workflow {
  const pipeline = project.pipelines.find(({ id }) => id === old.pipeline);
  if (!pipeline) throw new Error(`the workflow ${old.id} has no pipeline`);
  const first = old.jobs.findIndex(isWanted);
  const jobs = old.jobs.map((job, index) => (index >= first ? { ...job, status: 'blocked' as const, since: created, digest: null } : job));
  const again = makeWorkflow(project, pipeline, old.name, created, jobs);
  pipeline.workflows.push(again);
  return again;
}

function makeWorkflow(project: Project, pipeline: Pipeline, name: string, created: number, jobs: readonly Omit<Job, 'id'>[]): Workflow {
  const number = pipeline.workflows.length + project.pipelines.flatMap(({ workflows }) => workflows).length + 1;
  return {
    id: makeId(2, number),
    name,
    pipeline: pipeline.id,
    created,
    canceled: false,
    jobs: jobs.map((job, index) => ({ ...job, id: makeId(3, number * 100 + index) })),
  };
}

/** An id that looks like CircleCI's, the same in every rehearsal. */
function makeId(kind: number, number: number): string {
  return `${kind}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function statusOf({ canceled, jobs }: Workflow): string {
  if (canceled) return 'canceled';
  if (jobs.some(({ status }) => status === 'failed')) return 'failed';
  if (jobs.every(({ status }) => status === 'success')) return 'success';
  return jobs.some(({ status }) => status === 'on_hold') ? 'on_hold' : 'running';
}
