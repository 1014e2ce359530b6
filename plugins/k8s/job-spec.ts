import { fail } from '../../engine/core/failure.ts';
import type { JsonObject } from '../../engine/core/json.ts';
import { atDigest, isOfRepository } from '../shared/kubernetes/image-name.ts';
import { guardMessages } from './messages.ts';
import type { Deployment } from '../shared/kubernetes/objects.ts';

export interface JobWanted {
  readonly name: string;
  readonly app: string;
  readonly repository: string;
  readonly digest: string;
  /** Program and arguments, never split or interpreted. */
  readonly command: readonly string[];
  readonly container?: string | undefined;
  /** Seconds after which it is ended and has failed. */
  readonly deadline: number;
}

/** A day later the cluster removes it with its log. */
const KEPT_SECONDS = 86_400;
/** What a container in a Job must not have: other words to run, a health and an address that nobody asks for, hooks of its own. */
const SERVER_KEYS = new Set(['args', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'ports']);
const POD_KEYS = new Set(['containers', 'initContainers']);

/**
 * A Job that runs a command once in the container of a Deployment: the same environment, volumes, account and node choice, the wanted image. Sidecars
 * and init containers are left out (a sidecar would never end), and so are the labels by which Services find pods.
 */
export function jobManifest(deployment: Deployment, wanted: JobWanted): JsonObject {
  const { name, app, command, deadline } = wanted;
  const labels = { 'app.kubernetes.io/managed-by': 'runbook', 'app.kubernetes.io/part-of': app, 'runbook-job': name };
  const container = { ...containerOf(deployment, wanted), command: [...command] };
  const pod = { ...without(deployment.spec.template.spec as unknown as JsonObject, POD_KEYS), restartPolicy: 'Never', containers: [container] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels },
    spec: { backoffLimit: 0, activeDeadlineSeconds: deadline, ttlSecondsAfterFinished: KEPT_SECONDS, template: { metadata: { labels }, spec: pod } },
  };
}

function containerOf(deployment: Deployment, { repository, digest, container }: JobWanted): JsonObject {
  const { containers } = deployment.spec.template.spec;
  const found = containers.find(({ name, image }) => (container === undefined ? isOfRepository(image, repository) : name === container));
  if (!found) fail({ code: 'not-found', ...guardMessages.noSuchContainer(deployment.metadata.name, container ?? repository) });
  return { ...without(found as unknown as JsonObject, SERVER_KEYS), image: atDigest(found.image ?? '', digest) };
}

function without(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}
