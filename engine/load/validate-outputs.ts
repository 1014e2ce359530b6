import type { Plugin } from '../core/action.ts';
import type { Json } from '../core/json.ts';
import { explainErrors } from './explain-errors.ts';
import { loadFacts } from './facts.ts';

/** What is wrong with the outputs of an action (`git.branch`) by its own schema; undefined when nothing is. Such a mistake is the plugin's. */
export function validateOutputs(plugins: readonly Plugin[], action: string, outputs: unknown): string | undefined {
  return explainBy(plugins, `outputs.${action}`, outputs);
}

/** What is wrong with rendered params, in which no template is left; undefined when nothing is. */
export function validateParams(plugins: readonly Plugin[], action: string, params: unknown): string | undefined {
  return explainBy(plugins, `params.${action}`, params);
}

function explainBy(plugins: readonly Plugin[], name: string, value: unknown): string | undefined {
  const { validators, schemas } = loadFacts(plugins);
  const errors = validators(name)?.(value) ?? [];
  const schema = errors.length > 0 ? schemas.get(name)?.() : undefined;
  if (!schema) return undefined;
  const findings = explainErrors(errors, { value: value as Json, path: [], schema, place: 'The value' });
  return findings.map(({ path, key, message }) => (path.length === 0 || key === true ? message : `${path.join('.')}: ${message}`)).join(' ');
}
