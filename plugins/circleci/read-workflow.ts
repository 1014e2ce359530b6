import type { ReadContext } from '../../engine/core/action.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { askCircle, listCircle, textOf } from './client.ts';

export interface Workflow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly pipeline: string;
  readonly created: string;
}

export interface Job {
  readonly name: string;
  readonly status: string;
  /** Of a job that waits for an approval. */
  readonly approval: string;
  readonly id: string;
}

const PAGES = 5;

/** `failing` and `on_hold` are no ends: other jobs still run, or a person may approve. */
const ENDS: readonly string[] = ['success', 'failed', 'error', 'canceled', 'unauthorized', 'not_run'];

export function isEnded(status: string): boolean {
  return ENDS.includes(status);
}

/** Fails with `not-found`. */
export async function readWorkflow(context: ReadContext, id: string): Promise<Workflow> {
  return toWorkflow(await askCircle(context, `/workflow/${encodeURIComponent(id)}`));
}

/** The newest workflow of each name: a rerun takes the place of what it repeats. */
export async function readWorkflows(context: ReadContext, pipeline: string): Promise<readonly Workflow[]> {
  const found = (await listCircle(context, `/pipeline/${encodeURIComponent(pipeline)}/workflow`, PAGES)).map(toWorkflow);
  const newest = new Map(found.toSorted((a, b) => a.created.localeCompare(b.created)).map(workflow => [workflow.name, workflow]));
  return [...newest.values()];
}

export async function readJobs(context: ReadContext, workflow: string): Promise<readonly Job[]> {
  const found = await listCircle(context, `/workflow/${encodeURIComponent(workflow)}/job`, PAGES);
  return found.map(job => ({ name: textOf(job, 'name'), status: textOf(job, 'status'), approval: textOf(job, 'approval_request_id'), id: textOf(job, 'id') }));
}

function toWorkflow(body: JsonObject): Workflow {
  return {
    id: textOf(body, 'id'),
    name: textOf(body, 'name'),
    status: textOf(body, 'status'),
    pipeline: textOf(body, 'pipeline_id'),
    created: textOf(body, 'created_at'),
  };
}
