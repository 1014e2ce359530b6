import { defineRead } from '../../engine/core/action.ts';
import { isAbandoned } from './activities.ts';
import { openAws } from './client.ts';
import { isAllServing, livingServers, recycleActions, spinDowns, type Group, type Server } from './group.ts';
import { GROUP_PARAMS } from './params.ts';
import { readGroup } from './read-group.ts';
import { isByScripts, showByScripts } from './scripts.ts';
import { groupTable } from './table.ts';

const SERVER = {
  type: 'object',
  required: ['id', 'state', 'health', 'serving', 'balancer', 'protected', 'launched', 'sha'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', description: 'Instance id.' },
    state: { type: 'string', description: 'Lifecycle state: `Pending:Wait`, `InService`, `Terminating` ...' },
    health: { type: 'string', description: "The group's own opinion: `Healthy` or `Unhealthy`." },
    serving: { type: 'boolean', description: 'InService and Healthy in the group, and in service in each of its load balancers.' },
    balancer: {
      type: 'string',
      description: 'State in the load balancer: `InService`, `healthy`, `initial`, `OutOfService`, `not registered`; `none` without one.',
    },
    protected: { type: 'boolean', description: 'Protected from scale-in.' },
    launched: { type: 'string', description: 'When it was launched, ISO time.' },
    sha: { type: 'string', description: "Commit that it runs, from its tag `gitsha:<role>`; '' while it has not said." },
  },
} as const;

const SCHEDULED = {
  type: 'object',
  required: ['name', 'at'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', description: 'Name of the scheduled action.' },
    at: { type: 'string', description: 'When it runs (next), ISO time.' },
    desired: { type: 'integer', description: 'The desired size that it sets.' },
    min: { type: 'integer', description: 'The minimum that it sets.' },
    max: { type: 'integer', description: 'The maximum that it sets.' },
    recurrence: { type: 'string', description: 'Cron expression of one that repeats.' },
  },
} as const;

export const describe = defineRead({
  name: 'describe',
  summary: 'Read an Auto Scaling group: its size, its servers, their health and commits, what is scheduled.',
  description:
    'Asks the group, its classic load balancers or target groups, EC2 and the scheduled actions. ' +
    '`spin_down_at` is there exactly while a recycle is under way. Servers that are being terminated stay in `instances` until they are gone; `running` does not count them.',
  version: 2,
  params: { type: 'object', additionalProperties: false, properties: GROUP_PARAMS },
  outputs: {
    type: 'object',
    required: ['group', 'min', 'desired', 'max', 'running', 'instances', 'all_serving', 'scheduled', 'abandoned', 'balancer_kind', 'suspended'],
    additionalProperties: false,
    properties: {
      group: { type: 'string', description: 'Name of the group.' },
      min: { type: 'integer', description: 'Minimum size.' },
      desired: { type: 'integer', description: 'Desired size.' },
      max: { type: 'integer', description: 'Maximum size.' },
      running: { type: 'integer', description: 'Servers there are, those being terminated not counted.' },
      instances: { type: 'array', items: SERVER, description: 'The servers, oldest first.' },
      all_serving: { type: 'boolean', description: 'At least one server, and every one is serving.' },
      scheduled: { type: 'array', items: SCHEDULED, description: 'Scheduled actions that have not run yet.' },
      spin_down_at: { type: 'string', description: 'When the scale-down of the recycle under way is due, ISO time. Absent without a recycle.' },
      abandoned: { type: 'boolean', description: 'A server of the recycle under way was given up: its launch failed, or it was replaced as unhealthy.' },
      suspended: {
        type: 'array',
        items: { type: 'string' },
        description: 'Processes of the group that somebody has suspended: `ScheduledActions`, `Launch` ...',
      },
      balancer_kind: { type: 'string', enum: ['classic', 'target-group', 'none'], description: 'What stands before the servers.' },
    },
  },
  examples: [
    { title: 'The PKI servers in production', with: { env: 'prod', role: 'pivcac' } },
    { title: 'A group by its name', with: { group: 'prod-pivcac' } },
  ],
  async run(params, context) {
    const aws = openAws(context);
    const group = await readGroup(aws, params);
    const table = groupTable(group);
    for (const line of table) context.log(line);
    if (isByScripts(context.connection)) await showByScripts(context, params, table);
    return { ...describeOutputs(group), abandoned: await isAbandoned(aws, group) };
  },
});

function describeOutputs(group: Group) {
  const spinDown = spinDowns(group)[0] ?? recycleActions(group)[0];
  return {
    group: group.name,
    min: group.min,
    desired: group.desired,
    max: group.max,
    running: livingServers(group).length,
    instances: group.servers.map((server): Server => ({ ...server })),
    all_serving: isAllServing(group),
    scheduled: group.scheduled.map(action => ({ ...action })),
    ...(spinDown ? { spin_down_at: spinDown.at } : {}),
    balancer_kind: group.balancer,
    suspended: [...group.suspended],
  };
}
