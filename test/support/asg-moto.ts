import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { benchOn, clientsOn, type AsgBench, type AsgHarness, type GroupOptions } from './asg-harness.ts';
import { MOTO_ENV as ENV, startMoto } from './moto.ts';
import { createTestWorld, type TestWorld } from './world-io.ts';

/** An image that moto knows. */
const IMAGE = 'ami-12c6146b';

/** moto: somebody else's idea of AWS, with real wire formats. It keeps no time: launched servers serve at once, nothing scheduled runs. */
export async function motoHarness(): Promise<AsgHarness> {
  const { url, stop } = await startMoto();
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
      await stop();
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

/** A group at rest, before a load balancer of its own. */
export async function seedGroup(url: string, group: string, { desired, max, balancer }: GroupOptions): Promise<void> {
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
