import { parseDuration } from '../../../engine/core/duration.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { Container } from '../../shared/kubernetes/objects.ts';
import { troubleOf, templateOf } from './advance.ts';
import type { JobRule } from './schema.ts';
import type { ClusterState, JobState } from './state.ts';

/** How long a pod takes to start. */
const STARTING = 2_000;
const RUNNING = '30s';

/** A Job that begins now; what becomes of it is decided by the first rule that fits its command. */
export function startJob(cluster: ClusterState, manifest: JsonObject, now: number): JobState {
  const template = templateOf(manifest);
  const { containers } = template['spec'] as unknown as { containers: readonly Container[] };
  const words = (containers[0]?.command ?? []).join(' ');
  const rule: JobRule = cluster.jobRules.find(({ match }) => match === undefined || words.includes(match)) ?? {};
  const { activeDeadlineSeconds = Number.MAX_SAFE_INTEGER / 1_000_000 } = manifest['spec'] as { activeDeadlineSeconds?: number };
  const { name } = manifest['metadata'] as unknown as { name: string };
  const reason = troubleOf(cluster, template) === 'image-pull' ? 'ImagePullBackOff' : null;
  const starts = now + STARTING;
  cluster.pods += 1;
  return {
    manifest,
    pod: `${name}-${cluster.pods.toString(36).padStart(5, 'x')}`,
    created: now,
    starts,
    ends: rule.hangs === true || reason !== null ? null : starts + (parseDuration(rule.takes ?? RUNNING) ?? 0),
    deadline: now + activeDeadlineSeconds * 1_000,
    exit: rule.exit ?? 0,
    log: [...(rule.log ?? [`ran ${words}`])],
    reason,
  };
}

export type JobPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export function jobPhase({ starts, ends, deadline, exit, reason }: JobState, now: number): { readonly phase: JobPhase; readonly late: boolean } {
  if (ends !== null && ends <= Math.min(now, deadline)) return { phase: exit === 0 ? 'Succeeded' : 'Failed', late: false };
  if (deadline <= now) return { phase: 'Failed', late: true };
  return { phase: starts <= now && reason === null ? 'Running' : 'Pending', late: false };
}

/** The lines that it has printed by now, spread over the time that it runs. */
export function logOf({ starts, ends, log }: JobState, now: number): readonly string[] {
  if (ends === null || ends <= now) return log;
  return log.slice(0, Math.floor((log.length * Math.max(0, now - starts)) / Math.max(1, ends - starts)));
}

export function jobJson(job: JobState, now: number): JsonObject {
  const { phase, late } = jobPhase(job, now);
  const failed = { type: 'Failed', status: 'True', reason: late ? 'DeadlineExceeded' : 'BackoffLimitExceeded', message: 'Job has failed' };
  const status: Record<JobPhase, JsonObject> = {
    Pending: { active: 1 },
    Running: { active: 1 },
    Succeeded: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
    Failed: { failed: 1, conditions: [failed] },
  };
  return { ...job.manifest, status: status[phase] };
}

/** The pod of a Job; the cluster removes it where the deadline ends it. */
export function jobPodJson(job: JobState, now: number): readonly JsonObject[] {
  const { phase, late } = jobPhase(job, now);
  if (late) return [];
  const { name } = job.manifest['metadata'] as unknown as { name: string };
  const { metadata, spec } = templateOf(job.manifest) as { metadata?: { labels?: JsonObject }; spec: { containers: readonly { name: string }[] } };
  const ended = { exitCode: job.exit, reason: job.exit === 0 ? 'Completed' : 'Error' };
  const waiting = { reason: job.reason ?? 'ContainerCreating' };
  const state = phase === 'Pending' ? { waiting } : phase === 'Running' ? { running: {} } : { terminated: ended };
  const pod = {
    metadata: { name: job.pod, labels: { ...metadata?.labels, 'job-name': name }, creationTimestamp: new Date(job.created).toISOString() },
    spec: spec as unknown as JsonObject,
    status: { phase, containerStatuses: [{ name: spec.containers[0]?.name ?? '', ready: false, state }] },
  };
  return [pod];
}
