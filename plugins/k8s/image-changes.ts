import type { ChangeContext, Effect } from '../../engine/core/action.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { FIELD_MANAGER, STRATEGIC_MERGE, ask, send, type Cluster } from './client.ts';
import { shortImage } from '../shared/kubernetes/image-name.ts';
import { changeMessages as say } from './messages.ts';
import type { Deployment } from '../shared/kubernetes/objects.ts';
import { VERSION_LABEL, containersOf, deploymentPath, versionLabel, type RecordedContainer } from './read-deployments.ts';

/** What a Deployment shall be set to. */
export interface Wanted {
  /** Its containers that are to have another image; the others are left alone. */
  readonly containers: readonly RecordedContainer[];
  /** Label `app.kubernetes.io/version` of the Deployment and its pods; '' takes it away. */
  readonly version: string;
  /** Seconds without progress after which the rollout counts as failed; undefined leaves it. */
  readonly deadline?: number | undefined;
}

/** The effect that brings a Deployment there; undefined where it is there already. The deadline alone is no reason to touch it. */
export function imageChange(namespace: string, deployment: Deployment, wanted: Wanted): Effect | undefined {
  const { name } = deployment.metadata;
  const has = containersOf(deployment);
  const changed = wanted.containers.filter(({ name: one, image, init }) =>
    has.some(other => other.name === one && other.init === init && other.image !== image),
  );
  if (changed.length === 0 && versionLabel(deployment) === wanted.version) return undefined;
  const texts = changed.map(container => {
    const before = has.find(other => other.name === container.name && other.init === container.init);
    return say.container(container.name, shortImage(before?.image ?? ''), shortImage(container.image));
  });
  return { does: 'PATCH deployment', to: `${namespace}/${name}`, data: patchOf(changed, wanted), says: say.setImages(name, texts, wanted.version) };
}

/** A strategic merge: containers are merged by name, so that the others stay as they are. */
function patchOf(changed: readonly RecordedContainer[], { version, deadline }: Wanted): JsonObject {
  const labels = { [VERSION_LABEL]: version === '' ? null : version };
  const listed = (init: boolean) => changed.filter(one => one.init === init).map(({ name, image }) => ({ name, image }));
  const [containers, initContainers] = [listed(false), listed(true)];
  const pods = { ...(containers.length > 0 ? { containers } : {}), ...(initContainers.length > 0 ? { initContainers } : {}) };
  return {
    metadata: { labels },
    spec: { ...(deadline === undefined ? {} : { progressDeadlineSeconds: deadline }), template: { metadata: { labels }, spec: pods } },
  };
}

/** Asks the API what it would say to the changes: admission, quota and rights show before anything is done. */
export async function tryPatches(cluster: Cluster, effects: readonly Effect[]): Promise<void> {
  for (const effect of effects) await ask(cluster, patchCall(effect, { dryRun: 'All' }));
}

export async function makePatches(cluster: Cluster, context: ChangeContext, effects: readonly Effect[]): Promise<void> {
  for (const effect of effects) await context.change(effect, io => send(cluster, io, patchCall(effect, {})));
}

function patchCall({ to, data }: Effect, query: Readonly<Record<string, string>>) {
  const [namespace = '', name = ''] = to.split('/');
  const path = deploymentPath(namespace, name);
  return { method: 'PATCH' as const, path, query: { fieldManager: FIELD_MANAGER, ...query }, body: data, type: STRATEGIC_MERGE };
}
