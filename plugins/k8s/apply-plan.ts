import type { Effect } from '../../engine/core/action.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { APPLY, FIELD_MANAGER, ask, askIfThere, namespaceOf, type Call, type Cluster } from './client.ts';
import { openDiscovery } from './discovery.ts';
import { pinImage, readManifests } from './manifests.ts';
import { changeMessages as say } from './messages.ts';
import { objectDiff } from './object-diff.ts';
import { toSeconds } from './params.ts';

export interface ApplyParams {
  readonly file: string;
  readonly namespace?: string | undefined;
  readonly repository?: string | undefined;
  readonly digest?: string | undefined;
  readonly deadline?: string | undefined;
  readonly force?: boolean | undefined;
}

/** What applying a document would do. */
export interface Planned {
  /** `Deployment force-web` */
  readonly object: string;
  readonly change: 'create' | 'update' | 'none';
  /** `spec.replicas: 2 -> 3` */
  readonly fields: readonly string[];
  readonly effect: Effect;
}

/** Asks the cluster, document by document, what it would be afterwards: a dry run that changes nothing. */
export async function planApply(cluster: Cluster, params: ApplyParams): Promise<readonly Planned[]> {
  const { file, repository, digest, deadline = '10m', force = false } = params;
  const namespace = await namespaceOf(cluster, params.namespace);
  const pathOf = openDiscovery(cluster, namespace);
  const pin = digest === undefined || repository === undefined ? undefined : { repository, digest, deadline: toSeconds(deadline) };
  const planned: Planned[] = [];
  for (const manifest of (await readManifests(cluster.context.folder, file)).map(one => pinImage(one, pin))) {
    const path = await pathOf(manifest);
    const before = await askIfThere<JsonObject>(cluster, { method: 'GET', path });
    const after = await ask<JsonObject>(cluster, applyCall(path, manifest.document, force, { dryRun: 'All' }));
    const fields = before ? objectDiff(before, after) : [];
    const object = `${manifest.kind} ${manifest.name}`;
    const effect = { does: 'apply', to: path, data: { document: manifest.document, force }, says: before ? say.update(object, fields) : say.create(object) };
    planned.push({ object, change: before ? (fields.length > 0 ? 'update' : 'none') : 'create', fields, effect });
  }
  return planned;
}

/** Server-side apply: https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
export function applyCall(path: string, document: JsonObject, force: boolean, query: Readonly<Record<string, string>> = {}): Call {
  return { method: 'PATCH', path, query: { fieldManager: FIELD_MANAGER, force: `${force}`, ...query }, body: document, type: APPLY };
}
