import type { ReadContext } from '../../engine/core/action.ts';
import { defineRead } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { failures } from './messages.ts';
import type { Job, Workflow } from './read-workflow.ts';
import { isEnded, readJobs, readWorkflow, readWorkflows } from './read-workflow.ts';
import { WORKFLOW, WORKFLOW_FACTS } from './schemas.ts';

export const workflow = defineRead({
  name: 'workflow',
  summary: 'Look at a workflow: how far it is, what it waits for, what failed',
  description:
    'By its own id, or by its pipeline: then the newest of each name counts, so that a rerun is followed by itself, and where there are several the one that still runs, else the one that failed.',
  version: 1,
  params: {
    type: 'object',
    additionalProperties: false,
    properties: {
      workflow: WORKFLOW,
      pipeline: { type: 'string', minLength: 1, description: 'Id of its pipeline, instead of `workflow`' },
      name: { type: 'string', minLength: 1, description: 'Its name, where the pipeline has several' },
    },
  },
  outputs: { type: 'object', required: ['id', 'name', 'status', 'ended', 'on_hold', 'failed', 'running', 'url'], properties: WORKFLOW_FACTS },
  examples: [
    { title: 'By its pipeline', with: { pipeline: '00000000-0000-4000-8000-000000000001' } },
    { title: 'By its id', with: { workflow: '00000000-0000-4000-8000-000000000002' } },
  ],
  async run(params, context) {
    const found = await find(params, context);
    if (!found) return { id: '', name: '', status: 'none', ended: false, on_hold: [], failed: [], running: [], url: '' };
    const jobs = await readJobs(context, found.id);
    const named = (...statuses: readonly string[]): string[] => jobs.filter(({ status }) => statuses.includes(status)).map(({ name }) => name);
    return {
      id: found.id,
      name: found.name,
      status: found.status,
      ended: isEnded(found.status),
      on_hold: heldJobs(jobs).map(({ name }) => name),
      failed: named(...FAILED),
      running: named('running', 'queued'),
      url: `https://app.circleci.com/pipelines/workflows/${found.id}`,
    };
  },
});

const FAILED: readonly string[] = ['failed', 'infrastructure_fail', 'timedout', 'terminated-unknown', 'unauthorized'];

interface Wanted {
  readonly workflow?: string;
  readonly pipeline?: string;
  readonly name?: string;
}

async function find({ workflow: id, pipeline, name }: Wanted, context: ReadContext): Promise<Workflow | undefined> {
  if ((id === undefined) === (pipeline === undefined)) fail(failures.workflowOrPipeline);
  if (id !== undefined) return readWorkflow(context, id);
  const found = (await readWorkflows(context, pipeline ?? '')).filter(one => name === undefined || one.name === name);
  return found.find(({ status }) => !isEnded(status)) ?? found.find(({ status }) => status !== 'success') ?? found[0];
}

export function heldJobs(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter(({ status, approval }) => status === 'on_hold' && approval !== '');
}
