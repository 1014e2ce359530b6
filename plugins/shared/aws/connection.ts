/** The keys of a connection to AWS, the same for every service. */
export const AWS_CONNECTION = {
  type: 'object',
  properties: {
    region: { type: 'string', pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$', description: 'AWS region (`us-west-2`). Default: that of the profile.' },
    credentials: {
      type: 'object',
      additionalProperties: false,
      required: ['command'],
      description:
        'A command that prints a session: JSON of `credential_process` (`aws-vault export --format=json PROFILE`), or lines of an environment (`aws-vault exec PROFILE -- env`). ' +
        'It is kept in memory, and fetched again before it ends. With `mode: scripts` the default is the session of `wrap`.',
      properties: { command: { type: 'array', minItems: 1, items: { type: 'string', description: 'One argument.' }, description: 'Program and arguments.' } },
    },
    profile: { type: 'string', minLength: 1, description: 'Profile in the AWS config file.' },
  },
} as const;
