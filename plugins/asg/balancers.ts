import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { askAws } from '../shared/aws/client.ts';
import type { Aws } from './client.ts';
import type { Group } from './group.ts';

/** What a group's load balancers say about its servers. */
export interface Balancers {
  readonly kind: Group['balancer'];
  stateOf(id: string): BalancerState;
}

interface BalancerState {
  /** In service in every load balancer of the group; true where it has none. */
  readonly inService: boolean;
  readonly says: string;
}

/** Server id -> its state there. */
type States = ReadonlyMap<string, string>;

const GOOD = new Set(['InService', 'healthy']);
const ABSENT = 'not registered';

/** Asks classic load balancers and target groups alike; a server must be in service in each. */
export async function readBalancers(aws: Aws, group: AutoScalingGroup): Promise<Balancers> {
  const classic = [...new Set([...(group.LoadBalancerNames ?? []), ...sources(group, 'elb')])];
  const targets = [...new Set([...(group.TargetGroupARNs ?? []), ...sources(group, 'elbv2')])];
  const all = await Promise.all([...classic.map(name => readClassic(aws, name)), ...targets.map(arn => readTargets(aws, arn))]);
  const kind = targets.length > 0 ? 'target-group' : classic.length > 0 ? 'classic' : 'none';
  return { kind, stateOf: id => stateIn(all, id) };
}

function sources(group: AutoScalingGroup, type: string): readonly string[] {
  return (group.TrafficSources ?? []).filter(source => source.Type === type).flatMap(source => source.Identifier ?? []);
}

async function readClassic(aws: Aws, name: string): Promise<States> {
  const client = await aws.classic();
  const answer = await askAws(aws, `DescribeInstanceHealth ${name}`, options => client.describeInstanceHealth({ LoadBalancerName: name }, options));
  return new Map((answer.InstanceStates ?? []).map(one => [one.InstanceId ?? '', one.State ?? 'Unknown']));
}

async function readTargets(aws: Aws, arn: string): Promise<States> {
  const client = await aws.targets();
  const answer = await askAws(aws, `DescribeTargetHealth ${arn.split('/')[1] ?? arn}`, options =>
    client.describeTargetHealth({ TargetGroupArn: arn }, options),
  );
  return new Map((answer.TargetHealthDescriptions ?? []).map(one => [one.Target?.Id ?? '', one.TargetHealth?.State ?? 'unknown']));
}

function stateIn(all: readonly States[], id: string): BalancerState {
  if (all.length === 0) return { inService: true, says: 'none' };
  const states = all.map(states => states.get(id) ?? ABSENT);
  return { inService: states.every(state => GOOD.has(state)), says: [...new Set(states)].join(', ') };
}
