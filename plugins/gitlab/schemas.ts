/** Pieces of the schemas that several gitlab actions share. */

export const PROJECT = { type: 'string', minLength: 1, description: 'Path of the project (`group/name`), or its number' } as const;

export const IID = { type: 'integer', minimum: 1, description: 'Number of the merge request in its project' } as const;

export const SHA = { type: 'string', pattern: '^[0-9a-f]{40}$', description: 'Full commit id' } as const;

export const URL = { type: 'string', description: 'Its page in GitLab' } as const;
