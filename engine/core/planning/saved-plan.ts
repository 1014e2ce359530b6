import { type JsonObject, canonicalJson, toPlainJson } from '../json.ts';
import type { ConnectionConfig, FrozenPlan } from '../plan.ts';
import type { Work } from '../events.ts';
import type { Plan } from './plan.ts';

/** A plan as a file: what a run may be held to. It holds no secret: secrets stand in it by name, and reads were redacted. */
export interface SavedPlan {
  readonly format: 'runbook-plan';
  readonly v: 1;
  /** sha256 over the rest, as canonical JSON: a plan that somebody edited is refused. */
  readonly hash: string;
  readonly made: { readonly at: string; readonly by: string };
  readonly offline: boolean;
  /** Made in a world; it can be run only there. */
  readonly rehearsal: boolean;
  readonly override: string;
  readonly runbooks: Readonly<Record<string, { readonly file: string; readonly hash: string; readonly text: string }>>;
  /** The connections that its steps use, as configured; none in a world, whose addresses are new each time. */
  readonly connections: Readonly<Record<string, ConnectionConfig>>;
  /** Versions of the actions that its steps use. */
  readonly actions: Readonly<Record<string, number>>;
  readonly plan: Plan;
}

export interface SavedFacts {
  readonly at: string;
  readonly by: string;
  readonly offline: boolean;
  readonly override: string;
}

/** What a saved plan says, without its hash. */
export function toSavedPlan(plan: Plan, frozen: FrozenPlan, { at, by, offline, override }: SavedFacts): Omit<SavedPlan, 'hash'> {
  const works = plan.steps.flatMap(({ work }) => (work ? [work] : []));
  const runbooks = Object.entries(frozen.runbooks).map(([name, { file, hash, text }]) => [name, { file, hash, text }] as const);
  return {
    format: 'runbook-plan',
    v: 1,
    made: { at, by },
    offline,
    rehearsal: frozen.world !== undefined,
    override,
    runbooks: Object.fromEntries(runbooks),
    connections: frozen.world === undefined ? pick(frozen.config.connections, works.flatMap(connectionIn)) : {},
    actions: Object.fromEntries(
      works.flatMap(work => (work.kind === 'uses' ? [[work.action, frozen.actions[work.action]?.version ?? 0] as const] : [])).toSorted(byName),
    ),
    plan,
  };
}

/** The text that the hash of a saved plan is over. */
export function hashedText(saved: Omit<SavedPlan, 'hash'>): string {
  const rest = Object.fromEntries(Object.entries(saved).filter(([key]) => key !== 'hash'));
  return canonicalJson(toPlainJson(rest));
}

/** The inputs that a saved plan was made with; a run from it has the same. */
export function inputsOf(saved: SavedPlan): JsonObject {
  return saved.plan.inputs;
}

/** Stand-ins listen on other ports each time a world is opened: what differs by that alone is the same. */
export function withoutPorts<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(/(127\.0\.0\.1|localhost):\d+/g, '$1')) as T;
}

function connectionIn(work: Work): readonly string[] {
  return work.connection === undefined ? [] : [work.connection];
}

function pick<T>(from: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  const known = [...new Set(names)].toSorted();
  return Object.fromEntries(known.flatMap(name => (from[name] === undefined ? [] : [[name, from[name]] as const])));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
