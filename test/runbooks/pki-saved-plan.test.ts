import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fidelity } from '../../engine/core/planning/fidelity.ts';
import { repository } from '../support/cli.ts';
import { type Rehearsal, prepareRehearsal } from '../support/rehearsal.ts';

interface Drift {
  /** Changes the world, or the runbook, between plan and run. */
  readonly mutate: (rehearsal: Rehearsal) => void;
  /** What the first difference names, and how it was seen. */
  readonly names: string;
  readonly seen: 'text' | 'known' | 'provisional';
}

const DRIFTS: Readonly<Record<string, Drift>> = {
  'one character of the runbook': {
    mutate: world => edit(join(runbooksOf(world), 'pki-prod-deploy.yml'), 'Deploy new PKI code', 'Deploy New PKI code'),
    names: 'pki-prod-deploy',
    seen: 'text',
  },
  'the commit that staging runs': {
    mutate: world => edit(join(world.folder, 'world.json'), '"git_sha":"fix-cac"', '"git_sha":"feature-a"'),
    names: 'staging',
    seen: 'known',
  },
  'a branch that exists now': { mutate: world => world.git('origin', 'branch', 'stages/rc-2026-03-10', 'main'), names: 'name', seen: 'known' },
  'another AWS identity': {
    mutate: world => edit(join(world.folder, 'world.json'), '"account":"prod"', '"account":"dev"'),
    names: 'login',
    seen: 'known',
  },
  'the desired size of the group': {
    mutate: world => edit(join(world.folder, 'state/asg.json'), '"desired":2', '"desired":1'),
    names: 'recycle/servers',
    seen: 'provisional',
  },
  'a scheduled action that appeared': {
    mutate: world => edit(join(world.folder, 'state/asg.json'), '"scheduled":[]', SCHEDULED),
    names: 'recycle/servers',
    seen: 'provisional',
  },
};

const SCHEDULED = '"scheduled":[{"name":"nightly","at":1773200000000,"desired":3}]';

test('a saved plan of the deploy is held to: every drift is named, and the run from it has none', async () => {
  const world = prepareRehearsal();
  cpSync(join(repository, 'runbooks'), runbooksOf(world), { recursive: true });
  await world.rehearse('--dry-run');
  const file = join(dirname(world.folder), 'plan.json');
  const dir = ['--dir', runbooksOf(world)];
  expect((await world.join('plan', 'pki-prod-deploy', ...dir, '-o', file)).code).toBe(0);
  for (const [what, { mutate, names, seen }] of Object.entries(DRIFTS)) {
    const undo = remember(world);
    mutate(world);
    const { code, stdout } = await world.join('run', '--plan', file, ...dir, '--json', '--non-interactive');
    undo();
    expect({ what, code }).toEqual({ what, code: 3 });
    expect({ what, first: (JSON.parse(stdout) as { differences: object[] }).differences[0] }).toMatchObject({ what, first: { name: names, seen } });
  }
  await expectNoDrift(world, file, ...dir);
});

test('a saved plan of the rollback is held to, too', async () => {
  const world = prepareRehearsal('pki-rollback');
  await world.rehearse('--dry-run');
  const file = join(dirname(world.folder), 'plan.json');
  expect((await world.join('plan', 'pki-rollback', '-o', file)).code).toBe(0);
  await expectNoDrift(world, file);
});

async function expectNoDrift(world: Rehearsal, file: string, ...dir: readonly string[]): Promise<void> {
  expect((await world.join('run', '--plan', file, ...dir, '--json', '--yes')).code).toBe(0);
  const { fidelity } = JSON.parse((await world.join('status', 'last', '--json')).stdout) as { fidelity: Fidelity };
  expect(fidelity.drift).toEqual([]);
  expect(fidelity.asPlanned.length).toBeGreaterThan(30);
  expect(fidelity.resolvedLate.every(({ causes }) => causes.length > 0)).toBe(true);
}

function runbooksOf(world: Rehearsal): string {
  return join(dirname(world.folder), 'runbooks');
}

/** The files that a drift may change, to be put back. */
function remember(world: Rehearsal): () => void {
  const files = ['world.json', 'state/asg.json', '../runbooks/pki-prod-deploy.yml'].map(name => join(world.folder, name));
  const texts = files.map(file => readFileSync(file, 'utf8'));
  return () => {
    for (const [index, file] of files.entries()) writeFileSync(file, texts[index] ?? '');
    if (world.git('origin', 'branch', '--list', 'stages/rc-2026-03-10') !== '') world.git('origin', 'branch', '-D', 'stages/rc-2026-03-10');
  };
}

function edit(file: string, before: string, after: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} holds no ${before}`);
  writeFileSync(file, text.replace(before, after));
}
