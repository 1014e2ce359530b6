import { fail } from '../../engine/core/failure.ts';
import { askIfThere, type Cluster } from './client.ts';
import type { Manifest } from './manifests.ts';
import { manifestMessages as say } from './messages.ts';

interface Resources {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** Where the objects of a cluster stand: asked once for each group and version. Fails with `bad-manifest` for a kind that it does not know. */
export function openDiscovery(cluster: Cluster, namespace: string): (manifest: Manifest) => Promise<string> {
  const groups = new Map<string, Promise<Resources | undefined>>();
  return async ({ apiVersion, kind, name, namespace: own }) => {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const asked = groups.get(root) ?? askIfThere<Resources>(cluster, { method: 'GET', path: root });
    groups.set(root, asked);
    const found = (await asked)?.resources.find(one => one.kind === kind && !one.name.includes('/'));
    if (!found) return fail({ code: 'bad-manifest', ...say.unknownKind(apiVersion, kind) });
    const place = found.namespaced ? `/namespaces/${encodeURIComponent(own ?? namespace)}` : '';
    return `${root}${place}/${found.name}/${encodeURIComponent(name)}`;
  };
}
