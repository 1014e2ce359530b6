import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { canonicalJson, type Json } from '../../engine/core/json.ts';
import { namedActions } from '../../engine/core/schema/actions.ts';
import { type World, openWorld } from '../../engine/rehearse/open-world.ts';
import { plugins } from '../../plugins/index.ts';
import { ARRANGE, FIDELITY_FAULTS, FIDELITY_WORLD, SETTLES, arrangedIn, connectionOf } from '../support/fidelity-world.ts';
import { useWorld } from '../support/use-world.ts';

const changes = namedActions(plugins).filter(({ action }) => action.effect === 'change');
const examples = changes.flatMap(({ name, action }) => action.examples.map(({ title, with: params }) => ({ name, title, params, action })));

test('every change has an example, and every world that is arranged is that of an action', () => {
  expect(changes.filter(({ action }) => action.examples.length === 0).map(({ name }) => name)).toEqual([]);
  expect(Object.keys(ARRANGE).filter(name => !changes.some(change => change.name === name))).toEqual([]);
});

test.each(examples)('$name ($title): a preview changes nothing, and what is done is what was previewed', async ({ name, params, action }) => {
  const world = await open();
  const given = { ...params, ...(await ARRANGE[name]?.(arrangedIn(world))) };
  const { use, preview } = useWorld(world, plugins, connectionOf(world, name));
  const before = await stateOf(world);
  const previewed = await preview(name, given);
  expect(previewed.length).toBeGreaterThan(0);
  expect(effects(await preview(name, given))).toEqual(effects(previewed));
  expect(await stateOf(world)).toEqual(before);
  const done = await use(name, given);
  expect(effects(done.effects)).toEqual(effects(previewed));
  await arrangedIn(world).pass(SETTLES[name] ?? 0);
  const again = action.check ? (await use(name, given)).effects : [];
  expect(again).toEqual([]);
});

async function open(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'fidelity-'));
  const world = await openWorld({ folder, plugins, flows: false, create: { world: FIDELITY_WORLD, faults: FIDELITY_FAULTS } });
  onTestFinished(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return world;
}

/** What each service looks like, and how many requests changed it. */
async function stateOf(world: World): Promise<Json> {
  return { view: await world.view(), writes: world.writes() };
}

function effects(list: readonly { readonly does: string; readonly to: string; readonly data: Json }[]): readonly string[] {
  return list.map(({ does, to, data }) => canonicalJson({ does, to, data }));
}
