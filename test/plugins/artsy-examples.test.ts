import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../engine/core/json.ts';
import { ecr } from '../../plugins/ecr/plugin.ts';
import { ecrStandIn } from '../../plugins/ecr/stand-in.ts';
import { k8s } from '../../plugins/k8s/plugin.ts';
import { k8sStandIn } from '../../plugins/k8s/stand-in.ts';
import { createBench, performTwice, type ActionBench } from '../support/action-context.ts';
import { createTestWorld, type TestWorld } from '../support/world-io.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

let world: TestWorld;
afterEach(() => world.close());

const MANIFEST = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: force-environment }\ndata: { A: b }\n';
const examples = [ecr, k8s].flatMap(({ name, actions }) =>
  actions.flatMap(action => action.examples.map(example => [`${name}.${action.name}: ${example.title}`, action, example.with] as const)),
);

/** A registry and a cluster in which the examples mean something. */
async function prepare(name: string, given: JsonObject): Promise<{ readonly bench: ActionBench; readonly params: JsonObject }> {
  world = createTestWorld();
  const sha = 'a'.repeat(40);
  const registry = await ecrStandIn.start({ force: { images: [{ commit: sha, tags: ['staging'] }] } }, world.io('ecr'));
  world.register('ecr', registry);
  const cluster = await k8sStandIn.start({ production: { deployments: { 'force-web': { image: 'force:staging' } } } }, world.io('k8s'));
  const pinned = (await registry.answer?.('image', { repository: 'force', tag: 'staging' })) as { digest: string };
  writeFileSync(join(world.folder, 'production.yml'), MANIFEST);
  const { url, env } = registry.connections['ecr'] as { url: string; env: Record<string, string> };
  const { kubeconfig } = cluster.connections['k8s'] as { kubeconfig: string };
  const connection = name.startsWith('ecr.') ? { url: () => url, options: { region: 'us-east-1' }, env } : { options: { kubeconfig } };
  const recorded = {
    name: 'force-web',
    replicas: 2,
    updated: 2,
    available: 2,
    version: '',
    containers: [{ name: 'force-web', image: 'force:before', init: false }],
  };
  const params = {
    ...given,
    ...(name.startsWith('ecr.tag') ? { digest: pinned.digest } : {}),
    ...('file' in given ? { file: 'production.yml' } : {}),
    ...(name.startsWith('k8s.restore') ? { deployments: [recorded] } : {}),
  };
  return { bench: createBench(world, { connection }), params };
}

const writes = (): number => world.writes('ecr') + world.writes('k8s');

test.each(examples.filter(([, { effect }]) => effect === 'read'))('%s changes nothing', async (name, action, given) => {
  const { bench, params } = await prepare(name, given);
  expect(await action.run(params, bench.look, [])).toEqual(expect.any(Object));
  expect(writes()).toBe(0);
});

test.each(examples.filter(([, { effect }]) => effect !== 'read'))('%s does what it previews, once', async (name, action, given) => {
  const { bench, params } = await prepare(name, given);
  const previewed = (await action.preview?.(params, bench.look)) ?? [];
  expect(writes()).toBe(0);
  await performTwice(bench, action, params);
  expect(writes()).toBe(previewed.length);
});
