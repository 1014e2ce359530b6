import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { clientsOn, describeGroup, benchOn, type AsgBench } from '../../support/asg-harness.ts';
import { createTestWorld, type TestWorld } from '../../support/world-io.ts';

/** What no double does: AWS's own documents, as its API reference shows them, with lifecycle waits and balancers that disagree. */
const ARN = 'arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/pivcac/0123456789abcdef';
const ids = { old: 'i-0aaaaaaaaaaaaaaaa', waiting: 'i-0bbbbbbbbbbbbbbbb', split: 'i-0cccccccccccccccc', going: 'i-0dddddddddddddddd' };
const member = (id: string, state: string, health = 'Healthy') =>
  `<member><LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>2</Version></LaunchTemplate><ProtectedFromScaleIn>${state === 'InService'}</ProtectedFromScaleIn>` +
  `<AvailabilityZone>us-west-2a</AvailabilityZone><InstanceId>${id}</InstanceId><HealthStatus>${health}</HealthStatus><LifecycleState>${state}</LifecycleState><InstanceType>c5.large</InstanceType></member>`;
const wrapped = (action: string, inner: string) =>
  `<${action}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ResponseMetadata></${action}Response>`;
const machine = (id: string, launched: string, sha: string) =>
  `<item><reservationId>r-${id}</reservationId><instancesSet><item><instanceId>${id}</instanceId><launchTime>${launched}</launchTime><tagSet><item><key>Name</key><value>x</value></item>` +
  `${sha && `<item><key>gitsha:pivcac</key><value>${sha}</value></item>`}</tagSet></item></instancesSet></item>`;
const scheduled = (name: string, at: string, more = '') =>
  `<member><AutoScalingGroupName>prod-pivcac</AutoScalingGroupName><ScheduledActionName>${name}</ScheduledActionName><StartTime>${at}</StartTime><Time>${at}</Time>${more}</member>`;
const target = (id: string, state: string) =>
  `<member><Target><Id>${id}</Id><Port>443</Port></Target><HealthCheckPort>443</HealthCheckPort><TargetHealth><State>${state}</State></TargetHealth></member>`;

const ANSWERS: Readonly<Record<string, (form: URLSearchParams) => string>> = {
  DescribeAutoScalingGroups: () =>
    wrapped(
      'DescribeAutoScalingGroups',
      `<AutoScalingGroups><member><AutoScalingGroupName>prod-pivcac</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>4</MaxSize><DesiredCapacity>4</DesiredCapacity><HealthCheckType>ELB</HealthCheckType><SuspendedProcesses><member><ProcessName>AlarmNotification</ProcessName><SuspensionReason>User suspended at 2026-03-10T13:00:00Z</SuspensionReason></member></SuspendedProcesses><TargetGroupARNs><member>${ARN}</member></TargetGroupARNs><LoadBalancerNames/>` +
        `<TrafficSources><member><Identifier>${ARN}</Identifier><Type>elbv2</Type></member></TrafficSources><Instances>${member(ids.old, 'InService')}${member(ids.waiting, 'Pending:Wait')}${member(ids.split, 'InService')}${member(ids.going, 'Terminating:Wait', 'Unhealthy')}</Instances></member></AutoScalingGroups>`,
    ),
  DescribeScheduledActions: form =>
    form.get('NextToken') === null
      ? wrapped(
          'DescribeScheduledActions',
          `<ScheduledUpdateGroupActions>${scheduled('nightly', '2026-03-11T02:00:00Z', '<Recurrence>0 2 * * *</Recurrence><DesiredCapacity>1</DesiredCapacity>')}</ScheduledUpdateGroupActions><NextToken>more==</NextToken>`,
        )
      : wrapped(
          'DescribeScheduledActions',
          `<ScheduledUpdateGroupActions>${scheduled('RecycleOnce', '2026-03-10T14:15:00Z', '<DesiredCapacity>2</DesiredCapacity>')}</ScheduledUpdateGroupActions>`,
        ),
  DescribeTargetHealth: () =>
    wrapped(
      'DescribeTargetHealth',
      `<TargetHealthDescriptions>${target(ids.old, 'healthy')}${target(ids.split, 'unhealthy')}${target(ids.going, 'draining')}</TargetHealthDescriptions>`,
    ),
  DescribeInstances: () =>
    `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>8f7724cf</requestId><reservationSet>${machine(ids.old, '2026-03-03T14:00:00.000Z', 'a'.repeat(40))}${machine(ids.split, '2026-03-10T14:01:00.000Z', 'b'.repeat(40))}${machine(ids.going, '2026-03-10T14:00:30.000Z', '')}</reservationSet></DescribeInstancesResponse>`,
  DescribeScalingActivities: () =>
    wrapped(
      'DescribeScalingActivities',
      `<Activities><member><ActivityId>f9f2d65b</ActivityId><Description>Launching a new EC2 instance: ${ids.going}</Description><Cause>At 2026-03-10T14:00:01Z a user request update of AutoScalingGroup constraints to min: 1, max: 4, desired: 4 changing the desired capacity from 2 to 4.</Cause>` +
        `<StartTime>2026-03-10T14:00:05Z</StartTime><StatusCode>Cancelled</StatusCode><StatusMessage>Instance failed to complete user's Lifecycle Action</StatusMessage></member></Activities>`,
    ),
};

const ends: { server: Server; world: TestWorld }[] = [];
afterEach(async () => {
  for (const { server, world } of ends.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await world.close();
  }
});

async function start(): Promise<AsgBench> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'text/xml' }).end(ANSWERS[form.get('Action') ?? '']?.(form));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = createTestWorld();
  ends.push({ server, world });
  const env = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
  const never = async () => {};
  return { ...benchOn(world, url, env), ...clientsOn(url, env), group: 'prod-pivcac', world, boot: never, spinDown: never, shrink: never };
}

test('lifecycle waits, a balancer that disagrees, pages of scheduled actions, an abandoned launch', async () => {
  const { instances, ...group } = await describeGroup(await start());
  expect(group).toEqual({
    group: 'prod-pivcac',
    min: 1,
    desired: 4,
    max: 4,
    running: 3,
    all_serving: false,
    scheduled: [
      { name: 'nightly', at: '2026-03-11T02:00:00.000Z', desired: 1, recurrence: '0 2 * * *' },
      { name: 'RecycleOnce', at: '2026-03-10T14:15:00.000Z', desired: 2 },
    ],
    spin_down_at: '2026-03-10T14:15:00.000Z',
    abandoned: true,
    balancer_kind: 'target-group',
    suspended: ['AlarmNotification'],
  });
  const seen = instances as unknown as readonly { id: string; state: string; health: string; balancer: string; serving: boolean; sha: string }[];
  expect(seen.map(({ id, state, health, balancer, serving, sha }) => [id, state, health, balancer, serving, sha.slice(0, 1)])).toEqual([
    [ids.old, 'InService', 'Healthy', 'healthy', true, 'a'],
    [ids.waiting, 'Pending:Wait', 'Healthy', 'not registered', false, ''],
    [ids.going, 'Terminating:Wait', 'Unhealthy', 'draining', false, ''],
    [ids.split, 'InService', 'Healthy', 'unhealthy', false, 'b'],
  ]);
});
