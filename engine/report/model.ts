import type { JournalRecord } from '../core/events.ts';
import type { Failure } from '../core/failure.ts';
import { cleanText } from '../core/text.ts';
import { ROOT, childPrefix, foreachOf, itemKey, joinPath, parentPath, staticPath } from '../core/paths.ts';
import type { FrozenPlan } from '../core/plan.ts';
import { type ListName, type Program, childrenOf, compileProgram, stepName } from '../core/program.ts';
import type { StepKind } from '../core/runbook.ts';
import type { GateState, StepStatus } from '../core/state.ts';

/** A run as views show it: a tree of step instances, made from the journal alone. */
export interface RunModel {
  readonly program: Program;
  /** By path; ROOT is the run itself. */
  readonly nodes: Map<string, StepModel>;
  run: string;
  title: string;
}

/** One step instance. What has not started yet is known from the frozen plan. */
export interface StepModel {
  readonly path: string;
  /** One clean line. */
  name: string;
  readonly kind: StepKind | 'run-root';
  status: StepStatus;
  attempt: number;
  startedAt?: number;
  took?: number;
  wait?: StepWait;
  gate?: GateState;
  failure?: Failure;
  reason?: string;
  recovered?: boolean;
  /** Failed without stopping the run. */
  warned?: boolean;
  /** A guard did not hold, and a person accepted that. */
  overridden?: boolean;
  /** Milliseconds by which its time came too late. */
  late?: number;
  looks: number;
  /** The last lines of its command, newest last, clean. */
  lines: readonly string[];
  children: StepModel[];
}

export type StepWait = Pick<Extract<JournalRecord, { type: 'step-waiting' }>, 'for' | 'until' | 'deadline'>;

/** How many of a running step's last lines are kept. */
const LAST_LINES = 3;

export function createModel(plan: FrozenPlan): RunModel {
  const program = compileProgram(plan);
  const root: StepModel = { path: ROOT, name: plan.runbook, kind: 'run-root', status: 'pending', attempt: 1, looks: 0, lines: [], children: [] };
  const model: RunModel = { program, nodes: new Map([[ROOT, root]]), run: '', title: plan.runbook };
  addChildren(model, root, ROOT, ['steps', 'finally']);
  return model;
}

/** Brings the model up to date with one journal entry. */
export function applyRecord(model: RunModel, record: JournalRecord): void {
  switch (record.type) {
    case 'run-started':
      model.run = record.run;
      model.title = oneLine(record.title);
      Object.assign(nodeAt(model, ROOT), { status: 'running', startedAt: record.at });
      return;
    case 'run-finished':
      Object.assign(nodeAt(model, ROOT), { status: record.status, took: record.took });
      return;
    case 'pass-started':
      return startPass(model, record.path, record.pass);
    case 'items-expanded':
      return expandItems(model, record.path, record.keys);
    case 'leg-started':
      Object.assign(nodeAt(model, ROOT), { status: 'running' });
      return;
    case 'signal':
    case 'run-driven':
    case 'run-parked':
    case 'lock':
    case 'freeze':
    case 'rolled-back':
      return;
    default:
      applyToStep(nodeAt(model, record.path), record);
  }
}

/** Keeps the last lines of a running step's command. */
export function applyLine(model: RunModel, path: string, text: string): void {
  const line = oneLine(text);
  if (line === '') return;
  const node = nodeAt(model, path);
  node.lines = [...node.lines, line].slice(-LAST_LINES);
}

/** Any text as one line that cannot disturb a terminal. */
export function oneLine(text: string): string {
  return cleanText(text.replaceAll('\r', ' ')).replaceAll(/\s+/g, ' ').trim();
}

