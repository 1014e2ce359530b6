import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ReadContext } from '../../engine/core/action.ts';
import { clientConfig } from '../shared/aws/client.ts';
import { once } from '../shared/once.ts';

/** AWS's four services, each loaded when it is first asked. Made for one call of an action, so that new credentials are seen. */
export interface Aws {
  readonly context: ReadContext;
  readonly autoScaling: () => Promise<AutoScaling>;
  readonly classic: () => Promise<ElasticLoadBalancing>;
  readonly targets: () => Promise<ElasticLoadBalancingV2>;
  readonly servers: () => Promise<EC2>;
}

export function openAws(context: ReadContext): Aws {
  const config = clientConfig(context.connection);
  const autoScaling = once(async () => new (await import('@aws-sdk/client-auto-scaling')).AutoScaling(config));
  // One credential chain for all: a profile's login process runs once, not once a service.
  const shared = once(async () => ({ ...config, credentials: (await autoScaling()).config.credentials }));
  return {
    context,
    autoScaling,
    classic: once(async () => new (await import('@aws-sdk/client-elastic-load-balancing')).ElasticLoadBalancing(await shared())),
    targets: once(async () => new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2(await shared())),
    servers: once(async () => new (await import('@aws-sdk/client-ec2')).EC2(await shared())),
  };
}
