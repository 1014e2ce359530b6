import type { Action } from '../../engine/core/action.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import type { StandIn } from '../../engine/core/stand-in.ts';
import { k8s } from '../../plugins/k8s/plugin.ts';
import { k8sStandIn } from '../../plugins/k8s/stand-in.ts';
import { createBench, type ActionBench } from './action-context.ts';
import { createTestWorld, type TestWorld } from './world-io.ts';

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com/force';
export const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
export const [OLD, NEW] = [digest('a'), digest('b')];

/** One application with two Deployments, one of them with a sidecar, and another application whose name begins the same. */
export const FORCE = {
  deployments: {
    'force-web': { image: `${HOST}@${OLD}`, replicas: 3, ready: '20s', sidecars: { nginx: 'nginx:1.27' }, env: { RAILS_ENV: 'production' } },
    'force-worker': { image: `${HOST}@${OLD}`, replicas: 1 },
    'force-cdn-web': { image: `${HOST}-cdn@${OLD}`, app: 'force-cdn' },
  },
};

export interface K8sWorld extends ActionBench {
  readonly world: TestWorld;
  readonly double: StandIn;
  readonly kubeconfig: string;
  use(name: string, params?: JsonObject): Promise<JsonObject>;
  change(name: string, params?: JsonObject): ReturnType<ActionBench['perform']>;
  preview(name: string, params?: JsonObject): Promise<readonly string[]>;
  inject(fault: JsonObject): Promise<void>;
  view(): Promise<ClusterView>;
}

export interface ClusterView {
  readonly deployments: Readonly<
    Record<string, { readonly images: readonly string[]; readonly rollout: string; readonly pods: readonly { readonly digest: string }[] }>
  >;
  readonly jobs: Readonly<Record<string, { readonly state: string }>>;
}

export function k8sAction(name: string): Action {
  const action = k8s.actions.find(one => one.name === name);
  if (!action) throw new Error(`no action k8s.${name}`);
  return action;
}

/** A cluster `production`, and the actions used on it as the engine uses them; `connection` are its options. */
export async function createK8sWorld(part: JsonObject = FORCE, connection: JsonObject = {}): Promise<K8sWorld> {
  const world = createTestWorld();
  const double = await k8sStandIn.start({ production: part }, world.io('k8s'));
  world.register('k8s', double);
  const { kubeconfig, context } = double.connections['k8s'] as { kubeconfig: string; context: string };
  const bench = createBench(world, { connection: { name: 'k8s', options: { kubeconfig, context, ...connection } } });
  const own = (params: JsonObject): JsonObject => ({ app: 'force', ...params });
  return {
    ...bench,
    world,
    double,
    kubeconfig,
    use: (name, params = {}) => k8sAction(name).run(own(params), bench.look, []),
    change: (name, params = {}) => bench.perform(k8sAction(name), own(params)),
    preview: async (name, params = {}) => ((await k8sAction(name).preview?.(own(params), bench.look)) ?? []).map(({ says }) => says),
    inject: fault => world.inject('k8s', double, { production: fault }),
    view: async () => (await double.view())['production'] as unknown as ClusterView,
  };
}
