import { reconcileFleet, resizeFleet, type ShaOf } from './advance.ts';
import { lookOf, type Activity, type Fleet, type Machine } from './fleet.ts';
import type { Query, Xml } from './query.ts';
import { refuseCall } from './refusal.ts';

/** One call of Auto Scaling against the fleets, at a time. */
export interface Call {
  readonly query: Query;
  readonly fleets: readonly Fleet[];
  readonly now: number;
  readonly shaOf: ShaOf;
}

type Operation = (call: Call) => Promise<Xml> | Xml;

const USER = 'a user request update of';

export const autoScalingReads: Readonly<Record<string, Operation>> = {
  DescribeAutoScalingGroups({ query, fleets, now }) {
    const names = query.list('AutoScalingGroupNames');
    return { AutoScalingGroups: fleets.filter(fleet => names.length === 0 || names.includes(fleet.name)).map(fleet => groupXml(fleet, now)) };
  },
  DescribeScheduledActions: call => ({ ScheduledUpdateGroupActions: asked(call).flatMap(fleet => fleet.scheduled.map(action => scheduledXml(fleet, action))) }),
  DescribeScalingActivities: call => ({ Activities: asked(call).flatMap(fleet => fleet.activities.map(activity => activityXml(fleet, activity, call.now))) }),
};

export const autoScalingChanges: Readonly<Record<string, Operation>> = {
  async UpdateAutoScalingGroup(call) {
    const fleet = theFleet(call);
    await resize(fleet, call, { min: integer(call.query, 'MinSize'), max: integer(call.query, 'MaxSize'), desired: integer(call.query, 'DesiredCapacity') });
    return {};
  },
  async SetDesiredCapacity(call) {
    await resize(theFleet(call), call, { min: null, max: null, desired: integer(call.query, 'DesiredCapacity') });
    return {};
  },
  PutScheduledUpdateGroupAction(call) {
    const fleet = theFleet(call);
    const name = call.query.one('ScheduledActionName') ?? '';
    const at = Date.parse(call.query.one('StartTime') ?? '');
    if (!(at > call.now)) refuseCall('ValidationError', 'Given start time is in the past');
    const others = fleet.scheduled.filter(action => action.name !== name);
    if (others.some(action => action.at === at)) refuseCall('AlreadyExists', 'A scheduled action with this start time already exists');
    const sizes = { desired: integer(call.query, 'DesiredCapacity'), min: integer(call.query, 'MinSize'), max: integer(call.query, 'MaxSize') };
    fleet.scheduled = [...others, { name, at, ...sizes }].sort((a, b) => a.at - b.at);
    return {};
  },
  DeleteScheduledAction(call) {
    const fleet = theFleet(call);
    const name = call.query.one('ScheduledActionName');
    if (!fleet.scheduled.some(action => action.name === name)) refuseCall('ValidationError', 'Scheduled action name not found');
    fleet.scheduled = fleet.scheduled.filter(action => action.name !== name);
    return {};
  },
  async SetInstanceProtection(call) {
    const fleet = theFleet(call);
    const ids = call.query.list('InstanceIds');
    if (ids.length > 50) refuseCall('ValidationError', 'Member must have length less than or equal to 50');
    const machines = ids.map(id => protectable(fleet, id, call.now));
    for (const machine of machines) machine.protected = call.query.one('ProtectedFromScaleIn') === 'true';
    await reconcileFleet(fleet, call.now, '', call.shaOf);
    return {};
  },
};

async function resize(fleet: Fleet, call: Call, to: { min: number | null; max: number | null; desired: number | null }): Promise<void> {
  const [min, max, desired] = [to.min ?? fleet.min, to.max ?? fleet.max, to.desired ?? fleet.desired];
  if (desired > max) refuseCall('ValidationError', `New SetDesiredCapacity value ${desired} is above max value ${max} for the AutoScalingGroup.`);
  if (desired < min) refuseCall('ValidationError', `New SetDesiredCapacity value ${desired} is below min value ${min} for the AutoScalingGroup.`);
  await resizeFleet(fleet, to, call.now, USER, call.shaOf);
}

function theFleet(call: Call): Fleet {
  return asked(call)[0] ?? refuseCall('ValidationError', 'AutoScalingGroup name not found - null');
}

function asked({ query, fleets }: Call): readonly Fleet[] {
  const name = query.one('AutoScalingGroupName');
  return fleets.filter(fleet => name === undefined || fleet.name === name);
}

function protectable(fleet: Fleet, id: string, now: number): Machine {
  const machine =
    fleet.machines.find(one => one.id === id) ?? refuseCall('ValidationError', `The instance ${id} is not part of Auto Scaling group ${fleet.name}.`);
  const { state } = lookOf(fleet, machine, now);
  if (state !== 'InService') refuseCall('ValidationError', `The instance ${id} is not in InService or EnteringStandby or Standby.`);
  return machine;
}

function integer(query: Query, key: string): number | null {
  const value = query.one(key);
  return value === undefined ? null : Number(value);
}

function groupXml(fleet: Fleet, now: number): Xml {
  return {
    AutoScalingGroupName: fleet.name,
    MinSize: fleet.min,
    MaxSize: fleet.max,
    DesiredCapacity: fleet.desired,
    DefaultCooldown: 300,
    AvailabilityZones: [`${fleet.region}a`],
    HealthCheckType: fleet.balancer === 'none' ? 'EC2' : 'ELB',
    CreatedTime: new Date(0).toISOString(),
    NewInstancesProtectedFromScaleIn: fleet.protect,
    TerminationPolicies: ['OldestInstance'],
    SuspendedProcesses: fleet.suspended.map(name => ({ ProcessName: name, SuspensionReason: 'User suspended' })),
    LoadBalancerNames: fleet.balancer === 'classic' ? [fleet.name] : [],
    TargetGroupARNs: fleet.balancer === 'target-group' ? [targetGroupArn(fleet)] : [],
    Instances: fleet.machines.map(machine => {
      const look = lookOf(fleet, machine, now);
      return {
        InstanceId: machine.id,
        AvailabilityZone: `${fleet.region}a`,
        LifecycleState: look.state,
        HealthStatus: look.health,
        ProtectedFromScaleIn: look.protected,
      };
    }),
  };
}

function scheduledXml(fleet: Fleet, { name, at, desired, min, max }: Fleet['scheduled'][number]): Xml {
  return {
    AutoScalingGroupName: fleet.name,
    ScheduledActionName: name,
    StartTime: new Date(at).toISOString(),
    DesiredCapacity: desired ?? undefined,
    MinSize: min ?? undefined,
    MaxSize: max ?? undefined,
  };
}

function activityXml(fleet: Fleet, { kind, id, start, end, cause, failed }: Activity, now: number): Xml {
  return {
    ActivityId: `${kind}-${id}`,
    AutoScalingGroupName: fleet.name,
    Description: kind === 'launch' ? `Launching a new EC2 instance: ${id}` : `Terminating EC2 instance: ${id}`,
    Cause: cause,
    StartTime: new Date(start).toISOString(),
    StatusCode: failed ? 'Cancelled' : end <= now ? 'Successful' : 'InProgress',
    ...(failed ? { StatusMessage: "Instance failed to complete user's Lifecycle Action: was abandoned: Heartbeat Timeout" } : {}),
  };
}

export function targetGroupArn(fleet: Fleet): string {
  return `arn:aws:elasticloadbalancing:${fleet.region}:111122223333:targetgroup/${fleet.name}/0123456789abcdef`;
}