/** Text of several lines as one, cut where it is longer. */
export function shortLine(text: string, limit: number): string {
  const line = oneLine(text.replaceAll(/\s*\n\s*/g, ' / '));
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

type StepRecord = Extract<JournalRecord, { readonly path: string }>;

function applyToStep(node: StepModel, record: Exclude<StepRecord, { type: 'pass-started' | 'items-expanded' }>): void {
  switch (record.type) {
    case 'step-started':
      settle(node);
      for (const past of ['took', 'reason', 'recovered', 'warned', 'overridden', 'late'] as const) delete node[past];
      Object.assign(node, { name: instanceName(record.path, record.name), status: 'running', attempt: record.attempt, lines: [] });
      node.startedAt ??= record.at;
      return;
    case 'step-doing':
      return settle(node);
    case 'step-looked':
      node.looks = record.looks;
      return;
    case 'step-waiting':
      settle(node);
      node.status = 'waiting';
      node.wait = { for: record.for, until: record.until, ...(record.deadline === undefined ? {} : { deadline: record.deadline }) };
      if (record.failure) node.failure = record.failure;
      return;
    case 'step-reopened':
      settle(node);
      node.status = 'running';
      delete node.took;
      return;
    case 'step-extended':
      return extend(node, record);
    case 'step-late':
      node.late = record.late;
      return;
    case 'gate-opened':
      settle(node);
      node.status = 'waiting';
      node.gate = record.gate;
      if (record.gate.failure) node.failure = record.gate.failure;
      return;
    case 'gate-closed':
      settle(node);
      node.status = 'running';
      return;
    case 'step-interrupted':
      node.failure = record.failure;
      return;
    case 'step-finished':
      return finish(node, record);
  }
}

/** What was waited for is over. */
function settle(node: StepModel): void {
  delete node.wait;
  delete node.gate;
  delete node.failure;
}

function finish(node: StepModel, record: Extract<JournalRecord, { type: 'step-finished' }>): void {
  settle(node);
  const { status, took, reason, failure, recovered, warned, overridden } = record;
  Object.assign(node, { status, took, lines: [] });
  if (reason !== undefined) node.reason = oneLine(reason);
  if (failure) node.failure = failure;
  if (recovered) node.recovered = true;
  if (warned) node.warned = true;
  if (overridden) node.overridden = true;
}

/** More time: the wait, the poll or the gate shows its new end. */
function extend(node: StepModel, { until, deadline }: Extract<StepRecord, { type: 'step-extended' }>): void {
  if (node.wait) node.wait = { ...node.wait, ...(until === undefined ? {} : { until }), ...(deadline === undefined ? {} : { deadline }) };
  if (node.gate && deadline !== undefined) node.gate = { ...node.gate, expiresAt: deadline };
}

/** A later pass shows its own steps; those of the pass before are over. */
function startPass(model: RunModel, path: string, pass: number): void {
  if (pass < 2) return;
  const node = nodeAt(model, path);
  node.children = [];
  addChildren(model, node, childPrefix(path, pass), ['steps']);
}

function expandItems(model: RunModel, path: string, keys: readonly string[]): void {
  const node = nodeAt(model, path);
  node.children = [];
  for (const key of keys) addNode(model, node, `${path}[${key}]`, instanceName(`${path}[${key}]`, node.name));
}

/** The items of a foreach have one name; their keys tell them apart. */
function instanceName(path: string, name: string): string {
  const key = itemKey(path);
  const clean = oneLine(name) || path;
  return key === undefined || clean.includes(key) ? clean : `${clean} [${key}]`;
}

function nodeAt(model: RunModel, path: string): StepModel {
  const known = model.nodes.get(path);
  if (known) return known;
  return addNode(model, nodeAt(model, parentPath(path)), path, undefined);
}

function addNode(model: RunModel, parent: StepModel, path: string, name: string | undefined): StepModel {
  const entry = model.program.steps.get(staticPath(path));
  const kind = entry?.kind ?? 'steps';
  const node: StepModel = {
    path,
    name: oneLine(name ?? (entry ? stepName(entry.step) : path)),
    kind,
    status: 'pending',
    attempt: 1,
    looks: 0,
    lines: [],
    children: [],
  };
  model.nodes.set(path, node);
  const before =
    entry?.list === 'on-failure' ? parent.children.findIndex(({ path: other }) => model.program.steps.get(staticPath(other))?.list === 'finally') : -1;
  parent.children.splice(before < 0 ? parent.children.length : before, 0, node);
  // The steps of a foreach stand under its items, which are known when it is reached.
  if (entry && (entry.step.foreach === undefined || foreachOf(path) !== undefined)) addChildren(model, node, path, ['steps']);
  return node;
}

function addChildren(model: RunModel, node: StepModel, prefix: string, lists: readonly ListName[]): void {
  for (const list of lists) {
    for (const { step } of childrenOf(model.program, prefix, list)) addNode(model, node, joinPath(prefix, step.id), undefined);
  }
}

export function rootOf(model: RunModel): StepModel {
  return nodeAt(model, ROOT);
}

/** What waits for a person, by path. */
export function openGates(model: RunModel): ReadonlyMap<string, GateState> {
  return new Map([...model.nodes.values()].flatMap(({ path, gate }) => (gate ? [[path, gate] as const] : [])));
}
