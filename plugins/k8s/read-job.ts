import { ask, askIfThere, askLog, type Cluster } from './client.ts';
import type { Condition, ContainerState, Job, List, Pod } from '../shared/kubernetes/objects.ts';
import { waitingReason } from './pod-facts.ts';

export interface JobFacts {
  readonly state: 'absent' | 'pending' | 'running' | 'succeeded' | 'failed';
  readonly exitCode: number | undefined;
  readonly reason: string;
  /** The end of its log; '' while it does not run. */
  readonly log: string;
}

/** Bytes of a log that are read, and lines of it that are kept by the caller. */
const LOG_BYTES = 65_536;

export function jobPath(namespace: string, name?: string): string {
  return `/apis/batch/v1/namespaces/${encodeURIComponent(namespace)}/jobs${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

export async function readJob(cluster: Cluster, namespace: string, name: string, lines: number): Promise<JobFacts> {
  const job = await askIfThere<Job>(cluster, { method: 'GET', path: jobPath(namespace, name) });
  if (!job) return { state: 'absent', exitCode: undefined, reason: '', log: '' };
  const pods = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const { items } = await ask<List<Pod>>(cluster, { method: 'GET', path: pods, query: { labelSelector: `job-name=${name}` } });
  const pod = items.at(-1);
  const phase = pod?.status?.phase;
  const state = stateOf(job, phase);
  const hasLog = pod !== undefined && phase !== 'Pending';
  const query = { tailLines: `${lines}`, limitBytes: `${LOG_BYTES}` };
  const log = hasLog ? ((await askIfReady(cluster, `${pods}/${encodeURIComponent(pod.metadata.name)}/log`, query)) ?? '') : '';
  return { state, exitCode: terminated(pod)?.exitCode, reason: reasonOf(job, pod), log: log.trimEnd() };
}

/** A Job says itself how it ended; its pod may be gone by then. */
function stateOf({ status = {} }: Job, phase: string | undefined): JobFacts['state'] {
  if (holds(status.conditions, 'Complete') || (status.succeeded ?? 0) > 0) return 'succeeded';
  if (holds(status.conditions, 'Failed') || (status.failed ?? 0) > 0) return 'failed';
  return phase === 'Running' ? 'running' : 'pending';
}

function reasonOf({ status = {} }: Job, pod: Pod | undefined): string {
  const failed = status.conditions?.find(({ type, status: is }) => type === 'Failed' && is === 'True');
  const ended = terminated(pod);
  if (ended && ended.exitCode !== 0) return ended.reason ?? 'Error';
  return failed?.reason ?? (pod && waitingReason(pod)) ?? '';
}

function terminated(pod: Pod | undefined): ContainerState['terminated'] {
  return pod?.status?.containerStatuses?.flatMap(({ state }) => state?.terminated ?? [])[0];
}

function holds(conditions: readonly Condition[] = [], wanted: string): boolean {
  return conditions.some(({ type, status }) => type === wanted && status === 'True');
}

/** A container that is only starting, or a pod that was just removed, has no log. */
async function askIfReady(cluster: Cluster, path: string, query: Readonly<Record<string, string>>): Promise<string | undefined> {
  return askLog(cluster, { method: 'GET', path, query }).catch((error: unknown) => {
    const code = (error as { failure?: { code?: string } }).failure?.code;
    if (code === 'not-found' || code === 'refused') return undefined;
    throw error;
  });
}
