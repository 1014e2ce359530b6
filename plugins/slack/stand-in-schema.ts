const fields = { type: 'array', minItems: 1, items: { type: 'string' }, description: 'Names of the variables that the workflow declares.' } as const;

/** `slack:` of a world file. */
export const standInSchema = {
  type: 'object',
  description: 'A workspace with channels that can be posted to, and workflows that can be started.',
  additionalProperties: false,
  properties: {
    channels: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', minLength: 1 },
      description: 'Channels with an incoming webhook, without #.',
    },
    workflow: {
      type: 'object',
      description: 'Workflows with a webhook trigger, by name: their fields, and where they post to.',
      additionalProperties: {
        description: 'The fields, or fields and channels.',
        anyOf: [
          fields,
          {
            type: 'object',
            additionalProperties: false,
            required: ['fields'],
            properties: {
              fields,
              to: { type: 'array', items: { type: 'string' }, description: 'Channels that it posts to. Default: the first channel.' },
            },
          },
        ],
      },
    },
  },
} as const;

/** What a fault may say under `slack`. */
export const standInFaults = {
  type: 'object',
  description: 'What goes wrong with Slack.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    answers: {
      description:
        'What every call is answered with from now on. `ok_false`: status 200 with a refusal; `lost`: the call works, but its answer is lost; `ok`: all is well again.',
      enum: [400, 403, 404, 429, 500, 502, 503, 'ok_false', 'lost', 'ok'],
    },
    archived: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'Channels that were archived.' },
  },
} as const;
