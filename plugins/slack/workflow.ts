import { defineChange, type Effect } from '../../engine/core/action.ts';
import { findDestination, checkPlace, startWorkflow } from './client.ts';
import { messages } from './messages.ts';

export const workflow = defineChange({
  name: 'workflow',
  summary: 'Starts a Slack workflow through its webhook trigger',
  description: [
    'The field names are those of the variables that the workflow declares; all values are texts.',
    'Slack may accept a call whose fields do not fit and fail later, unseen. Whether a lost call arrived nobody can tell, so a person is asked then.',
  ].join('\n'),
  version: 1,
  interrupted: 'ask',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['workflow', 'fields'],
    properties: {
      workflow: { type: 'string', minLength: 1, description: "The workflow's name in the connection's `triggers`." },
      fields: { type: 'object', description: 'Values of the variables that the workflow declares.', additionalProperties: { type: 'string' } },
    },
  },
  outputs: {
    type: 'object',
    additionalProperties: false,
    required: ['workflow'],
    properties: { workflow: { type: 'string', description: 'The workflow.' } },
  },
  examples: [{ title: 'Announce a release', with: { workflow: 'announce-release', fields: { application: 'shop', link: 'https://git.example.com/mr/7' } } }],
  async preview({ workflow: name, fields }, { connection }) {
    checkPlace({ kind: 'workflow', name }, connection);
    const shown = Object.entries(fields).map(([field, value]) => `${field}: ${value}`);
    return [{ does: 'slack workflow', to: name, data: { fields }, says: messages.workflow(name, shown.join(', ')) } satisfies Effect];
  },
  async run({ workflow: name, fields }, context, effects) {
    const destination = await findDestination({ kind: 'workflow', name }, context.connection);
    for (const effect of effects) await context.change(effect, io => startWorkflow(io, destination, fields));
    return { workflow: name };
  },
});
