import { isJsonObject, type Json, type JsonObject } from '../../../engine/core/json.ts';
import type { Container } from '../../shared/kubernetes/objects.ts';
import { refuse } from './refusal.ts';

/** The few mistakes that people make: no name, labels that are none, containers without an image. Answers as the API does. */
export function checkManifest(manifest: JsonObject): void {
  const { name, labels = {} } = (manifest['metadata'] ?? {}) as { name?: string; labels?: JsonObject };
  const kind = typeof manifest['kind'] === 'string' ? manifest['kind'] : 'object';
  const invalid = (field: string, value: Json, why: string): never =>
    refuse(422, 'Invalid', `${kind} "${name}" is invalid: ${field}: Invalid value: ${JSON.stringify(value)}: ${why}`);
  if (name === undefined || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name))
    invalid('metadata.name', name ?? '', 'a lowercase RFC 1123 subdomain must be given');
  for (const [key, value] of Object.entries(labels))
    if (!isLabel(value)) invalid(`metadata.labels.${key}`, value, 'a valid label must have at most 63 characters');
  const template = isJsonObject(manifest['spec']) ? manifest['spec']['template'] : undefined;
  if (!isJsonObject(template)) return;
  const { containers = [] } = (template['spec'] ?? {}) as unknown as { containers?: readonly Container[] };
  const bare = containers.findIndex(({ image = '' }) => image === '');
  if (containers.length === 0) invalid('spec.template.spec.containers', [], 'Required value');
  if (bare >= 0) invalid(`spec.template.spec.containers[${bare}].image`, '', 'Required value');
}

function isLabel(value: Json): boolean {
  return typeof value === 'string' && /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/.test(value);
}
