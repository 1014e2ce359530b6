import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { tellCircle } from './client.ts';
import { effects, failures } from './messages.ts';
import type { Job } from './read-workflow.ts';
import { readJobs } from './read-workflow.ts';
import { WORKFLOW } from './schemas.ts';
import { heldJobs } from './workflow.ts';

export const approve = defineChange({
  name: 'approve',
  summary: 'Approve a job that holds a workflow',
  version: 1,
  interrupted: 'check',
  settleAfter: '5s',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['workflow', 'job'],
    properties: { workflow: WORKFLOW, job: { type: 'string', minLength: 1, description: 'Name of the held job' } },
  },
  outputs: { type: 'object', required: ['job'], properties: { job: { type: 'string', description: 'The approved job' } } },
  examples: [{ title: 'Let the deploy begin', with: { workflow: '00000000-0000-4000-8000-000000000002', job: 'hold' } }],
  async preview({ workflow, job }, context) {
    const jobs = await readJobs(context, workflow);
    if (isApproved(jobs, job)) return [];
    const { approval } = findHeld(jobs, job);
    return [{ does: 'POST workflow/approve', to: workflow, data: { approval_request_id: approval }, says: effects.approve(job, workflow) }];
  },
  async check({ workflow, job }, context) {
    return isApproved(await readJobs(context, workflow), job) ? { done: true, outputs: { job } } : { done: false };
  },
  async run({ workflow, job }, context, [effect]) {
    if (effect) {
      const held = findHeld(await readJobs(context, workflow), job);
      await context.change(effect, io => tellCircle(context, io, `/workflow/${encodeURIComponent(workflow)}/approve/${encodeURIComponent(held.approval)}`));
    }
    return { job };
  },
});

/** A job of the type `approval` that has succeeded was approved. */
function isApproved(jobs: readonly Job[], name: string): boolean {
  return jobs.some(job => job.name === name && job.approval !== '' && job.status === 'success');
}

function findHeld(jobs: readonly Job[], name: string): Job {
  const held = heldJobs(jobs);
  return (
    held.find(job => job.name === name) ??
    fail(
      failures.noHold(
        name,
        held.map(job => job.name),
      ),
    )
  );
}
