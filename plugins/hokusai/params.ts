export const FOLDER = { type: 'string', minLength: 1, description: 'Your checkout of the project, with hokusai/config.yml in it.' } as const;
export const STAGE = { type: 'string', enum: ['staging', 'production'], description: 'The stage: a context of the kubeconfig. Default: production.' } as const;
export const TAG = {
  type: 'string',
  pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$',
  description: 'Tag of the image. A commit (40 hex digits) stays what it is; `staging` may move while you look.',
} as const;
export const DIGEST = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' } as const;

export const DEPLOYED = {
  type: 'object',
  required: ['digest', 'complete', 'warnings'],
  additionalProperties: false,
  properties: {
    digest: { type: 'string', description: 'The image that the stage runs now.' },
    complete: { type: 'boolean', description: 'False: it is live, but what comes after (the hook, the tags) went wrong.' },
    warnings: { type: 'array', items: { type: 'string' }, description: 'What hokusai warned of.' },
  },
} as const;
