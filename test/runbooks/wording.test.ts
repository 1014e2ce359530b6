import { expect, test } from 'vitest';
import { plugins } from '../../plugins/index.ts';
import type { Step } from '../../engine/core/runbook.ts';
import { loadRunbook } from '../../engine/load/load-runbook.ts';
import { repository } from '../support/cli.ts';
import { EMPTY_CONFIG } from '../support/load-files.ts';

const runbooks = ['artsy-release', 'artsy-rollback', 'pki-prod-deploy', 'pki-recycle', 'pki-rollback'];

test.each(runbooks)('%s is worded for somebody who has never done it', name => {
  const steps = stepsOf(name);
  expect(steps.length).toBeGreaterThan(15);
  expect(steps.filter(step => step.name === undefined).map(({ id }) => id)).toEqual([]);
  expect(steps.filter(step => judges(step) && !says(step)).map(({ id }) => id)).toEqual([]);
  expect(steps.filter(step => (step.approve ?? step.ask) !== undefined && step.description === undefined).map(({ id }) => id)).toEqual([]);
});

/** All steps, those of groups and branches too. */
function stepsOf(name: string): readonly Step[] {
  const loaded = loadRunbook(name, { dir: 'runbooks', cwd: repository, plugins, config: { ...EMPTY_CONFIG, groups: { 'login-deployer': ['ana', 'ben'] } } });
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.diagnostics));
  const document = loaded.runbooks[name]?.document;
  return flatten([...(document?.steps ?? []), ...(document?.finally ?? [])]);
}

function flatten(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap(step => [step, ...flatten(step.steps ?? []), ...flatten(step.parallel ?? [])]);
}

function judges({ verify }: Step): boolean {
  return verify !== undefined;
}

/** A list of guards brings a message with each, by its schema. */
function says({ verify, message }: Step): boolean {
  return Array.isArray(verify) || message !== undefined;
}
