import { expect, test } from 'vitest';
import type { FrozenRunbook } from '../../engine/core/plan.ts';
import type { Runbook } from '../../engine/core/runbook.ts';
import { parse } from 'yaml';
import { BEN, type Harness, bad } from '../support/engine-harness.ts';
import { HEAD, harness, onEveryEngine } from '../support/run-it.ts';

const T = 'shop/prod';
const FAILS = `rollback: { if: has(steps.made.outputs.exit_code), runbook: back, with: { sha: "{{ steps.made.outputs.exit_code }}", why: "{{ run.failure.message }}" } }
steps:
  - { id: made, run: [made], effect: change, outputs: { exit_code: "'abc'" } }
  - { id: go, confirm: Go? }
  - { id: live, on-failure: rollback, steps: [{ id: look, run: [look], effect: read }, { id: more, run: [more], effect: change }] }
  - { id: after, confirm: Well? }
on-failure: [{ id: sorry, run: [sorry], effect: change }]
finally: [{ id: tidy, run: [tidy], effect: change }]
`;
const back = (more = '', inputs = 'sha: { type: string }, why: { type: string, default: none }'): Readonly<Record<string, FrozenRunbook>> => {
  const text = `${HEAD.replace('demo', 'back')}target: ${T}\ninputs: { ${inputs} }\n${more}steps:\n  - { id: undo, run: [undo, "{{ inputs.sha }}", "{{ inputs.why }}", "{{ run.rollback_of }}"], effect: change }\n`;
  return { back: { file: 'back.yml', hash: '', text, document: parse(text) as Runbook } };
};
const CALL = { type: 'rollback', reason: 'login errors', inputs: {} } as const;

