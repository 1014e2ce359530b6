import { type Json, type JsonObject, canonicalJson, isJsonObject, textOf, toPlainJson } from '../json.ts';
import { differenceTexts as say } from '../messages/differences.ts';
import type { PlannedStep } from './plan.ts';
import { type SavedPlan, withoutPorts } from './saved-plan.ts';
import { fieldsOf } from './step-fields.ts';

/**
 * One thing that is not as it was planned. `seen`: by the text alone, by a read whose answer was known (`known`), or by one that is
 * only for today, since a change comes before it (`provisional`).
 */
export interface Difference {
  readonly what: 'runbook' | 'input' | 'connection' | 'action' | 'target' | 'step';
  /** Path of the step, name of the input and so on. */
  readonly name: string;
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
  readonly seen: 'text' | 'known' | 'provisional';
}

/** What differs between a saved plan and the same plan made now; causes before their consequences. */
export function comparePlans(saved: SavedPlan, now: Omit<SavedPlan, 'hash'>): readonly Difference[] {
  const [before, after] = saved.rehearsal ? [withoutPorts(saved), withoutPorts(now)] : [saved, now];
  return [
    ...compareRunbooks(before, after),
    ...compareMaps('input', before.plan.inputs, after.plan.inputs),
    ...compareConnections(toPlainJson(before.connections), toPlainJson(after.connections)),
    ...compareMaps('action', before.actions, after.actions),
    ...compareLists(before.plan.targets, after.plan.targets),
    ...compareSteps(before.plan.steps, after.plan.steps),
  ];
}

function compareRunbooks(before: SavedPlan, after: Omit<SavedPlan, 'hash'>): readonly Difference[] {
  const names = [...new Set([...Object.keys(before.runbooks), ...Object.keys(after.runbooks)])];
  return names.flatMap((name): readonly Difference[] => {
    const [old, now] = [before.runbooks[name], after.runbooks[name]];
    if (old?.hash === now?.hash) return [];
    if (!old || !now) return [{ what: 'runbook', name, field: '', seen: 'text', ...present(old && say.there, now && say.there) }];
    const line = firstChangedLine(old.text, now.text);
    return [{ what: 'runbook', name, field: `${now.file}:${line.number}`, seen: 'text', before: line.before, after: line.after }];
  });
}

function firstChangedLine(before: string, after: string): { number: number; before: string; after: string } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const index = old.findIndex((line, place) => line !== now[place]);
  const at = index === -1 ? old.length : index;
  return { number: at + 1, before: old[at] ?? '', after: now[at] ?? '' };
}

function compareMaps(what: Difference['what'], before: JsonObject, after: JsonObject): readonly Difference[] {
  return changedKeys(before, after).map(name => ({ what, name, field: '', seen: 'text' as const, ...present(before[name], after[name]) }));
}

function compareConnections(before: JsonObject, after: JsonObject): readonly Difference[] {
  return changedKeys(before, after).flatMap(name => {
    const [old, now] = [before[name], after[name]];
    if (!isJsonObject(old ?? null) || !isJsonObject(now ?? null)) return compareMaps('connection', before, after).filter(one => one.name === name);
    return compareMaps('connection', old as JsonObject, now as JsonObject).map(one => ({ ...one, name, field: one.name }));
  });
}

function compareLists(before: readonly string[], after: readonly string[]): readonly Difference[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  return [{ what: 'target', name: after.join(', ') || before.join(', '), field: '', seen: 'text', before: before.join(', '), after: after.join(', ') }];
}

function compareSteps(before: readonly PlannedStep[], after: readonly PlannedStep[]): readonly Difference[] {
  const [old, now] = [byPath(before), byPath(after)];
  const paths = [...new Set([...now.keys(), ...old.keys()])];
  return paths.flatMap((path): readonly Difference[] => {
    const [was, is] = [old.get(path), now.get(path)];
    if (!was || !is) return [{ what: 'step', name: path, field: '', seen: 'text', ...present(was && say.there, is && say.there) }];
    const [fields, others] = [fieldsOf(was), fieldsOf(is)];
    const isSame = (field: string): boolean => field.startsWith('outputs.') && sameAnswers(before, was) === sameAnswers(after, is);
    return changedKeys(fields, others)
      .filter(field => !isSame(field))
      .map(field => ({ what: 'step', name: path, field, seen: seenBy(field, was, is), ...present(fields[field], others[field]) }));
  });
}

/** Answers, effects and verdicts come from reads, those after a possible change only for today; params and texts from what is known. */
function seenBy(field: string, was: PlannedStep, is: PlannedStep): Difference['seen'] {
  const isRead = ['effects', 'runs', 'no answer'].includes(field) || field.startsWith('outputs.');
  if (isRead && (was.today || is.today || was.read?.status === 'provisional')) return 'provisional';
  return was.read || was.effects || is.read || is.effects ? 'known' : 'text';
}

/** The answers to a question that a plan asks several times (servers that take turns), whatever their order; one that is asked once has its own. */
function sameAnswers(steps: readonly PlannedStep[], { path, work }: PlannedStep): string {
  const asked = canonicalJson(toPlainJson(work ?? {}));
  const answers = steps.flatMap(({ read, ...step }) =>
    read && read.status !== 'failed' && canonicalJson(toPlainJson(step.work ?? {})) === asked ? [canonicalJson(read.compared)] : [],
  );
  return answers.length < 2 ? `${path} ${answers[0] ?? ''}` : [...new Set(answers)].toSorted().join('\n');
}

function byPath(steps: readonly PlannedStep[]): ReadonlyMap<string, PlannedStep> {
  return new Map(steps.map(step => [step.path, step]));
}

function changedKeys(before: JsonObject, after: JsonObject): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter(key => canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null));
}

function present(before: Json | undefined, after: Json | undefined): { before?: string; after?: string } {
  return { ...(before === undefined ? {} : { before: shown(before) }), ...(after === undefined ? {} : { after: shown(after) }) };
}

function shown(value: Json): string {
  return isJsonObject(value) ? canonicalJson(value) : textOf(value);
}
