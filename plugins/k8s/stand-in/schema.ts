import type { FromSchema } from '../../../engine/core/action.ts';
import { DURATION_PATTERN } from '../../../engine/core/duration.ts';

const DURATION = { type: 'string', pattern: DURATION_PATTERN } as const;
const NAME = { pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' } as const;

const DEPLOYMENT = {
  type: 'object',
  additionalProperties: false,
  required: ['image'],
  properties: {
    app: { type: 'string', description: 'Its label `app`. Default: its name up to the last dash (`force` of `force-web`).' },
    image: { type: 'string', minLength: 1, description: 'Its image: `REPOSITORY:TAG` of the registry part above, or any other written out.' },
    replicas: { type: 'integer', minimum: 0, maximum: 50, description: 'How many pods. Default: 2.' },
    ready: { ...DURATION, description: 'How long a pod takes to become ready. Default: 20s.' },
    sidecars: { type: 'object', additionalProperties: { type: 'string' }, description: 'Other containers: image by name.' },
    env: { type: 'object', additionalProperties: { type: 'string' }, description: 'Environment of its container.' },
  },
} as const;

const JOB = {
  match: { type: 'string', description: 'A text that its command holds. Default: every command.' },
  takes: { ...DURATION, description: 'How long it runs. Default: 30s.' },
  exit: { type: 'integer', minimum: 0, maximum: 255, description: 'Its exit code. Default: 0.' },
  log: { type: 'array', items: { type: 'string' }, description: 'What it prints.' },
  hangs: { type: 'boolean', description: 'It never ends by itself.' },
} as const;

const CLUSTER = {
  type: 'object',
  additionalProperties: false,
  properties: {
    connection: {
      type: 'string',
      description: "Name of the connection that leads here. Default: `k8s` for the first cluster, the cluster's name for the others.",
    },
    namespace: { type: 'string', description: 'The namespace. Default: default.' },
    deployments: { type: 'object', propertyNames: NAME, additionalProperties: DEPLOYMENT, description: 'The Deployments that are there, rolled out.' },
    objects: { type: 'array', items: { type: 'object' }, description: 'Other objects that are there, as in a manifest.' },
    jobs: {
      type: 'array',
      items: { type: 'object', additionalProperties: false, properties: JOB },
      description: 'What becomes of Jobs; the first that matches.',
    },
  },
} as const;

export const PART_SCHEMA = {
  type: 'object',
  description: 'Kubernetes clusters, by the name of their context (`production`).',
  propertyNames: NAME,
  additionalProperties: CLUSTER,
} as const;

const FAULT = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    rollout: {
      type: 'string',
      enum: ['good', 'never-ready', 'crash', 'image-pull', 'quota', 'slow'],
      description:
        'The image that rolls out next (or is rolling out) is bad: its pods never become ready, crash, cannot be pulled, find no quota, or take three times as long. Others roll out well. `good` ends it.',
    },
    job: { type: 'object', additionalProperties: false, properties: JOB, description: 'What becomes of the next Jobs that match.' },
    deploy: {
      type: 'object',
      additionalProperties: false,
      required: ['app', 'image'],
      description: 'Somebody else deploys meanwhile.',
      properties: {
        app: { type: 'string', description: 'The application.' },
        image: { type: 'string', description: 'The image: `REPOSITORY:TAG`, or written out.' },
      },
    },
    answers: {
      type: 'object',
      additionalProperties: false,
      required: ['status'],
      description: 'The API answers with an error: 401 not logged in, 403 not allowed, 409 changed meanwhile, 503 unwell.',
      properties: {
        status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
        times: { type: 'integer', minimum: 1, description: 'How often. Default: always.' },
        to: { type: 'string', enum: ['reads', 'changes'], description: 'Only to these. Default: to all.' },
      },
    },
    lose: { type: 'integer', minimum: 1, description: 'So many changes are made, but their answers get lost.' },
  },
} as const;

export const FAULTS_SCHEMA = { type: 'object', description: 'Faults by cluster.', propertyNames: NAME, additionalProperties: FAULT } as const;

export type ClusterPart = FromSchema<typeof CLUSTER>;
export type DeploymentPart = FromSchema<typeof DEPLOYMENT>;
export type ClusterFault = FromSchema<typeof FAULT>;
export type RolloutFault = NonNullable<ClusterFault['rollout']>;
export type JobRule = NonNullable<ClusterFault['job']>;
