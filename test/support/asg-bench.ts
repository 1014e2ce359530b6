import { afterEach } from 'vitest';
import type { JsonObject } from '../../engine/core/json.ts';
import { benchOn, clientsOn, type AsgBench } from './asg-harness.ts';
import { shaNamed, startAsgWorld } from './asg-stand-in.ts';
import type { TestWorld } from './world-io.ts';

export const MINUTE = 60_000;

/** The world of the PKI drafts: two servers of RC 111, and RC 112 merged. Each is closed after its test. */
export function asgWorlds() {
  const worlds: TestWorld[] = [];
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map(world => world.close()));
  });
  return async (part: JsonObject = {}, options: { readonly folder?: string } = {}) => {
    const started = await startAsgWorld(part, options);
    worlds.push(started.world);
    const { world, url, env, branch, view } = started;
    branch.sha = shaNamed('rc-112');
    const never = async () => {};
    const bench: AsgBench = { ...benchOn(world, url, env), ...clientsOn(url, env), group: 'prod-pivcac', world, boot: never, spinDown: never, shrink: never };
    const states = async () => (await view()).instances.map(({ state, serving }) => `${state}${serving ? ' serving' : ''}`);
    const shas = async () => (await view()).instances.map(({ sha }) => sha);
    return { ...started, bench, states, shas };
  };
}
