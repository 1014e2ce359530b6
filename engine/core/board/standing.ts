import type { Freeze, Holder } from '../cell.ts';
import type { RunSummary } from '../ports.ts';
import type { WindowState } from '../window.ts';

/** One stage as it was read; `error` where nobody can tell. */
export interface StageStanding {
  readonly name: string;
  readonly commit?: string;
  readonly error?: string;
}

export interface BoardCommit {
  readonly subject: string;
  readonly author: string;
  /** Milliseconds. */
  readonly at: number;
}

/** What stands between two stages, one after the other. `commits` are missing where nothing compares them. */
export interface Gap {
  readonly ahead: string;
  readonly behind: string;
  readonly differs: boolean;
  readonly commits?: readonly BoardCommit[];
  readonly error?: string;
}

export interface OpenRequest {
  readonly url: string;
  readonly opened: number;
  /** When it has rested; undefined where nobody says how long. */
  readonly due?: number;
}

/** All that is known of a project. `errors`: what else could not be read. */
export interface ProjectFacts {
  readonly name: string;
  readonly title: string;
  readonly target?: string;
  readonly stages: readonly StageStanding[];
  readonly gaps: readonly Gap[];
  readonly freeze?: Freeze;
  readonly holder?: Holder;
  readonly window?: WindowState;
  readonly request?: OpenRequest;
  /** The last run of its target on this machine. */
  readonly run?: RunSummary;
  readonly errors: readonly string[];
}

/** error: nobody can tell. attention: a run waits for somebody, or has failed. behind: commits wait. even: all stages run the same. */
export type Standing = 'error' | 'attention' | 'behind' | 'even';

export interface Project extends ProjectFacts {
  readonly standing: Standing;
  /** How much waits: commits + authors squared + days of the oldest squared, the greatest of its gaps. */
  readonly severity: number;
}

const ORDER: readonly Standing[] = ['error', 'attention', 'behind', 'even'];
const DAY = 86_400_000;

/** Judges each project and sorts by what needs attention. What could not be read is never even. */
export function judge(projects: readonly ProjectFacts[], now: number): readonly Project[] {
  const judged = projects.map(
    (facts): Project => ({ ...facts, standing: standingOf(facts), severity: Math.max(0, ...facts.gaps.map(gap => severityOf(gap, now))) }),
  );
  return judged.toSorted((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) || b.severity - a.severity || a.name.localeCompare(b.name));
}

function standingOf({ stages, gaps, errors, run }: ProjectFacts): Standing {
  if (errors.length > 0 || [...stages, ...gaps].some(({ error }) => error !== undefined)) return 'error';
  if (run && (run.parked || run.status === 'failed')) return 'attention';
  return gaps.some(({ differs }) => differs) ? 'behind' : 'even';
}

/** Many, from many, and old: the sum by which https://github.com/artsy/horizon sorts. */
function severityOf({ differs, commits }: Gap, now: number): number {
  if (!differs) return 0;
  if (!commits || commits.length === 0) return 1;
  const authors = authorsOf(commits).length;
  const days = Math.floor(Math.max(0, now - Math.min(...commits.map(({ at }) => at))) / DAY);
  return commits.length + authors ** 2 + days ** 2;
}

export function authorsOf(commits: readonly BoardCommit[]): readonly string[] {
  return [...new Set(commits.map(({ author }) => author))];
}
