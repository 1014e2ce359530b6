import type { Effect, ReadContext } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { tellCircle, textOf } from './client.ts';
import { effects, failures } from './messages.ts';
import { readJobs, readWorkflow, readWorkflows } from './read-workflow.ts';
import { WORKFLOW } from './schemas.ts';

export const rerun = defineChange({
  name: 'rerun',
  summary: 'Run a workflow again, from its failed jobs on',
  description: 'A newer workflow of the same name in the pipeline counts as the rerun, whoever has started it.',
  version: 1,
  interrupted: 'check',
  settleAfter: '10s',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['workflow'],
    properties: {
      workflow: WORKFLOW,
      jobs: {
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
        description: 'Names of the jobs to run again, instead of the failed ones and what follows them',
      },
    },
  },
  outputs: { type: 'object', required: ['workflow'], properties: { workflow: { type: 'string', description: 'Id of the new workflow' } } },
  examples: [{ title: 'After the block was resolved', with: { workflow: '00000000-0000-4000-8000-000000000002' } }],
  async preview(params, context) {
    return (await findRerun(params.workflow, context)) === undefined ? [await toEffect(params, context)] : [];
  },
  async check({ workflow }, context) {
    const again = await findRerun(workflow, context);
    return again === undefined ? { done: false } : { done: true, outputs: { workflow: again } };
  },
  async run({ workflow }, context, [effect]) {
    if (!effect) return { workflow: (await findRerun(workflow, context)) ?? workflow };
    const body = effect.data as { readonly from_failed: boolean } | { readonly jobs: readonly string[] };
    const sent = await context.change(effect, io => tellCircle(context, io, `/workflow/${encodeURIComponent(workflow)}/rerun`, body));
    return { workflow: textOf(sent.body, 'workflow_id') };
  },
});

interface Wanted {
  readonly workflow: string;
  readonly jobs?: readonly string[];
}

async function findRerun(id: string, context: ReadContext): Promise<string | undefined> {
  const old = await readWorkflow(context, id);
  const newest = (await readWorkflows(context, old.pipeline)).find(({ name }) => name === old.name);
  return newest && newest.id !== id && newest.created > old.created ? newest.id : undefined;
}

async function toEffect({ workflow, jobs }: Wanted, context: ReadContext): Promise<Effect> {
  const says = effects.rerun(workflow, jobs ? effects.fromJobs(jobs) : effects.fromFailed);
  return { does: 'POST workflow/rerun', to: workflow, data: jobs ? { jobs: await idsOf(workflow, jobs, context) } : { from_failed: true }, says };
}

async function idsOf(workflow: string, names: readonly string[], context: ReadContext): Promise<readonly string[]> {
  const all = await readJobs(context, workflow);
  const unknown = names.filter(name => !all.some(job => job.name === name));
  if (unknown.length > 0) fail(failures.noJob(unknown));
  return all.filter(({ name }) => names.includes(name)).map(({ id }) => id);
}
