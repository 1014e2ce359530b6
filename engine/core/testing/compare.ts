import { formatDuration, parseDuration } from '../duration.ts';
import { type Json, canonicalJson } from '../json.ts';
import { testTexts as say } from '../messages/testing.ts';
import { ROOT, parentPath } from '../paths.ts';
import { isFinished } from '../reduce/situation.ts';
import type { NodeState } from '../state.ts';
import { compareWorld } from './compare-world.ts';
import { type Observed, isMeant, nodeOf } from './observed.ts';
import { type Performed, isNamed, performedIn } from './performed.ts';
import type { Difference, Expectation } from './test-file.ts';

/** All that is not as expected, in the order of the keys. */
export function compareRun(expected: Expectation, run: Observed): readonly Difference[] {
  return [
    ...compareStatus(expected, run),
    ...Object.entries(expected.steps ?? {}).flatMap(([step, status]) => compareStep(step, status, run)),
    ...Object.entries(expected.outputs ?? {}).flatMap(([step, outputs]) => compareOutputs(step, outputs, run)),
    ...Object.entries(expected.passes ?? {}).flatMap(([step, passes]) => comparePasses(step, passes, run)),
    ...compareEffects(expected.effects ?? [], performedIn(run)),
    ...compareTime(expected.takes ?? {}, run),
    ...compareMessages(expected.messages ?? [], run),
    ...compareWorld(expected.world ?? [], run),
    ...compareRollback(expected.rollback, run),
  ];
}

/** That it took over, and what came of it. */
function compareRollback(expected: Expectation['rollback'], { rollback, head }: Observed): readonly Difference[] {
  if (!expected) return [];
  if (!rollback) return [{ at: 'rollback', expected: say.toTakeOver, got: head.rollback ? say.notTakenOver(head.rollback.missing ?? []) : say.noRollback }];
  return compareRun(expected, rollback).map(difference => ({ ...difference, at: `rollback.${difference.at}` }));
}

/** Of a run that did not end its driver says why. */
function compareStatus({ status }: Expectation, { head }: Observed): readonly Difference[] {
  if (head.status === status || !isFinished(head)) return [];
  const why = head.failure ? say.because(head.failure.step, head.failure.message) : '';
  return [{ at: 'status', expected: status, got: `${head.status}${why}` }];
}

function compareStep(step: string, expected: string, run: Observed): readonly Difference[] {
  const node = nodeOf(run, step) ?? skippedAround(run, step);
  const got = node?.status ?? 'pending';
  if (got === expected) return [];
  const why = node?.failure?.message ?? node?.reason;
  const where = node === undefined || node.path === step ? '' : say.instance(node.path);
  return [{ at: `steps.${step}`, expected, got: `${got}${where}${why === undefined ? '' : `: ${why}`}` }];
}

/** A step inside a group that was skipped is skipped with it. */
function skippedAround({ program, nodes }: Observed, given: string): NodeState | undefined {
  const path = program.steps.has(given) ? given : [...program.steps.keys()].find(one => isMeant(one, given));
  for (let here = parentPath(path ?? ROOT); here !== ROOT; here = parentPath(here)) if (nodes.get(here)?.status === 'skipped') return nodes.get(here);
  return undefined;
}

function compareOutputs(step: string, expected: Readonly<Record<string, Json>>, run: Observed): readonly Difference[] {
  const outputs = nodeOf(run, step)?.outputs;
  return Object.entries(expected).flatMap(([name, value]) => {
    const got = outputs && Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (got !== undefined && canonicalJson(got) === canonicalJson(value)) return [];
    return [{ at: `outputs.${step}.${name}`, expected: JSON.stringify(value), got: got === undefined ? say.noOutput : JSON.stringify(got) }];
  });
}

function comparePasses(step: string, expected: number, run: Observed): readonly Difference[] {
  const node = nodeOf(run, step);
  const got = node?.startedAt === undefined || node.status === 'skipped' ? 0 : (node.pass ?? 1);
  return got === expected ? [] : [{ at: `passes.${step}`, expected: `${expected}`, got: `${got}` }];
}

function compareEffects(expected: readonly string[] | Readonly<Record<string, number>>, done: readonly Performed[]): readonly Difference[] {
  const all = done.map(({ path, action }) => say.effect(path, action)).join(', ') || say.noEffect;
  if (!isList(expected)) {
    return Object.entries(expected).flatMap(([name, count]) => {
      const got = done.filter(one => isNamed(one, name)).length;
      return got === count ? [] : [{ at: `effects.${name}`, expected: say.times(count), got: `${say.times(got)} (${all})` }];
    });
  }
  let from = 0;
  for (const [index, name] of expected.entries()) {
    const found = done.findIndex((one, place) => place >= from && isNamed(one, name));
    if (found < 0) return [{ at: `effects[${index}]`, expected: say.effectAfter(name, expected[index - 1]), got: all }];
    from = found + 1;
  }
  return [];
}

function isList(value: Expectation['effects'] & object): value is readonly string[] {
  return Array.isArray(value);
}

function compareTime(takes: NonNullable<Expectation['takes']>, { head }: Observed): readonly Difference[] {
  const took = (head.endedAt ?? head.now) - head.startedAt;
  const { 'at-least': least, 'at-most': most } = takes;
  const isShort = least !== undefined && took < (parseDuration(least) ?? 0);
  const isLong = most !== undefined && took > (parseDuration(most) ?? 0);
  if (!isShort && !isLong) return [];
  return [{ at: 'takes', expected: isShort ? say.atLeast(least) : say.atMost(most ?? ''), got: formatDuration(took) }];
}

function compareMessages(expected: readonly string[], { shown }: Observed): readonly Difference[] {
  return expected.flatMap((text, index) => (shown.includes(text) ? [] : [{ at: `messages[${index}]`, expected: text, got: say.notShown }]));
}
