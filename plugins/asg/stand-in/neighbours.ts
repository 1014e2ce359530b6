import { targetGroupArn, type Call } from './auto-scaling.ts';
import { lookOf, type Fleet, type Machine } from './fleet.ts';
import type { Xml } from './query.ts';
import { refuseCall } from './refusal.ts';

/** What stands beside Auto Scaling: the load balancers, EC2, STS. They are only read. */
export const neighbourReads: Readonly<Record<string, Readonly<Record<string, (call: Call) => Xml>>>> = {
  elb: { DescribeInstanceHealth: describeInstanceHealth },
  elbv2: { DescribeTargetHealth: describeTargetHealth },
  ec2: { DescribeInstances: describeInstances },
  sts: {
    GetCallerIdentity: () => ({ UserId: 'AROAEXAMPLE:rehearsal', Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/power/rehearsal' }),
  },
};

function describeInstanceHealth({ query, fleets, now }: Call): Xml {
  const name = query.one('LoadBalancerName') ?? '';
  const fleet =
    fleets.find(one => one.balancer === 'classic' && one.name === name) ??
    refuseCall('LoadBalancerNotFound', `There is no ACTIVE Load Balancer named '${name}'`);
  return {
    InstanceStates: registered(fleet, now).map(machine => {
      const isIn = lookOf(fleet, machine, now).balanced;
      const description = isIn ? 'N/A' : 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.';
      return { InstanceId: machine.id, State: isIn ? 'InService' : 'OutOfService', ReasonCode: isIn ? 'N/A' : 'Instance', Description: description };
    }),
  };
}

function describeTargetHealth({ query, fleets, now }: Call): Xml {
  const arn = query.one('TargetGroupArn') ?? '';
  const fleet =
    fleets.find(one => one.balancer === 'target-group' && targetGroupArn(one) === arn) ??
    refuseCall('TargetGroupNotFound', `One or more target groups not found`);
  return {
    TargetHealthDescriptions: registered(fleet, now).map(machine => ({
      Target: { Id: machine.id, Port: 443 },
      TargetHealth: { State: targetState(fleet, machine, now) },
    })),
  };
}

function targetState(fleet: Fleet, machine: Machine, now: number): string {
  if (lookOf(fleet, machine, now).balanced) return 'healthy';
  return machine.fate === 'good' ? 'initial' : 'unhealthy';
}

/** A server is registered when it is in service, and taken out when it begins to go. */
function registered(fleet: Fleet, now: number): readonly Machine[] {
  return fleet.machines.filter(machine => lookOf(fleet, machine, now).state === 'InService');
}

function describeInstances({ query, fleets, now }: Call): Xml {
  const wanted = filterOf(query.list('Filter.1.Value'), query.one('Filter.1.Name')) ?? query.list('InstanceId');
  const all = fleets.flatMap(fleet => fleet.machines.map(machine => ({ fleet, machine })));
  const found = all.filter(({ machine }) => wanted.length === 0 || wanted.includes(machine.id));
  return {
    reservationSet: found.map(({ fleet, machine }) => ({
      reservationId: `r-${machine.id.slice(2)}`,
      ownerId: '111122223333',
      instancesSet: [machineXml(fleet, machine, now)],
    })),
  };
}

function filterOf(values: readonly string[], name: string | undefined): readonly string[] | undefined {
  if (name === undefined) return undefined;
  return name === 'instance-id' ? values : refuseCall('InvalidParameterValue', `The filter '${name}' is invalid`);
}

function machineXml(fleet: Fleet, machine: Machine, now: number): Xml {
  const isGoing = lookOf(fleet, machine, now).state === 'Terminating';
  const role = fleet.name.replace(/^[^-]*-/, '');
  return {
    instanceId: machine.id,
    instanceState: isGoing ? { code: 32, name: 'shutting-down' } : { code: 16, name: 'running' },
    launchTime: new Date(machine.launched).toISOString(),
    tagSet: [
      { key: 'Name', value: `asg-${fleet.name}` },
      { key: `gitsha:${role}`, value: machine.sha },
    ],
  };
}
