import { readExpression } from '../core/expression.ts';
import { isJsonObject } from '../core/json.ts';
import { testFileMessages as say } from '../core/messages/testing.ts';
import { nearestName } from '../core/nearest.ts';
import { staticPath } from '../core/paths.ts';
import type { Program } from '../core/program.ts';
import { isMeant } from '../core/testing/observed.ts';
import type { Expectation, TestCase, TestFile } from '../core/testing/test-file.ts';
import type { Finding, Path } from './finding.ts';

/** What the names in a test are compared with. */
export interface TestFacts {
  readonly program: Program;
  /** The rollback that the runbook names. */
  readonly rollback?: Program;
  readonly inputs: readonly string[];
  readonly actions: readonly string[];
  /** Names of the faults of a case's world. */
  readonly faultsOf: (world: string | undefined) => readonly string[];
}

/** Every name in a case that leads nowhere: it would never differ, and so prove nothing. */
export function checkTestCase({ cases }: TestFile, index: number, facts: TestFacts): readonly Finding[] {
  const one = cases[index];
  if (!one) return [];
  const here = ['cases', index];
  const isSecond = cases.findIndex(({ name }) => name === one.name) < index;
  return [
    ...(isSecond ? [{ code: 'duplicate-case', path: [...here, 'name'], ...say.sameName(one.name) }] : []),
    ...Object.keys(one.inputs ?? {}).flatMap(name => checkInput(name, [...here, 'inputs', name], facts)),
    ...stepsIn(one).flatMap(({ step, path, key, mayBeLater }) => {
      const found = checkStep(step, { path: [...here, ...path], key }, facts);
      const isLater = mayBeLater && facts.rollback && checkStep(step, { path, key }, { ...facts, program: facts.rollback }).length === 0;
      return isLater ? [] : found;
    }),
    ...checkFaults(one, [...here, 'faults'], facts),
    ...checkEffects(one.expect.effects, [...here, 'expect', 'effects'], facts),
    ...checkRollback(one, [...here, 'expect', 'rollback'], facts),
    ...(one.expect.world ?? []).flatMap((text, at) => checkCondition(text, [...here, 'expect', 'world', at])),
  ];
}

/** What a case expects of the rollback that takes over is said about the rollback's own steps. */
function checkRollback({ expect: { rollback: expected } }: TestCase, path: Path, facts: TestFacts): readonly Finding[] {
  if (!expected) return [];
  if (!facts.rollback) return [{ code: 'no-rollback', path, key: true, ...say.noRollback(facts.program.plan.runbook) }];
  const own = { ...facts, program: facts.rollback };
  return [...expectedSteps(expected, path).flatMap(named => checkStep(named.step, named, own)), ...checkEffects(expected.effects, [...path, 'effects'], own)];
}

interface Named {
  readonly step: string;
  readonly path: Path;
  /** It is the key of a map. */
  readonly key: boolean;
  /** Where a rollback is expected, it may be a step of that one. */
  readonly mayBeLater?: true;
}

function stepsIn({ answers = {}, jumps = [], faults = [], expect }: TestCase): readonly Named[] {
  const later = expect.rollback ? { mayBeLater: true as const } : {};
  const ofFaults = faults.flatMap((fault, at): readonly Named[] => {
    const when = isJsonObject(fault) ? fault['when'] : undefined;
    const step = isJsonObject(when) ? when['step'] : undefined;
    return typeof step === 'string' ? [{ step, path: ['faults', at, 'when', 'step'], key: false, ...later }] : [];
  });
  return [
    ...keysOf(answers, ['answers']).map(named => ({ ...named, ...later })),
    ...jumps.map(({ step }, at) => ({ step, path: ['jumps', at, 'step'], key: false })),
    ...ofFaults,
    ...expectedSteps(expect, ['expect']),
  ];
}

function expectedSteps({ steps, outputs, passes }: Pick<Expectation, 'steps' | 'outputs' | 'passes'>, path: Path): readonly Named[] {
  return [...keysOf(steps, [...path, 'steps']), ...keysOf(outputs, [...path, 'outputs']), ...keysOf(passes, [...path, 'passes'])];
}

function keysOf(map: object | undefined, path: Path): readonly Named[] {
  return Object.keys(map ?? {}).map(step => ({ step, path: [...path, step], key: true }));
}

function checkStep(step: string, { path: place, key }: Pick<Named, 'path' | 'key'>, { program }: TestFacts): readonly Finding[] {
  const at = { path: place, key };
  const paths = [...program.steps.keys()];
  const plain = staticPath(step);
  const meant = paths.includes(plain) ? [plain] : paths.filter(path => isMeant(path, plain));
  if (meant.length === 1) return [];
  if (meant.length > 1) return [{ code: 'ambiguous-step', ...at, ...say.manySteps(step, meant) }];
  const near = nearestName(plain, [...paths, ...paths.map(path => path.slice(path.lastIndexOf('/') + 1))]);
  return [{ code: 'unknown-step', ...at, ...say.noStep(step, program.plan.runbook, near) }];
}

function checkInput(name: string, path: Path, { inputs, program }: TestFacts): readonly Finding[] {
  return inputs.includes(name) ? [] : [{ code: 'unknown-input', path, key: true, ...say.noInput(name, program.plan.runbook, nearestName(name, inputs)) }];
}

function checkFaults({ faults = [], world }: TestCase, path: Path, { faultsOf }: TestFacts): readonly Finding[] {
  const known = faultsOf(world);
  return faults.flatMap((fault, at) =>
    typeof fault !== 'string' || known.includes(fault) ? [] : [{ code: 'unknown-fault', path: [...path, at], ...say.noFault(fault, known) }],
  );
}

/** An entry is an action, `run`, or a step. */
function checkEffects(effects: Expectation['effects'] = [], path: Path, facts: TestFacts): readonly Finding[] {
  const isList = Array.isArray(effects);
  const names: readonly string[] = isList ? (effects as readonly string[]) : Object.keys(effects);
  return names.flatMap((name, at) => {
    const place = { path: [...path, isList ? at : name], key: !isList };
    if (name === 'run' || facts.actions.includes(name)) return [];
    if (!name.includes('.')) return checkStep(name, place, facts);
    return [{ code: 'unknown-action', ...place, ...say.noAction(name, nearestName(name, facts.actions)) }];
  });
}

function checkCondition(text: string, path: Path): readonly Finding[] {
  const tree = readExpression(text);
  if (tree.status === 'ok') return [];
  const { message, offset, length } = tree;
  return [{ code: 'expression', path, offset, length, ...say.expression(message) }];
}