onEveryEngine('a run that is rolled back', () => {
  test('hands its lock to its rollback when a step that wants it fails, and the journals name each other', async () => {
    const h = await started({ 'live/look': bad('exit-code') });
    await h.signal({ type: 'approve', step: 'go' });
    expect(await h.drive()).toMatchObject({ status: 'finished', head: { status: 'failed', incomplete: [] } });
    const next = await successor(h);
    expect((await h.engine.targets.read(T)).holder?.run).toBe(next);
    const records = await h.records();
    expect(records.slice(-3)).toMatchObject([
      { type: 'lock', target: T, what: 'handed-over' },
      { type: 'rolled-back', rollback: next, by: 'ana' },
      { type: 'run-finished', status: 'failed' },
    ]);
    expect(await h.ended()).toEqual(['made succeeded', 'go succeeded', 'live/look failed', 'live failed', 'sorry succeeded', 'tidy succeeded']);
    expect(await h.drive(next)).toMatchObject({ status: 'finished', head: { status: 'succeeded', rollbackOf: 'r1' } });
    const [first, ...rest] = await h.records(next);
    expect(first).toMatchObject({ type: 'run-started', runbook: 'back', inputs: { sha: 'abc', why: 'exit-code' }, rollbackOf: 'r1', target: T });
    expect(rest.find(record => record.type === 'step-doing')).toMatchObject({ spec: { run: ['undo', 'abc', 'exit-code', 'r1'] } });
    expect((await h.engine.targets.read(T)).holder).toBeUndefined();
  });

  test.each([
    ['no step wants it', FAILS.replace('on-failure: rollback, ', ''), back(), undefined],
    ['its `if` does not hold', FAILS.replace('has(steps.made.outputs.exit_code)', 'has(steps.after.outputs.decision)'), back(), undefined],
    ['an input that nobody can fill in is missing', FAILS, back('', 'sha: { type: string }, why: { type: string }, who: { type: string }'), ['who']],
    ['a value does not fit', FAILS, back('', 'sha: { type: string, pattern: "^x" }, why: { type: string }'), undefined],
  ])('ends as ever where %s', async (_why, yaml, runbooks, missing) => {
    const h = await started({ 'live/look': bad('exit-code') }, yaml, runbooks);
    await h.signal({ type: 'approve', step: 'go' });
    const end = await h.drive();
    expect(end).toMatchObject({ status: 'finished', head: { status: 'failed' } });
    expect(end.status === 'finished' && end.head.rolledBackBy).toBe(undefined);
    expect(end.status === 'finished' && end.head.rollback?.missing).toEqual(missing);
    expect((await h.engine.targets.read(T)).holder).toBeUndefined();
    expect(await h.engine.listRuns()).toHaveLength(1);
  });

  test('by a person at a gate ends there: nothing more of it is done, and what is left out is said', async () => {
    const h = await started();
    expect(await h.signal({ ...CALL, inputs: { why: 'by hand' } }, BEN)).toMatchObject({ status: 'accepted' });
    const next = await successor(h);
    expect((await h.engine.getRun('r1'))?.head).toMatchObject({
      status: 'failed',
      gates: [],
      failure: { step: 'go', code: 'rolled-back', message: 'ben rolled it back: login errors.' },
      incomplete: ['sorry', 'tidy'],
    });
    expect(h.calls).toEqual(['made do']);
    expect(await h.ended()).toEqual(['made succeeded', 'go cancelled']);
    expect((await h.engine.getRun(next))?.plan.inputs).toEqual({ sha: 'abc', why: 'by hand' });
    expect((await h.engine.getRun(next))?.head.starter).toEqual(BEN);
    expect((await h.engine.targets.read(T)).holder?.run).toBe(next);
    expect(await h.drive(next)).toMatchObject({ status: 'finished', head: { status: 'succeeded' } });
    expect(await h.signal(CALL)).toMatchObject({ status: 'refused', code: 'finished' });
  });

  test('takes the locks of further targets, or is refused as a whole', async () => {
    const also = back('').back;
    const runbooks = { back: { ...(also as FrozenRunbook), document: { ...(also as FrozenRunbook).document, target: 'shop/other' } } };
    const h = await started({}, FAILS, runbooks);
    const note = { by: 'eve', reason: 'x', at: 0 };
    await h.engine.targets.change('shop/other', { type: 'acquire', holder: { run: 'r9', starter: 'eve', since: 0 }, duringFreeze: false }, note);
    expect(await h.signal(CALL)).toMatchObject({ status: 'refused', code: 'invalid', message: expect.stringContaining('shop/other is locked by run r9') });
    expect([(await h.engine.targets.read(T)).holder?.run, await h.engine.listRuns()]).toMatchObject(['r1', [{ status: 'waiting' }]]);
    await h.engine.targets.change('shop/other', { type: 'release', run: 'r9' }, note);
    expect(await h.signal(CALL)).toMatchObject({ status: 'accepted' });
    const next = await successor(h);
    const holders = await Promise.all([T, 'shop/other'].map(async target => (await h.engine.targets.read(target)).holder?.run));
    expect(holders).toEqual([undefined, next]);
  });

  test('is started the next day, as a run of its own; a freeze stops neither', async () => {
    const h = await started({}, FAILS, back('during-freeze: true\n'));
    for (const step of ['go', 'after']) {
      await h.signal({ type: 'approve', step });
      await h.drive();
    }
    const run = await h.engine.getRun('r1');
    expect(run?.head.status).toBe('succeeded');
    if (!run) return;
    await h.engine.targets.change(T, { type: 'freeze', freeze: { by: 'eve', reason: 'incident', at: 0 } }, { by: 'eve', reason: 'x', at: 0 });
    const plan = { ...run.plan, runbook: 'back', inputs: { sha: 'abc', why: 'x' } };
    const evidence = await h.engine.evidence('r1');
    expect(await h.engine.startRun('r2', plan, { starter: BEN, override: '', rollbackOf: 'r1' })).toEqual({ status: 'started' });
    expect(await h.engine.evidence('r1')).toEqual(evidence);
    expect((await h.engine.getRun('r1'))?.head.rolledBackBy).toBe('r2');
    expect((await h.engine.listRuns()).map(({ run: name, rolledBackBy }) => [name, rolledBackBy])).toEqual([
      ['r2', undefined],
      ['r1', 'r2'],
    ]);
    expect(await h.signal({ type: 'retry', step: 'made' })).toMatchObject({ status: 'refused', message: expect.stringContaining('was rolled back by r2') });
    expect(await h.drive('r2')).toMatchObject({ status: 'finished', head: { status: 'succeeded', rollbackOf: 'r1' } });
  });
});

async function started(script: Parameters<typeof harness>[0] = {}, yaml = FAILS, runbooks = back()): Promise<Harness> {
  const h = harness(script);
  await h.start(HEAD + yaml, { targets: [T], runbooks });
  expect(await h.drive()).toMatchObject({ status: 'parked', why: 'gate' });
  return h;
}

async function successor(h: Harness): Promise<string> {
  const run = (await h.engine.getRun('r1'))?.head.rolledBackBy;
  expect(run).toMatch(/^back-\d{8}-[0-9a-f]{6}$/);
  return run ?? '';
}
