/** What the stand-in keeps of a repository, beside its git. */
import { parseDuration } from '../../../engine/core/duration.ts';
import type { Faulty } from '../../shared/stand-in-answers.ts';
import type { RepoPart } from './schema.ts';

export type Repo = {
  /** `owner/name`. */
  path: string;
  /** Path of the bare repository, and its name in the world. */
  origin: string;
  repository: string;
  pulls: Pull[];
  releases: Release[];
  checks: { takes: number; ends: 'success' | 'failure' } | null;
  assignable: string[] | null;
  protects: boolean;
  computing: number;
} & Faulty;

export type Pull = {
  number: number;
  title: string;
  body: string;
  head: string;
  base: string;
  author: string;
  state: 'open' | 'closed';
  mergeSha: string | null;
  mergedBy: string | null;
  created: number;
  /** Tip of the head branch, and since when. */
  sha: string;
  since: number;
  assignees: string[];
  comments: { by: string; text: string; at: number }[];
};

export type Release = { id: number; tag: string; name: string; body: string; latest: string; prerelease: boolean };

interface At {
  readonly origin: string;
  readonly repository: string;
  readonly now: number;
  /** Commits by their names in the world, as far as the part names them. */
  readonly commits: Readonly<Record<string, string>>;
}

export function openRepo(path: string, part: RepoPart, at: At): Repo {
  const { releases = [], pulls = [], checks, assignable } = part;
  return {
    path,
    origin: at.origin,
    repository: at.repository,
    pulls: pulls.map(({ state = 'merged', commit = '', ...given }) => {
      const pull = { ...newPull(given.number, at.now), ...given, sha: at.commits[commit] ?? '' };
      return { ...pull, state: state === 'open' ? 'open' : 'closed', mergedBy: state === 'merged' ? pull.author : null };
    }),
    releases: releases.map((given, index) => ({ id: index + 1, body: '', latest: 'legacy', prerelease: false, ...given })),
    checks: checks ? { takes: parseDuration(checks.takes ?? '0s') ?? 0, ends: checks.ends ?? 'success' } : null,
    assignable: assignable ? [...assignable] : null,
    protects: part.protected ?? false,
    computing: 0,
    answers: null,
    lose: 0,
  };
}

export function newPull(number: number, now: number): Pull {
  return {
    number,
    title: '',
    body: '',
    head: '',
    base: '',
    author: 'somebody',
    state: 'open',
    mergeSha: null,
    mergedBy: null,
    created: now,
    sha: '',
    since: now,
    assignees: [],
    comments: [],
  };
}

export function nextNumber({ pulls }: Repo): number {
  return Math.max(100, ...pulls.map(({ number }) => number)) + 1;
}
