/** A run that starts at a step: which steps before it are skipped, and what later ones need of them. Pure, asked by plans and by `reduce`. */
import type { Json } from './json.ts';
import { startTexts as say } from './messages/start-from.ts';
import { ROOT, endsWithPath } from './paths.ts';
import { type Program, type StaticStep, documentOf, stepAt } from './program.ts';

export type FoundStart = { readonly status: 'found'; readonly path: string } | { readonly status: 'refused'; readonly message: string };

/** The step that a person means by a path or its end, where a run may start at it. */
export function findStart(program: Program, given: string): FoundStart {
  const paths = [...program.steps.keys()];
  const fitting = paths.includes(given) ? [given] : paths.filter(path => endsWithPath(path, given));
  const [path] = fitting;
  if (path === undefined) return { status: 'refused', message: say.noStep(given, program.plan.runbook) };
  if (fitting.length > 1) return { status: 'refused', message: say.ambiguous(given, fitting) };
  const around = aroundOf(program, path);
  if (stepAt(program, path).inCleanup) return { status: 'refused', message: say.inCleanup(path) };
  const closed = around.find(({ step, kind }) => step.foreach !== undefined || kind === 'parallel');
  return closed ? { status: 'refused', message: say.inside(path, closed.path, closed.kind) } : { status: 'found', path };
}

/** Static paths of the steps that are skipped, groups as a whole where nothing of them is left. Approvals are asked for all the same. */
export function skippedSteps(program: Program): ReadonlySet<string> {
  const known = computed.get(program);
  if (known) return known;
  const found = new Set(program.plan.from ? before(program, program.plan.from.step) : []);
  computed.set(program, found);
  return found;
}

const computed = new WeakMap<Program, ReadonlySet<string>>();

function before(program: Program, start: string): readonly string[] {
  const entries = [...program.steps.values()];
  const earlier = entries.slice(
    0,
    entries.findIndex(({ path }) => path === start),
  );
  const keeps = ({ path }: StaticStep): boolean =>
    entries.some(({ path: other, kind }) => kind === 'approve' && (other === path || other.startsWith(`${path}/`)));
  return earlier.filter(entry => !entry.inCleanup && !start.startsWith(`${entry.path}/`) && !keeps(entry)).map(({ path }) => path);
}

/** An output of a skipped step that a later one reads. */
export interface NeededOutput {
  readonly path: string;
  readonly name: string;
  /** The step that reads it, for messages. */
  readonly by: string;
}

/** What must be given, in the order in which it is read. Where a text asks whether it is there (`has`, `.?`), and in cleanup, it may be missing. */
export function neededOutputs(program: Program): readonly NeededOutput[] {
  const skipped = skippedSteps(program);
  const needed = new Map<string, NeededOutput>();
  const read = (text: string, scope: string, by: string): void => {
    for (const { id, name } of readsIn(text)) {
      const path = program.ids.get(`${scope}:${id}`)?.path;
      if (path !== undefined && skipped.has(path) && !needed.has(`${path} ${name}`)) needed.set(`${path} ${name}`, { path, name, by });
    }
  };
  for (const entry of program.steps.values()) {
    if (entry.inCleanup || skipped.has(entry.path) || isInside(skipped, entry.path)) continue;
    const own = Object.entries(entry.step).filter(([key]) => !LISTS.includes(key));
    for (const text of own.flatMap(([, value]) => textsIn(value as Json))) read(text, entry.scope, entry.path);
    if (entry.kind === 'runbook') for (const text of Object.values(documentOf(program, entry.path).outputs ?? {})) read(text, entry.path, entry.path);
  }
  return [...needed.values()];
}

/** Keys whose steps speak for themselves. */
const LISTS = ['steps', 'parallel', 'on-failure'];
const READ = /(has\(\s*)?\bsteps\.([a-z][a-z0-9_]*)\.outputs\.(\?)?([a-z][a-z0-9_]*)/g;

function readsIn(text: string): readonly { readonly id: string; readonly name: string }[] {
  return [...text.matchAll(READ)].flatMap(([, has, id = '', optional, name = '']) => (has === undefined && optional === undefined ? [{ id, name }] : []));
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function isInside(paths: ReadonlySet<string>, path: string): boolean {
  return [...paths].some(outer => path.startsWith(`${outer}/`));
}

function aroundOf(program: Program, path: string): readonly StaticStep[] {
  const around: StaticStep[] = [];
  for (let here = stepAt(program, path).parent; here !== ROOT; here = stepAt(program, here).parent) around.push(stepAt(program, here));
  return around;
}
