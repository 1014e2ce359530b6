/** Pieces of the schemas that several github actions share. */

export const REPO = { type: 'string', pattern: '^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$', description: 'Owner and name of the repository: `artsy/force`' } as const;

export const NUMBER = { type: 'integer', minimum: 1, description: 'Number of the pull request' } as const;

export const SHA = { type: 'string', pattern: '^[0-9a-f]{40}$', description: 'Full commit id' } as const;

export const URL = { type: 'string', description: 'Its page on GitHub' } as const;
