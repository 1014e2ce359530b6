import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { benchOn, clientsOn, type AsgBench, type AsgHarness, type GroupOptions } from './asg-harness.ts';
import { createTestWorld, type TestWorld } from './world-io.ts';

const ENV = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing', AWS_EC2_METADATA_DISABLED: 'true' };
/** An image that moto knows. */
const IMAGE = 'ami-12c6146b';

/** Whether this machine has moto's server. */
export function hasMoto(): boolean {
  return spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
}

/** moto: somebody else's idea of AWS, with real wire formats. It keeps no time: launched servers serve at once, nothing scheduled runs. */
export async function motoHarness(): Promise<AsgHarness> {
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await addressOf(child);
  const worlds: TestWorld[] = [];
  let count = 0;
  return {
    name: 'moto',
    lacks: {
      boot: 'moto: a launched server is in service at once',
      ages: 'moto: launches of one test fall into the same second',
    },
    async createGroup(options) {
      count += 1;
      const world = createTestWorld({ start: new Date().toISOString() });
      worlds.push(world);
      const group = `test-g${count}`;
      await seedGroup(url, group, options);
      return benchOf(url, group, world);
    },
    async close() {
      await Promise.all(worlds.map(world => world.close()));
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await new Promise(resolve => child.once('exit', resolve));
    },
  };
}

function benchOf(url: string, group: string, world: TestWorld): AsgBench {
  const clients = clientsOn(url, ENV);
  return {
    ...benchOn(world, url, ENV),
    ...clients,
    group,
    world,
    boot: async () => {},
    /** What AWS's scheduler would do. */
    async spinDown() {
      const { ScheduledUpdateGroupActions: actions = [] } = await clients.others.describeScheduledActions({ AutoScalingGroupName: group });
      for (const { ScheduledActionName, DesiredCapacity } of actions) {
        await clients.others.updateAutoScalingGroup({ AutoScalingGroupName: group, DesiredCapacity });
        await clients.others.deleteScheduledAction({ AutoScalingGroupName: group, ScheduledActionName });
      }
    },
    shrink: async () => {},
  };
}

async function seedGroup(url: string, group: string, { desired, max, balancer }: GroupOptions): Promise<void> {
  const { others, machines } = clientsOn(url, ENV);
  const { Subnets = [] } = await machines.describeSubnets({});
  const [subnet] = Subnets;
  await machines.createLaunchTemplate({ LaunchTemplateName: group, LaunchTemplateData: { ImageId: IMAGE } });
  await others.createAutoScalingGroup({
    AutoScalingGroupName: group,
    MinSize: 1,
    MaxSize: max,
    DesiredCapacity: desired,
    LaunchTemplate: { LaunchTemplateName: group, Version: '$Latest' },
    VPCZoneIdentifier: subnet?.SubnetId,
    NewInstancesProtectedFromScaleIn: true,
    ...(balancer === 'classic' ? { LoadBalancerNames: [await seedClassic(url, group)] } : { TargetGroupARNs: [await seedTargets(url, group, subnet?.VpcId)] }),
  });
}

async function seedClassic(url: string, name: string): Promise<string> {
  const client = new ElasticLoadBalancing({ endpoint: url, region: 'us-west-2', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } });
  const Listeners = [{ Protocol: 'TCP', LoadBalancerPort: 443, InstancePort: 443 }];
  await client.createLoadBalancer({ LoadBalancerName: name, Listeners, AvailabilityZones: ['us-west-2a'] });
  return name;
}

async function seedTargets(url: string, name: string, vpc: string | undefined): Promise<string> {
  const client = new ElasticLoadBalancingV2({ endpoint: url, region: 'us-west-2', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } });
  const { TargetGroups = [] } = await client.createTargetGroup({ Name: name, Protocol: 'HTTPS', Port: 443, VpcId: vpc });
  return TargetGroups[0]?.TargetGroupArn ?? '';
}

/** The address that moto prints when it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stderr || !child.stdout) throw new Error('moto_server has no output');
  child.stdout.resume();
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error('moto_server ended before it listened');
}
