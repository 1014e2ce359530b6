import { ECR } from '@aws-sdk/client-ecr';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Action } from '../../engine/core/action.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { ecr } from '../../plugins/ecr/plugin.ts';
import { ecrStandIn } from '../../plugins/ecr/stand-in.ts';
import { createBench, type ActionBench } from './action-context.ts';
import { MOTO_ENV, hasMoto, startMoto } from './moto.ts';
import { createTestWorld, type TestWorld } from './world-io.ts';

/** One image of the tests: the tags that it has, the first a commit. */
export type Seed = readonly string[];

/** One repository in one ECR, its actions, and the client by which others reach it. */
export interface EcrBench extends ActionBench {
  readonly repository: string;
  readonly others: ECR;
  /** Digests by commit. */
  readonly digests: Readonly<Record<string, string>>;
  use(name: string, params?: JsonObject): Promise<JsonObject>;
  change(params: JsonObject): ReturnType<ActionBench['perform']>;
}

interface Harness {
  open(images: readonly Seed[], options: { readonly immutable: boolean }): Promise<EcrBench>;
  close(): Promise<void>;
}

const ECRS = [
  { name: 'the stand-in', missing: undefined, start: async () => standInHarness() },
  { name: 'moto', missing: hasMoto() ? undefined : 'moto_server is not on the PATH', start: motoHarness },
];

/** Runs a suite against every ECR there is. */
export function onEveryEcr(
  title: string,
  suite: (open: (images: readonly Seed[], options?: { readonly immutable: boolean }) => Promise<EcrBench>) => void,
): void {
  for (const { name, missing, start } of ECRS) {
    if (missing !== undefined) console.info(`left out: ${title} on ${name}: ${missing}`);
    describe.skipIf(missing !== undefined)(`${title} on ${name}`, () => {
      let harness: Harness;
      beforeAll(async () => void (harness = await start()));
      afterAll(() => harness.close());
      suite((images, options = { immutable: false }) => harness.open(images, options));
    });
  }
}

/** The commit that a name stands for in these tests. */
export function commit(name: string): string {
  return createHash('sha1').update(name).digest('hex');
}

export function ecrAction(name: string): Action {
  const action = ecr.actions.find(one => one.name === name);
  if (!action) throw new Error(`no action ecr.${name}`);
  return action;
}

export function ecrBench(at: {
  world: TestWorld;
  url: string;
  env: Readonly<Record<string, string>>;
  repository: string;
  digests: EcrBench['digests'];
}): EcrBench {
  const { world, url, env, repository, digests } = at;
  const bench = createBench(world, { connection: { name: 'ecr', url: () => url, options: { region: 'us-east-1' }, env } });
  const credentials = { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' };
  return {
    ...bench,
    repository,
    digests,
    others: new ECR({ endpoint: url, region: 'us-east-1', credentials }),
    use: (name, params = {}) => ecrAction(name).run({ repository, ...params }, bench.look, []),
    change: params => bench.perform(ecrAction('tag'), { repository, ...params }),
  };
}

function standInHarness(): Harness {
  const worlds: TestWorld[] = [];
  return {
    async open(seeds, { immutable }) {
      const world = createTestWorld();
      worlds.push(world);
      const images = seeds.map(([sha = '', ...tags]) => ({ commit: sha, tags }));
      const double = await ecrStandIn.start({ force: { images, mutability: immutable ? 'IMMUTABLE' : 'MUTABLE' } }, world.io('ecr'));
      const { url, env } = double.connections['ecr'] as { url: string; env: Record<string, string> };
      const asked = await Promise.all(seeds.map(async ([tag = '']) => [tag, await double.answer?.('image', { repository: 'force', tag })] as const));
      return ecrBench({
        world,
        url,
        env,
        repository: 'force',
        digests: Object.fromEntries(asked.map(([sha, found]) => [sha, (found as { digest: string }).digest])),
      });
    },
    close: async () => void (await Promise.all(worlds.map(world => world.close()))),
  };
}

async function motoHarness(): Promise<Harness> {
  const { url, stop } = await startMoto();
  const world = createTestWorld();
  let count = 0;
  return {
    async open(seeds, { immutable }) {
      count += 1;
      const repository = `force-${count}`;
      const bench = ecrBench({ world, url, env: MOTO_ENV, repository, digests: {} });
      await bench.others.createRepository({ repositoryName: repository, imageTagMutability: immutable ? 'IMMUTABLE' : 'MUTABLE' });
      const digests: Record<string, string> = {};
      for (const tags of seeds) {
        const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, config: layer(tags), layers: [layer(tags)] });
        for (const imageTag of tags) {
          const { image } = await bench.others.putImage({ repositoryName: repository, imageManifest, imageManifestMediaType: MEDIA_TYPE, imageTag });
          digests[tags[0] ?? ''] = image?.imageId?.imageDigest ?? '';
        }
      }
      return { ...bench, digests };
    },
    async close() {
      await stop();
      await world.close();
    },
  };
}

const MEDIA_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** moto makes the digest of an image from those of its layers. */
function layer([sha = '']: Seed) {
  return { digest: `sha256:${createHash('sha256').update(sha).digest('hex')}`, size: 1, mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' };
}
