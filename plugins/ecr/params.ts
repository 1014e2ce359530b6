/** The params that name a repository, the same for every action. */
export const REPOSITORY_PARAMS = {
  repository: {
    type: 'string',
    pattern: '^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$',
    maxLength: 256,
    description: 'Name of the repository in ECR (`force`).',
  },
  registry: { type: 'string', pattern: '^[0-9]{12}$', description: 'AWS account of the registry. Default: the own one.' },
} as const;

export const DIGEST_PATTERN = '^sha256:[0-9a-f]{64}$';
export const TAG = { type: 'string', pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$' } as const;
