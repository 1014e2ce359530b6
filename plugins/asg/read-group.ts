import type { AutoScalingGroup, ScheduledUpdateGroupAction } from '@aws-sdk/client-auto-scaling';
import type { Instance } from '@aws-sdk/client-ec2';
import { fail } from '../../engine/core/failure.ts';
import { readBalancers, type Balancers } from './balancers.ts';
import { askAws } from '../shared/aws/client.ts';
import type { Aws } from './client.ts';
import type { Group, ScheduledAction, Server } from './group.ts';
import { awsMessages } from '../shared/aws/messages.ts';
import { guardMessages } from './messages.ts';
import { groupName, roleOf, type GroupParams } from './params.ts';

/** How many scheduled actions one answer may hold. */
const PAGE = 100;

/** The group with all that is known of its servers. Fails with `not-found`. */
export async function readGroup(aws: Aws, params: GroupParams): Promise<Group> {
  const name = groupName(params);
  const raw = await describeGroup(aws, name);
  const ids = (raw.Instances ?? []).flatMap(instance => instance.InstanceId ?? []);
  const [scheduled, balancers, machines] = await Promise.all([readScheduled(aws, name), readBalancers(aws, raw), readMachines(aws, name, ids)]);
  // EC2 learns of a server a moment after its group: one that is not there yet has just been launched.
  const now = aws.context.now();
  const servers = (raw.Instances ?? []).map(instance => {
    const machine = machines.get(instance.InstanceId ?? '');
    return toServer(instance, balancers, machine?.LaunchTime ?? now, shaOf(machine, roleOf(params)));
  });
  return {
    name,
    min: raw.MinSize ?? 0,
    desired: raw.DesiredCapacity ?? 0,
    max: raw.MaxSize ?? 0,
    servers: servers.sort((a, b) => Date.parse(a.launched) - Date.parse(b.launched) || a.id.localeCompare(b.id)),
    scheduled,
    balancer: balancers.kind,
    suspended: (raw.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []).toSorted(),
  };
}

async function describeGroup(aws: Aws, name: string): Promise<AutoScalingGroup> {
  const does = `DescribeAutoScalingGroups ${name}`;
  const client = await aws.autoScaling();
  const answer = await askAws(aws, does, options => client.describeAutoScalingGroups({ AutoScalingGroupNames: [name] }, options));
  // AWS always answers with a list. A web page that happens to be XML does not.
  if (answer.AutoScalingGroups === undefined)
    fail({ code: 'http-status', ...awsMessages.notAws({ does, kind: 'read', connection: aws.context.connection.name }, 200) });
  return answer.AutoScalingGroups[0] ?? fail({ code: 'not-found', ...guardMessages.noGroup(name) });
}

async function readScheduled(aws: Aws, name: string, after?: string): Promise<readonly ScheduledAction[]> {
  const client = await aws.autoScaling();
  const input = { AutoScalingGroupName: name, MaxRecords: PAGE, ...(after === undefined ? {} : { NextToken: after }) };
  const answer = await askAws(aws, `DescribeScheduledActions ${name}`, options => client.describeScheduledActions(input, options));
  const page = (answer.ScheduledUpdateGroupActions ?? []).map(toScheduledAction);
  return answer.NextToken ? [...page, ...(await readScheduled(aws, name, answer.NextToken))] : page;
}

/** The machines behind the servers, by id. A filter, not ids: one that is just gone is then only absent. */
async function readMachines(aws: Aws, name: string, ids: readonly string[]): Promise<ReadonlyMap<string, Instance>> {
  if (ids.length === 0) return new Map();
  const client = await aws.servers();
  const answer = await askAws(aws, `DescribeInstances of ${name}`, options =>
    client.describeInstances({ Filters: [{ Name: 'instance-id', Values: [...ids] }] }, options),
  );
  const machines = (answer.Reservations ?? []).flatMap(reservation => reservation.Instances ?? []);
  return new Map(machines.map(machine => [machine.InstanceId ?? '', machine]));
}

function toServer(raw: NonNullable<AutoScalingGroup['Instances']>[number], balancers: Balancers, launched: Date, sha: string): Server {
  const id = raw.InstanceId ?? '';
  const state = raw.LifecycleState ?? 'unknown';
  const health = raw.HealthStatus ?? 'unknown';
  const balancer = balancers.stateOf(id);
  return {
    id,
    state,
    health,
    serving: state === 'InService' && health.toLowerCase() === 'healthy' && balancer.inService,
    balancer: balancer.says,
    protected: raw.ProtectedFromScaleIn ?? false,
    launched: launched.toISOString(),
    sha,
  };
}

function shaOf(machine: Instance | undefined, role: string): string {
  return machine?.Tags?.find(tag => tag.Key === `gitsha:${role}`)?.Value ?? '';
}

function toScheduledAction(raw: ScheduledUpdateGroupAction): ScheduledAction {
  return {
    name: raw.ScheduledActionName ?? '',
    at: (raw.StartTime ?? raw.Time ?? new Date(0)).toISOString(),
    ...(raw.DesiredCapacity === undefined ? {} : { desired: raw.DesiredCapacity }),
    ...(raw.MinSize === undefined ? {} : { min: raw.MinSize }),
    ...(raw.MaxSize === undefined ? {} : { max: raw.MaxSize }),
    ...(raw.Recurrence === undefined ? {} : { recurrence: raw.Recurrence }),
  };
}
