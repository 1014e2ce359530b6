/** Pieces of the schemas that several git actions share. */

export const REPO = {
  type: 'string',
  minLength: 1,
  description: 'Folder of the clone. A relative path is resolved against the configuration. Default: `.`',
} as const;

export const REMOTE = { type: 'string', minLength: 1, description: 'Name of the remote. Default: `origin`' } as const;

export const SHA = { type: 'string', pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$', description: 'Full commit id' } as const;

export const TREE = { type: 'string', pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$', description: 'Id of the tree: equal ids mean equal files' } as const;

export const FETCHED_FIRST = 'What is written as `origin/BRANCH` is fetched first, so that it is what the remote has now.';
