import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const RUNBOOK = `version: 1
name: pack
title: Pack
secrets: { key: { env: PACK_KEY } }
inputs: { folder: { type: string, default: logs } }
steps:
  - id: look
    name: Count
    run: [cat, count.txt]
    effect: read
    outputs: { count: outputs.stdout }
  - id: pack
    name: Pack them
    run: [sh, -c, 'echo packed >> packed.txt']
    effect: change
    check: { run: [test, -f, packed.txt] }
    env: { COUNT: "{{ steps.look.outputs.count }}", KEY: "{{ secrets.key }}" }
  - id: after
    name: Look again
    run: [cat, later.txt]
    effect: read
`;

const ENV = { PACK_KEY: 'canary-secret-in-env' };

async function planned(later = 'later'): Promise<Project> {
  const project = makeProject({ 'runbooks/pack.yml': RUNBOOK, 'count.txt': '3', 'later.txt': later });
  const { code, stdout } = await project.cli(['plan', 'pack', '-o', 'plan.json'], ENV);
  expect(stdout).toMatch(/Saved as plan\.json \(sha256 [0-9a-f]{12}\)\. Run it: runbook run --plan plan\.json/);
  expect(code).toBe(0);
  return project;
}

const start = (project: Project, ...args: readonly string[]) => project.cli(['run', '--plan', 'plan.json', '--non-interactive', ...args], ENV);

test('a saved plan holds no secret, and a run from it says how it went', async () => {
  const project = await planned('later canary-secret-in-env');
  expect(project.read('plan.json')).not.toContain('canary-secret');
  const ran = await start(project);
  expect(ran.stdout).toContain('Everything is as planned at ');
  expect(ran.code).toBe(0);
  const status = await project.cli(['status', 'last'], ENV);
  expect(status.stdout).toContain('Held to a saved plan: 3 steps as planned, 0 resolved late, 0 drifted.');
  const { fidelity } = JSON.parse((await project.cli(['status', 'last', '--json'], ENV)).stdout) as { fidelity: object };
  expect(fidelity).toEqual({ asPlanned: ['look', 'pack', 'after'], resolvedLate: [], drift: [], asPreviewed: 0 });
});

/** What changed between plan and run, where, and lines of what is said about it. */
const DRIFTS: readonly (readonly [file: string, before: string, after: string, lines: readonly string[]])[] = [
  ['runbooks/pack.yml', 'Look again', 'Look Again', ['runbook pack, runbooks/pack.yml:19', '  planned: name: Look again', '  now: name: Look Again']],
  ['count.txt', '3', '4', ['look outputs.count', '  planned: 3', '  now: 4', 'pack env.COUNT']],
  ['later.txt', 'later', 'earlier', ['after outputs.stdout (seen by a read for today)']],
  ['packed.txt', '', 'packed', ['pack runs', '  planned: runs', '  now: done']],
];

test('drift is refused with exit 3, named with what was planned, and nothing is started', async () => {
  const project = await planned();
  const input = await start(project, '--input', 'folder=other');
  expect([input.code, input.stderr.split('\n').slice(2, 5)]).toEqual([3, ['input folder', '  planned: logs', '  now: other']]);
  for (const [file, before, after, lines] of DRIFTS) {
    change(project.folder, file, before, after);
    const ran = await start(project);
    expect(ran.code).toBe(3);
    expect(ran.stderr.split('\n')).toEqual(expect.arrayContaining([...lines]));
    expect(ran.stderr).toContain('Nothing was started.');
    if (before === '') rmSync(join(project.folder, file));
    else change(project.folder, file, after, before);
  }
  expect((await project.cli(['runs', '--json'], ENV)).stdout.trim()).toBe('{"runs":[]}');
});

test('drift can be accepted with a reason, which is recorded', async () => {
  const project = await planned();
  change(project.folder, 'count.txt', '3', '4');
  const json = await start(project, '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    code: 'drift',
    differences: [{ what: 'step', name: 'look', field: 'outputs.count', seen: 'known' }, { name: 'pack' }],
  });
  const ran = await start(project, '--accept-drift', 'one more file is fine', '--json');
  expect(ran.code).toBe(0);
  const [first = ''] = ran.stdout.split('\n');
  expect(JSON.parse(first)).toMatchObject({ type: 'run-started', plan: { acceptedDrift: 'one more file is fine' } });
});

test('an edited plan, no plan, and a plan that lacks inputs are refused', async () => {
  const project = await planned();
  change(project.folder, 'plan.json', '"by": ', '"by":  ');
  expect((await start(project)).code).toBe(0);
  change(project.folder, 'plan.json', 'logs', 'lags');
  const edited = await start(project);
  expect([edited.code, edited.stderr.trim()]).toEqual([
    2,
    'plan.json has been edited since it was made: its hash does not fit. Make a new one with `runbook plan NAME -o FILE`.',
  ]);
  writeFileSync(join(project.folder, 'plan.json'), '{"format": "other"}');
  expect((await start(project)).stderr).toContain('plan.json is no saved plan: ');
  const none = await project.cli(['run', '--accept-drift', 'x'], ENV);
  expect([none.code, none.stderr.trim()]).toEqual([2, '--accept-drift goes with --plan FILE.']);
  change(project.folder, 'runbooks/pack.yml', '{ type: string, default: logs }', '{ type: string }');
  const missing = await project.cli(['plan', 'pack', '-o', 'plan.json'], ENV);
  expect([missing.code, missing.stderr.trim()]).toEqual([2, 'A plan that is to be run needs all inputs. Missing: folder.']);
});

function change(folder: string, file: string, before: string, after: string): void {
  const path = join(folder, file);
  const text = before === '' ? '' : readFileSync(path, 'utf8');
  writeFileSync(path, before === '' ? after : text.replace(before, after));
}
