/** What `k8s.deployments` gives of one Deployment; `k8s.restore` takes it back. */
export const CONTAINER = {
  type: 'object',
  required: ['name', 'image', 'init'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', description: 'Its name.' },
    image: { type: 'string', description: 'Its image, as the Deployment names it.' },
    init: { type: 'boolean', description: 'It runs before the others start.' },
  },
} as const;

export const DEPLOYMENT = {
  type: 'object',
  required: ['name', 'replicas', 'updated', 'available', 'version', 'containers'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', description: 'Its name.' },
    replicas: { type: 'integer', description: 'How many pods are wanted.' },
    updated: { type: 'integer', description: 'How many have the newest template.' },
    available: { type: 'integer', description: 'How many are ready.' },
    version: { type: 'string', description: "Its label `app.kubernetes.io/version`; '' without one." },
    containers: { type: 'array', items: CONTAINER, description: 'Its containers and their images.' },
  },
} as const;
