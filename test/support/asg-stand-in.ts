import { createHash } from 'node:crypto';
import type { JsonObject } from '../../engine/core/json.ts';
import { asgStandIn } from '../../plugins/asg/stand-in.ts';
import { benchOn, clientsOn, type AsgBench, type AsgHarness, type GroupOptions } from './asg-harness.ts';
import { createTestWorld, type TestWorld } from './world-io.ts';

/** The commit that a name stands for in these tests. */
export function shaNamed(name: string): string {
  return createHash('sha1').update(name).digest('hex');
}

/** A world with one group, `prod-pivcac`, that boots the branch `stages/prod` of a repository that is not really there. */
export async function startAsgWorld(part: JsonObject = {}, options: { readonly folder?: string } = {}) {
  const world = createTestWorld(options);
  const branch = { sha: shaNamed('rc-111'), asked: [] as unknown[] };
  world.register('git', {
    answer(question, about) {
      if (question !== 'ref') return undefined;
      branch.asked.push(about);
      return branch.sha;
    },
  });
  const boots = { branch: 'stages/prod', from: 'mirror', takes: '6m' };
  const group = { profile: 'prod-power', size: { min: 1, desired: 2, max: 4 }, boots, protected: true, balancer: 'classic', ...part };
  const double = await asgStandIn.start({ 'prod-pivcac': group }, world.io('asg'));
  world.register('asg', double);
  const { url, env } = double.connections['prod-power'] as { url: string; env: Record<string, string> };
  const view = async () => (await double.view())['prod-pivcac'] as unknown as FleetView;
  return { world, double, branch, url, env, view, inject: (fault: JsonObject) => world.inject('asg', double, { 'prod-pivcac': fault }) };
}

export interface FleetView {
  readonly size: { readonly min: number; readonly desired: number; readonly max: number };
  readonly instances: readonly { readonly id: string; readonly sha: string; readonly state: string; readonly health: string; readonly serving: boolean }[];
  readonly scheduled: readonly { readonly name: string; readonly at: string; readonly desired: number }[];
}

export function standInHarness(): AsgHarness {
  const worlds: TestWorld[] = [];
  return {
    name: 'the stand-in',
    lacks: {},
    async createGroup(options: GroupOptions): Promise<AsgBench> {
      const { world, url, env } = await startAsgWorld({ size: { min: 1, desired: options.desired, max: options.max }, balancer: options.balancer });
      worlds.push(world);
      return {
        ...benchOn(world, url, env),
        ...clientsOn(url, env),
        group: 'prod-pivcac',
        world,
        boot: () => world.advance(7 * 60_000),
        spinDown: () => world.advance(15 * 60_000),
        shrink: () => world.advance(60_000),
      };
    },
    async close() {
      await Promise.all(worlds.map(world => world.close()));
    },
  };
}
