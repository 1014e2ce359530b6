import type { JournalRecord } from '../events.ts';
import { ROOT, staticPath } from '../paths.ts';
import type { FrozenRunbook } from '../plan.ts';
import type { Program, StaticStep } from '../program.ts';

export type BranchKind = 'if' | 'check' | 'gate' | 'on-failure' | 'rollback';
export type Way = 'true' | 'false' | 'done' | 'not-done' | 'yes' | 'no' | 'approved' | 'answered' | 'ticked' | 'timeout' | 'entered';

/** One way that a step can go, and whether some case went it. */
export interface Branch {
  readonly kind: BranchKind;
  readonly path: string;
  readonly way: Way;
  readonly isCovered: boolean;
}

/**
 * Each `if` both ways, each `check` done and not, each answer of a gate, each `on-failure` and rollback: seen in the journals of all cases.
 * An inner runbook with a test of its own (`isTested`) is left to it.
 */
export function coverageOf(
  program: Program,
  journals: readonly (readonly JournalRecord[])[],
  isTested: (runbook: string) => boolean = () => false,
): readonly Branch[] {
  const seen = new Set(journals.flatMap(journal => journal.flatMap(record => waysSeen(program, record, journal).map(way => keyOf(...way)))));
  const isOwn = (scope: string, { document }: FrozenRunbook): boolean => scope === ROOT || !isTested(document.name);
  const steps = [...program.steps.values()].filter(({ scope, runbook }) => isOwn(scope, runbook));
  const scopes = [...program.scopes].filter(([scope, runbook]) => isOwn(scope, runbook));
  const wanted = [...steps.flatMap(waysOf), ...scopes.flatMap(outermostWays)];
  return wanted.map(([kind, path, way]) => ({ kind, path, way, isCovered: seen.has(keyOf(kind, path, way)) }));
}

type Place = readonly [kind: BranchKind, path: string, way: Way];

function keyOf(kind: BranchKind, path: string, way: Way): string {
  return `${kind} ${way} ${path}`;
}

function waysOf({ path, step, kind }: StaticStep): readonly Place[] {
  const gate = GATE_WAYS[kind] ?? [];
  return [
    ...(step.if === undefined ? [] : both('if', path, ['true', 'false'])),
    ...(step.check === undefined ? [] : both('check', path, ['done', 'not-done'])),
    ...both('gate', path, gate.length > 0 && step.timeout !== undefined ? [...gate, 'timeout'] : gate),
    ...(step['on-failure'] === undefined || step['on-failure'] === 'stop' ? [] : both('on-failure', path, ['entered'])),
  ];
}

/** An `on-failure` of a runbook itself has no step to stand at, nor has the rollback of the outermost one. */
function outermostWays([scope, { document }]: readonly [string, FrozenRunbook]): readonly Place[] {
  return [
    ...(document['on-failure'] ? both('on-failure', scopeName(scope, document.name), ['entered']) : []),
    ...(document.rollback && scope === ROOT ? both('rollback', document.rollback.runbook, ['entered']) : []),
  ];
}

function scopeName(scope: string, name: string): string {
  return scope === ROOT ? name : scope;
}

function both(kind: BranchKind, path: string, ways: readonly Way[]): readonly Place[] {
  return ways.map(way => [kind, path, way]);
}

const GATE_WAYS: Readonly<Record<string, readonly Way[]>> = {
  confirm: ['yes', 'no'],
  approve: ['approved', 'no'],
  ask: ['answered'],
  manual: ['ticked'],
};

function waysSeen(program: Program, record: JournalRecord, journal: readonly JournalRecord[]): readonly Place[] {
  if (record.type === 'run-finished') return record.rollback ? [['rollback', record.rollback.runbook, 'entered']] : [];
  if (!('path' in record)) return [];
  const path = staticPath(record.path);
  switch (record.type) {
    case 'step-started':
      return [['if', path, 'true'], ...handlerWays(program, path)];
    case 'step-doing':
      return [['check', path, 'not-done']];
    case 'gate-closed':
      return [['gate', path, wayOf(record.decision)]];
    case 'step-finished':
      return [...finishedWays(record, path, journal), ...handlerWays(program, path)];
    default:
      return [];
  }
}

function wayOf(decision: string): Way {
  return decision === 'done' ? 'ticked' : (decision as Way);
}

/** A step of an on-failure's own list was entered, or skipped. */
function handlerWays(program: Program, path: string): readonly Place[] {
  const entry = program.steps.get(path);
  if (entry?.list !== 'on-failure') return [];
  return [['on-failure', scopeName(entry.scope, entry.runbook.document.name), 'entered']];
}

function finishedWays({ status, path: instance }: Finished, path: string, journal: readonly JournalRecord[]): readonly Place[] {
  if (status === 'skipped') return [['if', path, 'false']];
  if (status === 'failed') return [['on-failure', path, 'entered']];
  const wasDone = !journal.some(record => isWork(record, instance));
  return status === 'succeeded' ? [['check', path, wasDone ? 'done' : 'not-done']] : [];
}

type Finished = Extract<JournalRecord, { type: 'step-finished' }>;

/** The step did its work: it began it, asked somebody, or walked into its own steps. */
function isWork(record: JournalRecord, instance: string): boolean {
  if (!('path' in record)) return false;
  const isInside = record.path.startsWith(`${instance}/`) || record.path.startsWith(`${instance}@`) || record.path.startsWith(`${instance}[`);
  return isInside || (record.path === instance && (record.type === 'step-doing' || record.type === 'gate-opened'));
}
