import { isJsonObject } from '../../../engine/core/json.ts';
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import { isOfRepository, parseImage, versionOf } from '../../shared/kubernetes/image-name.ts';
import type { Deployment } from '../../shared/kubernetes/objects.ts';
import { VERSION_LABEL } from '../read-deployments.ts';
import { changeDeployment } from './advance.ts';
import { mergeObject } from './merge.ts';
import type { ClusterFault } from './schema.ts';
import type { ClusterState } from './state.ts';

/** Lets a fault of one cluster happen now. */
export async function injectFault(world: WorldIo, cluster: ClusterState, fault: ClusterFault): Promise<void> {
  const { rollout, job, deploy, answers, lose } = fault;
  if (rollout !== undefined) cluster.trouble = rollout === 'good' ? null : { kind: rollout, image: null };
  if (job) cluster.jobRules.unshift({ ...job });
  if (deploy) deployImage(cluster, deploy.app, await resolveImage(world, deploy.image), world.now());
  if (answers) cluster.answers = { status: answers.status, times: answers.times ?? Number.MAX_SAFE_INTEGER, to: answers.to ?? null };
  if (lose !== undefined) cluster.lose = lose;
}

/** What a deploy of an application does: its containers and labels, as hokusai sets them. */
export function deployImage(cluster: ClusterState, app: string, image: string, now: number): void {
  const labels = { [VERSION_LABEL]: versionOf(parseImage(image).digest) };
  const { repository } = parseImage(image);
  for (const deployment of Object.values(cluster.deployments)) {
    const { metadata, spec } = deployment.manifest as unknown as Deployment;
    if (metadata.labels?.['app'] !== app) continue;
    const containers = spec.template.spec.containers.filter(one => isOfRepository(one.image, repository)).map(({ name }) => ({ name, image }));
    changeDeployment(
      deployment,
      mergeObject(deployment.manifest, { metadata: { labels }, spec: { template: { metadata: { labels }, spec: { containers } } } }),
      now,
    );
  }
}

/** `force:production` of a registry in this world becomes its address and digest; anything else is meant as it is written. */
export async function resolveImage(world: WorldIo, image: string): Promise<string> {
  const { repository, digest } = parseImage(image);
  const tag = digest === '' ? image.slice(repository.length + 1) : '';
  const found = await world.ask('image', { repository, ...(tag === '' ? {} : { tag }), ...(digest === '' ? {} : { digest }) });
  if (!isJsonObject(found)) return image;
  const { uri, digest: pinned } = found as { uri: string; digest: string };
  return `${uri}@${pinned}`;
}
