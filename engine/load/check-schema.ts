import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { schemaMessages as say } from '../core/messages/diagnostics.ts';
import { foreignWord } from '../core/messages/foreign-words.ts';
import { nearestName } from '../core/nearest.ts';
import { STEP_KINDS, type StepKind } from '../core/runbook.ts';
import { keysByKind } from '../core/schema/checks.ts';
import { checkParams } from './check-params.ts';
import { explainErrors, unknownKey } from './explain-errors.ts';
import { describe } from './explain-type.ts';
import type { LoadFacts } from './facts.ts';
import type { Finding, Path } from './finding.ts';
import { unknownAction } from './unknown-action.ts';
import { kindsOf, placedSteps, stepName, type PlacedStep } from './placed-steps.ts';

/** The shape of a runbook: its own keys, then each step by the branch of its kind, and its params by its action's schema. */
export function checkSchema(value: Json, facts: LoadFacts): readonly Finding[] {
  if (!isJsonObject(value)) return [{ code: 'wrong-type', path: [], ...(isPlays(value) ? say.aPlay : say.notAMap(describe(value))) }];
  return [
    ...checkBy('runbook', value, [], 'The runbook', facts).map(explainVersion).map(explainStep),
    ...placedSteps(value).flatMap(placed => checkStep(placed, value, facts)),
  ];
}

/** An Ansible playbook. */
function isPlays(value: Json): boolean {
  const [first] = Array.isArray(value) ? (value as readonly Json[]) : [];
  return isJsonObject(first ?? null) && ['hosts', 'tasks', 'roles', 'import_playbook'].some(key => Object.hasOwn(first as JsonObject, key));
}

/** Checks a value by the named validator. */
export function checkBy(name: string, value: Json, path: Path, place: string, facts: LoadFacts): readonly Finding[] {
  const errors = facts.validators(name)?.(value) ?? [];
  const schema = errors.length > 0 ? facts.schemas.get(name)?.() : undefined;
  return schema ? explainErrors(errors, { value, path, schema, place }) : [];
}

function explainVersion(finding: Finding): Finding {
  return finding.code === 'not-allowed' && finding.path.length === 1 && finding.path[0] === 'version'
    ? { ...finding, hint: say.wrongVersion('').hint ?? '' }
    : finding;
}

/** Something in the place of a step. */
function explainStep(finding: Finding): Finding {
  const [section, index] = finding.path.slice(-2);
  const isEntry = finding.code === 'wrong-type' && typeof index === 'number' && ['steps', 'parallel', 'on-failure', 'finally'].includes(String(section));
  return isEntry && finding.hint === undefined ? { ...finding, hint: say.notAStep } : finding;
}

function checkStep(placed: PlacedStep, document: JsonObject, facts: LoadFacts): readonly Finding[] {
  const [kind, second] = placed.kinds;
  const place = capitalized(stepName(placed));
  const common = checkBy('step', placed.step, placed.path, place, facts).map(explainStep);
  if (kind === undefined) return [...common, ...noKind(placed)];
  if (second !== undefined) return [...common, { code: 'two-kinds', path: [...placed.path, second], key: true, ...say.twoKinds(kind, second) }];
  const findings = checkBy(`step.${kind}`, placed.step, placed.path, place, facts)
    .map(finding => explainStepFinding(finding, kind, placed, facts))
    .map(explainStep);
  const readings = ['check', 'verify'].flatMap(key => checkReading(placed.step[key], [...placed.path, key], document, facts));
  return [...common, ...findings, ...checkParams(placed.step, placed.path, document, facts), ...readings];
}

/** A reading step inside `check` or `verify`. */
function checkReading(value: Json | undefined, path: Path, document: JsonObject, facts: LoadFacts): readonly Finding[] {
  if (!isJsonObject(value)) return [];
  const kinds = kindsOf(value).filter(kind => kind === 'uses' || kind === 'run');
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) return [{ code: 'no-kind', path, ...say.readingKind }];
  const findings = checkBy(`reading.${kind}`, value, path, 'The reading step', facts).map(finding => explainUses(finding, value, path, facts));
  return [...findings, ...checkParams(value, path, document, facts)];
}

/** Nothing to do: perhaps a kind is only misspelt. */
function noKind({ step, path }: PlacedStep): readonly Finding[] {
  const known = new Set(Object.values(keysByKind()).flat());
  const strange = Object.keys(step).filter(key => !known.has(key) && (nearestName(key, STEP_KINDS) !== undefined || foreignWord(key, step[key]) !== undefined));
  // What is told about an action of another tool is told about its inputs.
  const told = Object.hasOwn(step, 'action') ? strange.filter(key => key !== 'inputs') : strange;
  if (told.length > 0) return told.map(key => unknownKey(key, path, 'A step', { known: STEP_KINDS, holder: step }));
  return [{ code: 'no-kind', path, ...say.noKind(STEP_KINDS) }];
}

/** A key that other kinds know is in the wrong place, not unknown. */
function explainStepFinding(finding: Finding, kind: StepKind, { step, path }: PlacedStep, facts: LoadFacts): Finding {
  const key = finding.path.at(-1);
  if (finding.code !== 'unknown-key' || finding.path.length !== path.length + 1 || typeof key !== 'string') return explainUses(finding, step, path, facts);
  const kinds = STEP_KINDS.filter(other => keysByKind()[other].includes(key));
  return kinds.length === 0 ? finding : { code: 'misplaced-key', path: finding.path, key: true, ...say.misplacedKey(key, kind, kinds) };
}

function explainUses(finding: Finding, step: JsonObject, path: Path, facts: LoadFacts): Finding {
  const isAction = finding.code === 'not-allowed' && finding.path.length === path.length + 1 && finding.path.at(-1) === 'uses';
  if (!isAction || typeof step.uses !== 'string') return finding;
  return unknownAction(step.uses, finding.path, facts);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
