import type { Effect } from '../../engine/core/action.ts';
import { defineChange } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { slugPath, tellCircle, textOf } from './client.ts';
import { effects, failures } from './messages.ts';
import { PROJECT } from './schemas.ts';

export const trigger = defineChange({
  name: 'trigger',
  summary: 'Start a pipeline on a branch or a tag',
  description:
    'Projects that are connected by the GitHub App need the id of their pipeline definition. CircleCI knows no key against repetition: whether a lost request has landed a person is asked.',
  version: 1,
  interrupted: 'ask',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['project'],
    properties: {
      project: PROJECT,
      branch: { type: 'string', minLength: 1, description: 'The branch' },
      tag: { type: 'string', minLength: 1, description: 'The tag, instead of `branch`' },
      parameters: { type: 'object', additionalProperties: { type: ['string', 'integer', 'boolean'] }, description: 'Parameters of the pipeline' },
      definition: { type: 'string', minLength: 1, description: 'Id of the pipeline definition, for projects of the GitHub App' },
    },
  },
  outputs: {
    type: 'object',
    required: ['id', 'number'],
    properties: { id: { type: 'string', description: 'Id of the pipeline' }, number: { type: 'integer', description: 'Its number in the project' } },
  },
  examples: [{ title: 'CircleCI has missed the push', with: { project: 'gh/artsy/force', branch: 'release' } }],
  async preview(params) {
    return [toEffect(params)];
  },
  async run(params, context, [effect = toEffect(params)]) {
    const path = `/project/${slugPath(params.project)}/pipeline${params.definition === undefined ? '' : '/run'}`;
    const { status, body } = await context.change(effect, io => tellCircle(context, io, path, effect.data as JsonObject));
    const { number } = body;
    // https://circleci.com/docs/api/v2/: 200 means that nothing was started
    if (status === 200 || typeof number !== 'number') return fail(failures.skipped(textOf(body, 'message')));
    return { id: textOf(body, 'id'), number };
  },
});

interface Wanted {
  readonly project: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly parameters?: { readonly [name: string]: unknown };
  readonly definition?: string;
}

function toEffect({ project, branch, tag, parameters, definition }: Wanted): Effect {
  if ((branch === undefined) === (tag === undefined)) fail(failures.branchOrTag);
  const at = branch === undefined ? { tag: tag ?? '' } : { branch };
  const given = parameters ? { parameters: parameters as JsonObject } : {};
  const data = definition === undefined ? { ...at, ...given } : { definition_id: definition, config: at, checkout: at, ...given };
  return { does: 'POST pipeline', to: project, data, says: effects.trigger(project, branch ?? tag ?? '') };
}
