import type { JsonObject } from '../core/json.ts';
import type { Config } from '../core/plan.ts';
import type { LoadFacts } from './facts.ts';
import type { Finding, Path } from './finding.ts';
import { placedSteps, type PlacedStep } from './placed-steps.ts';
import { checkChanges } from './rules/changes.ts';
import { checkConfigNames } from './rules/config-names.ts';
import { checkDefaults } from './rules/defaults.ts';
import { checkFields } from './rules/fields.ts';
import { checkIds } from './rules/ids.ts';
import { checkPlainCommands } from './rules/plain-commands.ts';
import { checkPolls } from './rules/polls.ts';
import { checkShells } from './rules/shells.ts';
import { checkStepKeys } from './rules/step-keys.ts';
import { checkTimeouts } from './rules/timeouts.ts';

/** What a rule may look at. The shape may still be wrong: rules look only at what has the type that they expect. */
export interface RuleSubject {
  readonly document: JsonObject;
  readonly steps: readonly PlacedStep[];
  readonly facts: LoadFacts;
  readonly config: Config;
  /** 1-based. */
  readonly lineOf: (path: Path) => number;
}

type Rule = (subject: RuleSubject) => readonly Finding[];

const ERRORS: readonly Rule[] = [checkIds, checkStepKeys, checkPolls, checkShells, checkDefaults, checkFields, checkConfigNames];
const WARNINGS: readonly Rule[] = [checkChanges, checkPlainCommands, checkTimeouts];

/** The named rules about one runbook; those about several stand in nested.ts. */
export function checkRules(subject: Omit<RuleSubject, 'steps'>): readonly Finding[] {
  const steps = placedSteps(subject.document);
  return [...ERRORS, ...WARNINGS].flatMap(rule => rule({ ...subject, steps }));
}
