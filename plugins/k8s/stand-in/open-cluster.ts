import { parseDuration } from '../../../engine/core/duration.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import { parseImage, versionOf } from '../../shared/kubernetes/image-name.ts';
import { VERSION_LABEL } from '../read-deployments.ts';
import { openDeployment } from './advance.ts';
import { keyOf } from './api.ts';
import { resolveImage } from './faults.ts';
import type { ClusterPart, DeploymentPart } from './schema.ts';
import type { ClusterState } from './state.ts';

/** A cluster as its part of the world describes it, rolled out a week ago. */
export async function openCluster(world: WorldIo, name: string, part: ClusterPart): Promise<ClusterState> {
  const { namespace = 'default', deployments = {}, objects = [], jobs = [] } = part;
  const cluster: ClusterState = {
    name,
    namespace,
    deployments: {},
    jobs: {},
    objects: Object.fromEntries(objects.map(one => [keyOfManifest(one as JsonObject), one as JsonObject])),
    trouble: null,
    jobRules: [...jobs],
    answers: null,
    lose: 0,
    pods: 0,
  };
  for (const [one, given] of Object.entries(deployments)) {
    const manifest = manifestOf(one, namespace, given, await resolveImage(world, given.image));
    cluster.deployments[one] = openDeployment(manifest, world.now(), parseDuration(given.ready ?? '20s'), true);
  }
  return cluster;
}

/** The shape of hokusai's templates. */
function manifestOf(name: string, namespace: string, part: DeploymentPart, image: string): JsonObject {
  const { app = name.replace(/-[^-]*$/, ''), replicas = 2, sidecars = {}, env = {} } = part;
  const { digest } = parseImage(image);
  const labels = { app, layer: 'application', component: name, ...(digest === '' ? {} : { [VERSION_LABEL]: versionOf(digest) }) };
  const own = {
    name,
    image,
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    readinessProbe: { httpGet: { path: '/health', port: 80 } },
  };
  const containers = [own, ...Object.entries(sidecars).map(([one, its]) => ({ name: one, image: its }))];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: { replicas, selector: { matchLabels: { app, component: name } }, template: { metadata: { labels }, spec: { containers } } },
  };
}

function keyOfManifest(manifest: JsonObject): string {
  const { apiVersion, kind, metadata } = manifest as unknown as { apiVersion: string; kind: string; metadata: { name: string } };
  return keyOf({ groupVersion: apiVersion, name: metadata.name }, kind);
}
