import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../engine/core/json.ts';
import { namedActions } from '../../engine/core/schema/actions.ts';
import { type World, openWorld } from '../../engine/rehearse/open-world.ts';
import type { WorldFile } from '../../engine/rehearse/world-file.ts';
import { plugins } from '../../plugins/index.ts';
import { type Arranged, FIDELITY_WORLD, arrangedIn, connectionOf } from '../support/fidelity-world.ts';
import { useWorld } from '../support/use-world.ts';

const examples = namedActions(plugins)
  .filter(({ action }) => action.effect === 'read')
  .flatMap(({ name, action }) => action.examples.map(({ title, with: params }) => ({ name, title, params })));

/** Beside what changes need. */
const WORLD: WorldFile = {
  ...FIDELITY_WORLD,
  horizon: {},
  http: { 'https://staging.example.com/api/deploy.json': { git_sha: 'fix-cac' } },
  newrelic: { 'prod.pivcac': { requests: '1200/m', errors: 0.2 } },
};

let world: World;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reads-'));
  world = await openWorld({ folder, plugins, flows: false, create: { world: WORLD } });
});
afterAll(async () => {
  await world.close();
  rmSync(world.folder, { recursive: true, force: true });
});

test.each(examples)('$name ($title) answers, and changes nothing', async ({ name, params }) => {
  const given = { ...params, ...(await arrange(arrangedIn(world), name, params)) };
  const before = await stateOf();
  const { outputs } = await useWorld(world, plugins, connectionOf(world, name)).use(name, given);
  expect(Object.keys(outputs)).not.toEqual([]);
  expect(await stateOf()).toEqual(before);
});

/** The view of http lists what was asked, too. */
async function stateOf(): Promise<object> {
  return { view: { ...(await world.view()), http: {} }, writes: world.writes() };
}

/** What must be there before an example makes sense; returns the params that only this world knows. */
async function arrange(at: Arranged, name: string, params: JsonObject): Promise<JsonObject> {
  if (name.startsWith('git.')) return { repo: at.clone('identity_pki') };
  if (name.startsWith('hokusai.')) return { folder: at.clone('force') };
  switch (name) {
    case 'circleci.workflow': {
      const { id = '' } = await at.use('circleci.trigger', { project: 'gh/artsy/force', branch: 'release' });
      const { id: workflow = '' } = await at.use('circleci.workflow', { pipeline: id });
      return params['pipeline'] === undefined ? { workflow } : { pipeline: id };
    }
    case 'github.pull_request': {
      const { number = 0 } = await at.use('github.open_pull_request', { repo: 'artsy/force', head: 'staging', base: 'release', title: 'Deploy' });
      return { number };
    }
    case 'gitlab.merge_request':
      await at.use('gitlab.open_merge_request', { project: 'lg/identity-pki', source: 'main', target: 'stages/prod', title: 'Deploy' });
      return {};
    case 'k8s.diff':
      mkdirSync(join(at.world.folder, 'hokusai'), { recursive: true });
      writeFileSync(join(at.world.folder, 'hokusai/production.yml'), MANIFEST);
      return {};
    default:
      return {};
  }
}

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: { name: force-web }
spec:
  selector: { matchLabels: { app: force-web } }
  template: { metadata: { labels: { app: force-web } }, spec: { containers: [{ name: force-web, image: "example.com/force:new" }] } }
`;
