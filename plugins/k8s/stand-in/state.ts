import type { JsonObject } from '../../../engine/core/json.ts';
import type { JobRule, RolloutFault } from './schema.ts';

/** What is kept of one cluster. Times in milliseconds; what its objects look like follows from them and the clock. */
export type ClusterState = {
  name: string;
  namespace: string;
  deployments: Record<string, DeploymentState>;
  jobs: Record<string, JobState>;
  /** Other objects, by `apiVersion/Kind/name`. */
  objects: Record<string, JsonObject>;
  /** `image` is null until something rolls out: that image is the bad one, others are fine. */
  trouble: { kind: Exclude<RolloutFault, 'good'>; image: string | null } | null;
  jobRules: JobRule[];
  answers: { status: number; times: number; to: 'reads' | 'changes' | null } | null;
  lose: number;
  /** Counts pods, so that each has a name of its own. */
  pods: number;
};

export type DeploymentState = {
  /** As it was applied, without a status. */
  manifest: JsonObject;
  /** Until when it has lived. */
  at: number;
  generation: number;
  /** The newest generation that the controller has seen, and when it sees the next one. */
  observed: number;
  sees: number;
  /** How long a pod takes to become ready. */
  ready: number;
  pods: PodState[];
  /** When it last made progress, and whether it has given up since. */
  progressed: number;
  stuck: boolean;
  /** Why no pod can be made. */
  refused: string | null;
};

export type PodState = {
  name: string;
  /** Of the template that it was made from. */
  hash: string;
  template: JsonObject;
  created: number;
  /** When it is ready; null: never. */
  ready: number | null;
  /** Why it never is. */
  reason: string | null;
  /** When it is gone; null while nothing has decided to end it. */
  gone: number | null;
};

export type JobState = {
  manifest: JsonObject;
  pod: string;
  created: number;
  starts: number;
  /** When it ends; null: only by its deadline. */
  ends: number | null;
  deadline: number;
  exit: number;
  log: string[];
  /** Why its pod never starts. */
  reason: string | null;
};
