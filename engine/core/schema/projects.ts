import { DURATION_PATTERN } from '../duration.ts';
import { closed, expression, label, type JsonSchema, mapOf, text } from './parts.ts';

const LOOK: Readonly<Record<string, JsonSchema>> = {
  uses: text('The reading action that tells it: `PLUGIN.ACTION`.'),
  with: { type: 'object', description: 'Its params.' },
  connection: label('The connection to use. Default: the one named like the plugin.'),
};

const STAGE: JsonSchema = {
  ...closed(
    {
      name: text('Name of the stage.', 'staging', 'production'),
      ...LOOK,
      commit: expression('The commit in its outputs. Default: outputs.sha.', 'outputs.sha'),
    },
    ['name', 'uses'],
  ),
  description: 'One stage, and how to learn which commit it runs.',
};

/** `projects:` of the configuration: what `runbook board` looks at. */
export const PROJECTS: JsonSchema = mapOf(
  closed(
    {
      title: text('What people call it.'),
      target: text('What its runs lock, and what is frozen.', 'shop/prod'),
      runbook: label('The runbook that releases it: its window is shown.'),
      stages: { type: 'array', minItems: 1, items: STAGE, description: 'The stages in the order in which a commit goes through them.' },
      compare: {
        ...closed({ ...LOOK, commits: expression('The list of commits in its outputs, each with `subject`, `author`, `date`. Default: outputs.commits.') }, [
          'uses',
        ]),
        description: 'How to learn what one commit has that another lacks; `with` may say {{ behind }} and {{ ahead }}.',
      },
      request: {
        ...closed(
          {
            ...LOOK,
            open: expression('Whether one is open. Default: outputs.found.'),
            opened: expression('Since when, ISO. Default: outputs.created_at.'),
            url: expression('Its address. Default: outputs.url.'),
            rest: { type: 'string', pattern: DURATION_PATTERN, description: 'How long it stays open before it is merged.', examples: ['24h'] },
          },
          ['uses'],
        ),
        description: 'The open request that promotes one stage to the next.',
      },
    },
    ['stages'],
  ),
  'The projects by name, for `runbook board`.',
  '^[a-z][a-z0-9-]*$',
);
