import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { fail } from '../../engine/core/failure.ts';
import { isJsonObject, type JsonObject } from '../../engine/core/json.ts';
import { atDigest, isOfRepository, versionOf } from '../shared/kubernetes/image-name.ts';
import { manifestMessages as say } from './messages.ts';
import type { PodSpec } from '../shared/kubernetes/objects.ts';
import { VERSION_LABEL } from './read-deployments.ts';

/** One document of a file, with what tells it apart. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** As it is written; undefined where it leaves that to the connection. */
  readonly namespace: string | undefined;
  readonly document: JsonObject;
}

const LIMIT = 5_242_880;

/** The documents of a YAML file. Fails with `bad-manifest` where it is a template, or holds what is no object of Kubernetes. */
export async function readManifests(folder: string, file: string): Promise<readonly Manifest[]> {
  const path = resolve(folder, file);
  const facts = await stat(path).catch((error: unknown) => fail({ code: 'bad-manifest', ...say.unreadable(path) }, error));
  if (!facts.isFile() || facts.size > LIMIT) fail({ code: 'bad-manifest', ...say.unreadable(path) });
  const text = await readFile(path, 'utf8');
  if (extname(path) === '.j2' || /\{\{|\{%/.test(text)) fail({ code: 'bad-manifest', ...say.template(file) });
  const { parseAllDocuments } = await import('yaml');
  const documents = [...parseAllDocuments(text, { merge: true })];
  const [problem] = documents.flatMap(({ errors }) => errors);
  if (problem) fail({ code: 'bad-manifest', ...say.notYaml(file, problem.message) }, problem);
  const values = documents.map(one => one.toJS() as unknown).filter(one => one !== null && one !== undefined);
  const found = values.map((one, index) => toManifest(file, one, index + 1));
  if (found.length === 0) fail({ code: 'bad-manifest', ...say.empty(file) });
  return found;
}

function toManifest(file: string, document: unknown, number: number): Manifest {
  if (!isJsonObject(document)) return fail({ code: 'bad-manifest', ...say.notAnObject(file, number) });
  const { apiVersion, kind, metadata } = document as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string')
    return fail({ code: 'bad-manifest', ...say.notAnObject(file, number) });
  return { apiVersion, kind, name: metadata.name, namespace: typeof metadata.namespace === 'string' ? metadata.namespace : undefined, document };
}

/** The image that Deployments of a file shall have, whatever tag is written there. */
export interface Pin {
  readonly repository: string;
  readonly digest: string;
  /** Seconds without progress after which a rollout counts as failed. */
  readonly deadline: number;
}

/** A Deployment with its containers at the digest and labelled with the version; everything else as it is. */
export function pinImage(manifest: Manifest, pin: Pin | undefined): Manifest {
  if (pin === undefined || manifest.kind !== 'Deployment') return manifest;
  const { metadata, spec } = manifest.document as unknown as {
    metadata: JsonObject;
    spec?: JsonObject & { template?: { metadata?: JsonObject; spec?: PodSpec } };
  };
  const pods = spec?.template?.spec;
  // What is no Deployment is the cluster's to refuse.
  if (!spec?.template || !pods) return manifest;
  const pinned = (containers: PodSpec['containers'] | undefined) =>
    containers?.map(one => (isOfRepository(one.image, pin.repository) ? { ...one, image: atDigest(one.image ?? '', pin.digest) } : one));
  const initContainers = pinned(pods.initContainers);
  const template = {
    ...spec.template,
    metadata: labelled(spec.template.metadata ?? {}, pin),
    spec: { ...pods, containers: pinned(pods.containers), ...(initContainers ? { initContainers } : {}) },
  };
  const document = { ...manifest.document, metadata: labelled(metadata, pin), spec: { ...spec, progressDeadlineSeconds: pin.deadline, template } };
  return { ...manifest, document: document as unknown as JsonObject };
}

function labelled(metadata: JsonObject, { digest }: Pin): JsonObject {
  return { ...metadata, labels: { ...(metadata['labels'] as JsonObject | undefined), [VERSION_LABEL]: versionOf(digest) } };
}
