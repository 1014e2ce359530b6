import { closed, expression, mapOf, oneOfTexts, text, type JsonSchema } from './parts.ts';

const TYPES = {
  string: 'A text.',
  integer: 'A whole number.',
  number: 'A number.',
  boolean: 'true or false.',
  array: 'A list.',
  object: 'A map.',
};

const LIMITS: Readonly<Record<string, JsonSchema>> = {
  pattern: { type: 'string', description: 'A regular expression that the text must match.', examples: ['^[0-9a-f]{40}$'] },
  format: oneOfTexts('A shape of text that the engine knows.', { date: '`2026-03-10`', duration: '`90s`, `15m`, `1h30m`, `2d`' }),
  minimum: { type: 'number', description: 'The smallest number allowed.' },
  maximum: { type: 'number', description: 'The largest number allowed.' },
  minLength: { type: 'integer', minimum: 0, description: 'The least number of characters.' },
  maxLength: { type: 'integer', minimum: 0, description: 'The largest number of characters.' },
};

const FIELD: Readonly<Record<string, JsonSchema>> = {
  type: oneOfTexts('What kind of value it is.', TYPES),
  title: text('How it is asked for.'),
  description: text('What it means; shown in help, prompts and the plan.'),
  default: {
    type: ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'],
    description: 'Used where nothing is given; may be a template. Without a default the value is required; `default: null` makes it optional.',
  },
  enum: { type: 'array', minItems: 1, description: 'The only values allowed.' },
  ...LIMITS,
  items: {
    ...closed({ type: oneOfTexts("The items' type.", TYPES), enum: { type: 'array', minItems: 1, description: 'The only items allowed.' }, ...LIMITS }, [
      'type',
    ]),
    description: 'What each item of a list is.',
  },
};

/** `inputs:`: the typed values that a run is started with. */
export const INPUTS: JsonSchema = {
  ...mapOf(
    { ...closed(FIELD, ['type']), description: 'One input.' },
    'Typed values that a run is started with: `--input name=value`. Templates read them as `{{ inputs.name }}`.',
  ),
  examples: [{ date: { type: 'string', format: 'date', default: '{{ today }}' } }],
};

/** `ask:`: the fields that a person fills in. */
export const ASK_FIELDS: JsonSchema = {
  ...mapOf(
    {
      ...closed({ ...FIELD, options: expression('The list to choose from, computed when the question is asked.', 'steps.pods.outputs.names') }, ['type']),
      description: 'One field.',
    },
    'Asks a person for typed values. Others read them as `steps.<id>.outputs.<field>`.',
  ),
  minProperties: 1,
};
