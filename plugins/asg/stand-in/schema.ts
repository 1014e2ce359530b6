import type { FromSchema } from '../../../engine/core/action.ts';
import { DURATION_PATTERN } from '../../../engine/core/duration.ts';
import { TROUBLE_PROPERTIES } from '../../shared/aws/world.ts';
import { SERVERS } from './servers.ts';

const GROUP_NAME = '^[a-z][a-z0-9]*(-[a-z0-9]+)+$';

const GROUP_PART = {
  type: 'object',
  additionalProperties: false,
  required: ['size', 'boots'],
  properties: {
    profile: { type: 'string', description: 'Name of the connection that leads to this group. Default: `asg`.' },
    mode: {
      type: 'string',
      enum: ['native', 'scripts'],
      description: 'How the connection works. Default: native. `scripts` needs the programs aws-vault and asg-scripts.',
    },
    credentials: {
      type: 'string',
      enum: ['environment', 'aws-vault'],
      description: 'Where keys come from. Default: environment; with `mode: scripts` always aws-vault, whose sessions last an hour.',
    },
    checkout: {
      type: 'string',
      description: 'With `mode: scripts`: name of the git repository of this world whose `bin/` has the commands, each of them `exec asg-scripts NAME "$@"`.',
    },
    region: { type: 'string', description: 'AWS region. Default: us-west-2.' },
    size: {
      type: 'object',
      additionalProperties: false,
      required: ['min', 'desired', 'max'],
      description: 'Sizes at the beginning; as many servers run and serve as are desired.',
      properties: {
        min: { type: 'integer', minimum: 0, description: 'Minimum.' },
        desired: { type: 'integer', minimum: 0, maximum: 200, description: 'Desired.' },
        max: { type: 'integer', minimum: 0, maximum: 400, description: 'Maximum.' },
      },
    },
    boots: {
      type: 'object',
      additionalProperties: false,
      required: ['branch'],
      description: 'What a server checks out when it boots.',
      properties: {
        branch: { type: 'string', description: 'The branch (`stages/prod`).' },
        repository: { type: 'string', description: 'Name of the git repository of this world. Default: the first that has the branch.' },
        from: { type: 'string', enum: ['origin', 'mirror'], description: 'Whether it clones the origin (default) or its mirror.' },
        takes: { type: 'string', pattern: DURATION_PATTERN, description: 'How long the bootstrap takes. Default: 5m.' },
      },
    },
    servers: SERVERS,
    protected: { type: 'boolean', description: 'New servers are protected from scale-in. Default: false.' },
    balancer: { type: 'string', enum: ['classic', 'target-group', 'none'], description: 'What stands before the servers. Default: target-group.' },
    'health-grace': {
      type: 'string',
      pattern: DURATION_PATTERN,
      description: 'How long an unhealthy server is left alone before it is replaced. Default: 5m.',
    },
  },
} as const;

export const PART_SCHEMA = {
  type: 'object',
  description: 'Auto Scaling groups, by name (`prod-pivcac`: environment and role).',
  propertyNames: { pattern: GROUP_NAME },
  additionalProperties: GROUP_PART,
} as const;

const FAULT = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    servers: SERVERS,
    new: {
      type: 'string',
      enum: ['good', 'unhealthy', 'unbalanced', 'slow', 'abandoned'],
      description:
        'The code that boots next (or is booting) is bad. `unhealthy`: its servers never become healthy, and are replaced again and again; `unbalanced`: the group calls them healthy, the load balancer does not; ' +
        '`slow`: they boot three times as long; `abandoned`: their launch is given up by its lifecycle hook. Other commits boot well. `good` ends it.',
    },
    old: {
      type: 'string',
      enum: ['good', 'unhealthy', 'unbalanced'],
      description:
        'The oldest server goes bad now: the load balancer takes it out, and the group replaces it after its health grace (`unhealthy`), or never (`unbalanced`).',
    },
    extra: { type: 'integer', minimum: 1, maximum: 50, description: 'So many more old servers run than are desired.' },
    'pending-recycle': {
      type: 'string',
      pattern: DURATION_PATTERN,
      description: 'Somebody else recycles: the group is doubled now, and goes back after this time.',
    },
    size: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      description: 'Somebody has set other limits: a `max` below twice the desired size leaves no room for a recycle.',
      properties: { min: { type: 'integer', minimum: 0, description: 'Minimum.' }, max: { type: 'integer', minimum: 0, description: 'Maximum.' } },
    },
    suspended: {
      type: 'array',
      items: { type: 'string', enum: ['Launch', 'Terminate', 'HealthCheck', 'AddToLoadBalancer', 'ScheduledActions', 'AlarmNotification'] },
      description: 'Somebody has suspended these processes; without ScheduledActions nothing scheduled runs. An empty list ends it.',
    },
    late: { type: 'string', pattern: DURATION_PATTERN, description: 'Scheduled actions run so much later than asked for; on AWS it can be two minutes.' },
    ...TROUBLE_PROPERTIES,
    ignored: { type: 'integer', minimum: 0, description: 'So many changes are answered well, but nothing happens.' },
    sessions: {
      type: 'string',
      enum: ['ended', 'mfa'],
      description: 'The sessions of aws-vault end now; `mfa`: and for a new one it wants a code typed in at a terminal.',
    },
  },
} as const;

export const FAULTS_SCHEMA = {
  type: 'object',
  description: 'Faults by group. `throttled`, `expired`, `ignored`, `denied`, `lost` and `sessions` hold for AWS as a whole.',
  propertyNames: { pattern: GROUP_NAME },
  additionalProperties: FAULT,
} as const;

export type GroupPart = FromSchema<typeof GROUP_PART>;
export type GroupFault = FromSchema<typeof FAULT>;
