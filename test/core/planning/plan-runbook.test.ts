import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ExecSpec, Outcome } from '../../../engine/core/events.ts';
import type { Plan } from '../../../engine/core/planning/plan.ts';
import { planRunbook } from '../../../engine/core/planning/plan-runbook.ts';
import { compileProgram } from '../../../engine/core/program.ts';
import type { Runbook } from '../../../engine/core/runbook.ts';
import { ACTIONS, bad, ok } from '../../support/engine-harness.ts';
import { planOf } from '../../support/plan-of.ts';

const HEAD = 'version: 1\nname: demo\ntitle: Demo\n';

/** Plans a runbook with scripted reads; tells which execs were asked for. */
async function planIt(yaml: string, reads: Readonly<Record<string, Outcome>> = {}, missing: readonly string[] = []): Promise<{ plan: Plan; asked: string[] }> {
  const document = parse(HEAD + yaml) as Runbook;
  const asked: string[] = [];
  const read = (spec: ExecSpec): Promise<Outcome> => {
    asked.push(`${spec.path} ${spec.phase}`);
    return Promise.resolve(reads[spec.path] ?? { status: 'ok', done: false, outputs: {}, effects: [] });
  };
  const program = compileProgram({ ...planOf(document.steps, document), actions: ACTIONS });
  const plan = await planRunbook(program, { starter: 'ana', override: '', now: 0, missing, offline: false, read });
  return { plan, asked };
}

const verdicts = (plan: Plan): string[] => plan.steps.map(step => `${step.path} ${step.verdict}`);

test('reads before the first change are known and decide; later ones are only for today', async () => {
  const { plan, asked } = await planIt(
    `steps:
  - { id: a, uses: t.look }
  - { id: b, if: steps.a.outputs.n == 2, run: [x], effect: read }
  - { id: c, uses: t.change }
  - { id: d, uses: t.look }
  - { id: e, if: steps.d.outputs.n == 1, run: [x] }
`,
    { a: ok({ n: 1 }), d: ok({ n: 1 }) },
  );
  expect(verdicts(plan)).toEqual(['a runs', 'b skips', 'c runs', 'd runs', 'e maybe']);
  expect(plan.steps.map(step => step.read?.status)).toEqual(['known', undefined, undefined, 'provisional', undefined]);
  expect(plan.steps[4]?.condition).toEqual({ text: 'steps.d.outputs.n == 1', causes: ['after step d'] });
  expect(asked).toEqual(['a do', 'c look', 'd do']);
});

test('nothing but reads and looks is ever asked for, and no opaque step is run', async () => {
  const { asked, plan } = await planIt(
    'steps: [{ id: a, run: [rm, x] }, { id: b, uses: t.change }, { id: c, run: [y], effect: change, check: { run: [z] } }]\n',
  );
  expect(asked).toEqual(['b look', 'c look']);
  expect(plan.steps[0]).toMatchObject({ effect: 'opaque', work: { run: ['rm', 'x'] } });
});

test('a read inside a group that may be skipped decides nothing after it', async () => {
  const { plan } = await planIt(
    `inputs: { go: { type: boolean } }
steps:
  - id: g
    if: inputs.go
    steps: [{ id: a, uses: t.look }]
  - { id: b, if: "steps.a.outputs.?n.orValue(0) == 1", run: [x] }
`,
    { 'g/a': ok({ n: 1 }) },
    ['go'],
  );
  expect(verdicts(plan)).toEqual(['g maybe', 'g/a runs', 'b maybe']);
  expect(plan.steps[1]?.read?.status).toBe('provisional');
});

test('a poll is looked at once and counts as unknown', async () => {
  const { plan, asked } = await planIt(
    'steps: [{ id: p, uses: t.look, until: outputs.n == 2, every: 1m }, { id: b, if: steps.p.outputs.n == 1, run: [x] }]\n',
    {
      p: ok({ n: 1 }),
    },
  );
  expect(asked).toEqual(['p do']);
  expect(plan.steps[0]?.poll).toMatchObject({ holds: false });
  expect(verdicts(plan)).toEqual(['p runs', 'b maybe']);
});

test('a failed read is an unknown with its cause, and counted', async () => {
  const { plan } = await planIt('steps: [{ id: a, uses: t.look }, { id: b, run: ["x", "{{ steps.a.outputs.n }}"] }]\n', { a: bad('no-answer') });
  expect(plan).toMatchObject({ failedReads: 1, steps: [{ read: { status: 'failed' } }, { work: { run: ['x', '‹after step a›'] } }] });
});

test('missing inputs are shown by name; what a stop ends is not reached; what is done already says so', async () => {
  const { plan } = await planIt(
    `inputs: { repo: { type: string } }
steps:
  - { id: a, run: ["x", "{{ inputs.repo }}"], effect: read }
  - { id: c, uses: t.change }
  - { id: s, stop: { as: succeeded, reason: enough } }
  - { id: z, run: [z] }
finally: [{ id: last, run: [l] }]
`,
    { c: { status: 'ok', done: true, outputs: { sha: 'x' } } },
    ['repo'],
  );
  expect(plan.steps[0]?.work).toMatchObject({ run: ['x', '‹input repo›'] });
  expect(verdicts(plan)).toEqual(['a runs', 'c done', 's runs', 'z unreached', 'last runs']);
});

test('a foreach is expanded where its list is known, and an `if` about the item is asked for each', async () => {
  const { plan } = await planIt('steps: [{ id: f, foreach: "[1, 2]", if: item != 2, run: ["x", "{{ item }}"] }]\n');
  expect(verdicts(plan)).toEqual(['f runs', 'f[1] runs', 'f[2] skips']);
  expect(plan.steps[1]?.work).toMatchObject({ run: ['x', '1'] });
});
