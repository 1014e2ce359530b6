/** What the stand-in keeps of a project. */
import { parseDuration } from '../../../engine/core/duration.ts';
import type { Approvals, ProjectPart } from './schema.ts';

export type Project = {
  path: string;
  /** Path of the bare repository, and its name in the world. */
  origin: string;
  repository: string;
  mergeRequests: MergeRequest[];
  releases: Release[];
  pipeline: { takes: number; ends: string } | null;
  approvals: { required: number; after: number | null; by: string[] };
  squashes: Squash;
  checking: number;
  /** What open merge requests show instead of their status, and until when. */
  shows: { status: string; until: number | null } | null;
  answers: { status: number; times: number; html: string | null } | null;
  lose: number;
};

/** `fast-forward`: the squashed commit stands on the target, without a merge commit. */
export type Squash = 'no' | 'always' | 'fast-forward';

export type MergeRequest = {
  iid: number;
  title: string;
  description: string;
  source: string;
  target: string;
  labels: string[];
  state: 'opened' | 'merged' | 'closed';
  squash: boolean;
  created: number;
  /** Tip of the source branch, and since when. */
  sha: string | null;
  since: number;
  approvedBy: string[];
  mergeSha: string | null;
  squashSha: string | null;
};

export type Release = { name: string; tag: string; description: string; at: number };

export function openProject(path: string, part: ProjectPart, at: { origin: string; repository: string; now: number }): Project {
  const { releases = [], merge_requests = [], pipeline, approvals } = part;
  return {
    path,
    origin: at.origin,
    repository: at.repository,
    mergeRequests: merge_requests.map(({ state = 'merged', ...given }, index) => ({ ...newMergeRequest(index + 1, at.now), ...given, state })),
    releases: releases.map(({ description = '', ...given }, index) => ({ ...given, description, at: at.now - (index + 1) * 86_400_000 })),
    pipeline: pipeline ? { takes: parseDuration(pipeline.takes ?? '0s') ?? 0, ends: pipeline.ends ?? 'success' } : null,
    approvals: toApprovals(approvals ?? {}),
    squashes: 'no',
    checking: 0,
    shows: null,
    answers: null,
    lose: 0,
  };
}

export function newMergeRequest(iid: number, now: number): MergeRequest {
  return {
    iid,
    title: '',
    description: '',
    source: '',
    target: '',
    labels: [],
    state: 'opened',
    squash: false,
    created: now,
    sha: null,
    since: now,
    approvedBy: [],
    mergeSha: null,
    squashSha: null,
  };
}

export function toApprovals({ required = 0, after, by = 'somebody' }: Approvals): Project['approvals'] {
  return { required, after: after === undefined ? null : (parseDuration(after) ?? null), by: typeof by === 'string' ? [by] : [...by] };
}
