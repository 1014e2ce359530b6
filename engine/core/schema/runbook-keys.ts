import { INPUTS } from './fields.ts';
import { expression, flag, label, listOf, mapOf, closed, oneOfTexts, SECRET_SOURCE, text, type JsonSchema } from './parts.ts';

export const REQUIRED_RUNBOOK_KEYS = ['version', 'name', 'title', 'steps'];

export const VERSION: JsonSchema = { const: 1, description: 'Version of the format.' };

/** `window:`: when a target may be changed. */
const WINDOW: JsonSchema = {
  ...closed({
    days: listOf({ type: 'string', enum: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }, 'Days of the week.'),
    hours: {
      ...text("In the config's time zone.", '09:00-17:00'),
      pattern: '^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
      patternErrorMessage: 'must be hours such as 09:00-17:00',
    },
    'not-day-before': label('Name of a holiday calendar of runbook.config.yml: not on the day before one of its days.'),
    override: oneOfTexts('Whether a person may start outside the window.', { reason: 'Yes, with a recorded reason (the default).', never: 'No.' }),
    start: oneOfTexts('When a run may start.', {
      inside: 'Only inside the window (the default).',
      anytime: 'At any time: a step waits for the window where it matters, `wait: {until: target.open, every: 1m}`.',
    }),
  }),
  description: 'When the target may be changed.',
  examples: [{ days: ['tue', 'thu'], hours: '09:00-17:00' }],
};

/** The top level of a runbook. `steps` is the schema of a list of steps, `defaults` that of the defaults by plugin. */
export function runbookKeys(steps: JsonSchema, defaults: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return {
    version: VERSION,
    name: label('Names the runbook on the command line and in other runbooks.', 'deploy-shop'),
    title: text('One line for people: what it does.', 'Deploy the shop to production'),
    description: text('Markdown: when to use it, whom to tell, what can go wrong.'),
    target: text('What a run changes; at most one run changes a target at a time. May name inputs.', 'pki/prod'),
    inputs: INPUTS,
    secrets: mapOf(SECRET_SOURCE, 'Secrets by name. Allowed in `env` values and in params marked secret: `{{ secrets.name }}`.'),
    defaults: { ...defaults, description: 'By plugin: `connection`, and params given to those of its actions that declare them.' },
    window: WINDOW,
    'during-freeze': flag('Runs although its target is frozen: for rollbacks. Default: false.'),
    steps: { ...steps, description: 'What is done, in order.' },
    'on-failure': { ...steps, description: 'Steps that run after a failure that nobody handled.' },
    finally: { ...steps, description: 'Steps that run at the end, however it ends. Their failure never changes the outcome.' },
    rollback: {
      ...closed(
        {
          if: expression('A failure leads to the rollback only where this holds.'),
          runbook: label('Name of the runbook that rolls back.', 'roll-back-shop'),
          with: { type: 'object', description: 'Its inputs; each may be a template.' },
        },
        ['runbook'],
      ),
      description: 'The runbook that undoes this one: `runbook rollback RUN`, or `on-failure: rollback` of a step.',
    },
    outputs: mapOf(expression('One value.'), 'What a step with `runbook:` sees as its outputs: each a CEL expression.'),
  };
}
