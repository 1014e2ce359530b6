/** The keys of a connection to AWS, the same for every service. */
export const AWS_CONNECTION = {
  type: 'object',
  properties: {
    region: { type: 'string', pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$', description: 'AWS region (`us-west-2`). Default: that of the profile.' },
    profile: { type: 'string', minLength: 1, description: 'Profile in the AWS config file.' },
  },
} as const;
