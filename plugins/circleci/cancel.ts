import { defineChange } from '../../engine/core/action.ts';
import { tellCircle } from './client.ts';
import { effects } from './messages.ts';
import { isEnded, readWorkflow } from './read-workflow.ts';
import { WORKFLOW } from './schemas.ts';

export const cancel = defineChange({
  name: 'cancel',
  summary: 'Cancel a workflow',
  description: 'One that has ended stays as it is. A job that runs is ended in the middle: look afterwards what it has done so far.',
  version: 1,
  interrupted: 'check',
  settleAfter: '10s',
  params: { type: 'object', additionalProperties: false, required: ['workflow'], properties: { workflow: WORKFLOW } },
  outputs: {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', description: 'Its status now; `running` until its jobs have ended' } },
  },
  examples: [{ title: 'Stop a release that is under way', with: { workflow: '00000000-0000-4000-8000-000000000002' } }],
  async preview({ workflow }, context) {
    if (isEnded((await readWorkflow(context, workflow)).status)) return [];
    return [{ does: 'POST workflow/cancel', to: workflow, data: {}, says: effects.cancel(workflow) }];
  },
  async check({ workflow }, context) {
    const { status } = await readWorkflow(context, workflow);
    return isEnded(status) ? { done: true, outputs: { status } } : { done: false };
  },
  async run({ workflow }, context, [effect]) {
    if (effect) await context.change(effect, io => tellCircle(context, io, `/workflow/${encodeURIComponent(workflow)}/cancel`));
    return { status: (await readWorkflow(context, workflow)).status };
  },
});
