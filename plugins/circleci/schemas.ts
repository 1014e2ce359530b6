/** Pieces of the schemas that several circleci actions share. */

const TEXT = { type: 'string' } as const;

export const PROJECT = { type: 'string', pattern: '^[^/\\s]+/[^/\\s]+/[^/\\s]+$', description: 'Slug of the project: `gh/artsy/force`' } as const;

export const WORKFLOW = { type: 'string', minLength: 1, description: 'Id of the workflow' } as const;

/** What a look at a workflow gives. */
export const WORKFLOW_FACTS = {
  id: { ...TEXT, description: "Its id; '' where there is none yet" },
  name: { ...TEXT, description: "Its name; '' where there is none yet" },
  status: {
    ...TEXT,
    description: '`running`, `on_hold`, `failing`, `success`, `failed`, `error`, `canceled`, `unauthorized`, `not_run`; `none` where there is none yet',
  },
  ended: { type: 'boolean', description: 'Nothing in it will run any more' },
  on_hold: { type: 'array', items: TEXT, description: 'Names of the jobs that wait for an approval' },
  failed: { type: 'array', items: TEXT, description: 'Names of the jobs that failed' },
  running: { type: 'array', items: TEXT, description: 'Names of the jobs that run now' },
  url: { ...TEXT, description: "Its page in CircleCI; '' where there is none yet" },
} as const;
