import type { Plugin } from '../core/action.ts';
import type { JsonObject } from '../core/json.ts';
import { namedActions, type NamedAction } from '../core/schema/actions.ts';
import { checkSchemas } from '../core/schema/checks.ts';
import type { JsonSchema } from '../core/schema.ts';
import type { Validators } from './schema-error.ts';
import { validatorsFor } from './validators.ts';

/** What the checks need to know beside the document. */
export interface LoadFacts {
  readonly plugins: readonly Plugin[];
  readonly actions: ReadonlyMap<string, NamedAction>;
  readonly validators: Validators;
  /** The schemas behind the validators: asked only to explain an error. */
  readonly schemas: ReadonlyMap<string, () => JsonSchema>;
}

/** The action that a step (or reading step) names, if it exists. */
export function actionOf(step: JsonObject, facts: Pick<LoadFacts, 'actions'>): NamedAction | undefined {
  return typeof step.uses === 'string' ? facts.actions.get(step.uses) : undefined;
}

const known = new WeakMap<readonly Plugin[], LoadFacts>();

/** Computed once for a list of plugins. */
export function loadFacts(plugins: readonly Plugin[]): LoadFacts {
  const done = known.get(plugins);
  if (done) return done;
  const facts: LoadFacts = {
    plugins,
    actions: new Map(namedActions(plugins).map(action => [action.name, action])),
    validators: validatorsFor(plugins),
    schemas: checkSchemas(plugins),
  };
  known.set(plugins, facts);
  return facts;
}
