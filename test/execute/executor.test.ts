import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Action, type Effect, defineChange, defineRead } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { benchExecutor, runWork, useWork } from '../support/executor.ts';

const OPEN = { type: 'object' } as const;
const EFFECT: Effect = { does: 'make', to: 'place', data: { size: 1 }, says: 'make it' };
const LOST = { code: 'no-answer', message: 'nothing came back', lost: true } as const;

/** A change whose parts a test replaces. */
function change(parts: Partial<Action> = {}): Action {
  const base = defineChange({
    name: 'make',
    summary: 'Makes',
    params: OPEN,
    outputs: OPEN,
    version: 3,
    examples: [],
    interrupted: 'check',
    preview: async () => [EFFECT],
    run: async (_params, context, effects) => {
      for (const effect of effects) await context.change(effect, async () => undefined);
      return { made: true };
    },
  });
  return { ...base, ...parts };
}

function read(run: Action['run']): Action {
  return { ...defineRead({ name: 'look', summary: 'Looks', params: OPEN, outputs: OPEN, version: 1, examples: [], run: async () => ({}) }), run };
}

describe('look', () => {
  it('says that it is done, with the outputs that a run would have had', async () => {
    const bench = benchExecutor({ actions: [change({ check: async () => ({ done: true, outputs: { made: true } }) })] });
    expect(await bench.perform(useWork('test.make'), { phase: 'look' })).toEqual({ status: 'ok', done: true, outputs: { made: true } });
  });

  it('says what would be changed', async () => {
    const bench = benchExecutor({ actions: [change({ check: async () => ({ done: false }) })] });
    expect(await bench.perform(useWork('test.make'), { phase: 'look' })).toEqual({ status: 'ok', done: false, effects: [EFFECT] });
  });

  it('changes nothing, whatever a check tries', async () => {
    const check: Action['check'] = async (_params, context) => {
      await (context as Parameters<Action['run']>[1]).change(EFFECT, async () => undefined);
      return { done: false };
    };
    const bench = benchExecutor({ actions: [change({ check })] });
    expect(await bench.perform(useWork('test.make'), { phase: 'look' })).toMatchObject({ status: 'failed', failure: { code: 'change-in-preview' } });
  });

  it.each([
    [0, { status: 'ok', done: true, outputs: {} }],
    [1, { status: 'ok', done: false, effects: [] }],
    [2, { status: 'failed', failure: { code: 'cannot-tell', message: 'The check cannot tell: `sh` ended with exit code 2, neither 0 (yes) nor 1 (no).' } }],
  ])('asks a command: exit code %i', async (exitCode, outcome) => {
    const check = runWork(['sh', '-c', `exit ${exitCode}`], { effect: 'read' });
    expect(await benchExecutor().perform(runWork(['true']), { phase: 'look', check, claimed: false })).toEqual(outcome);
  });

  it('asks an action by its condition, before the action’s own check', async () => {
    const actions = [read(async () => ({ tags: ['a'] })), change({ check: async () => ({ done: false }) })];
    const ask = (verify: string) =>
      benchExecutor({ actions }).perform(useWork('test.make'), {
        phase: 'look',
        check: useWork('test.look', { condition: { outputs: { count: 'outputs.tags.size()' }, verify, values: { inputs: { n: 1 } } } }),
      });
    expect(await ask('outputs.count == inputs.n')).toEqual({ status: 'ok', done: true, outputs: {} });
    expect(await ask('outputs.count > inputs.n')).toEqual({ status: 'ok', done: false, effects: [EFFECT] });
    expect(await ask('outputs.nothing > 1')).toMatchObject({ status: 'failed', failure: { code: 'expression' } });
  });

  it('refuses a preview that holds a secret', async () => {
    const preview: Action['preview'] = async params => [{ ...EFFECT, data: params }];
    const bench = benchExecutor({ actions: [change({ preview })], secrets: { key: { env: 'KEY' } }, environment: { KEY: 'longsecret' } });
    const work = useWork('test.make', { secrets: { header: [{ text: 'Bearer ' }, { secret: 'key' }] } });
    expect(await bench.perform(work, { phase: 'look' })).toMatchObject({
      status: 'failed',
      failure: { code: 'secret-in-output', message: 'The preview of `test.make` would hold the secret `key`, and what is journaled must not.' },
    });
  });
});

describe('do, with an action', () => {
  it('executes exactly the effects of the look', async () => {
    const bench = benchExecutor({ actions: [change()] });
    expect(await bench.perform(useWork('test.make'), { effects: [EFFECT] })).toEqual({ status: 'ok', outputs: { made: true }, performed: [EFFECT] });
    expect(bench.lines).toContain('engine: ! make it');
  });

  it('is interrupted when the answer of a change was lost', async () => {
    const run: Action['run'] = (_params, context) => context.change(EFFECT, async () => fail(LOST));
    expect(await benchExecutor({ actions: [change({ run })] }).perform(useWork('test.make'))).toEqual({ status: 'interrupted', failure: LOST });
  });

  it('fails when the answer was no, and tells what was done before', async () => {
    const run: Action['run'] = async (_params, context) => {
      await context.change(EFFECT, async () => undefined);
      return context.change({ ...EFFECT, to: 'elsewhere' }, async () => fail({ code: 'http-status', message: '403' }));
    };
    expect(await benchExecutor({ actions: [change({ run })] }).perform(useWork('test.make'))).toEqual({
      status: 'failed',
      failure: { code: 'http-status', message: '403' },
      performed: [EFFECT],
    });
  });

  it('is interrupted when its time is over', async () => {
    const run: Action['run'] = (_params, context) => context.change(EFFECT, io => io.exec(['sleep', '60']).then(() => ({})));
    expect(await benchExecutor({ actions: [change({ run })] }).perform(useWork('test.make'), { timeout: 200 })).toEqual({
      status: 'interrupted',
      failure: { code: 'timeout', message: 'The step took longer than 200ms and was ended.', lost: true },
    });
  });

  it('of a read fails when its time is over: nothing is there to settle', async () => {
    const run: Action['run'] = (_params, context) => context.exec(['sleep', '60']).then(() => ({}));
    expect(await benchExecutor({ actions: [read(run)] }).perform(useWork('test.look'), { timeout: 100, claimed: false })).toEqual({
      status: 'failed',
      failure: { code: 'timeout', message: 'The step took longer than 100ms and was ended.' },
    });
  });

  it('of a read is interrupted when the engine ends it', async () => {
    const bench = benchExecutor({ actions: [read((_params, context) => (bench.abort.abort(), context.exec(['true']).then(() => ({}))))] });
    expect(await bench.perform(useWork('test.look'), { claimed: false })).toMatchObject({ status: 'interrupted', failure: { code: 'aborted' } });
  });

  it('names a bug in a plugin without leaking what it says of secrets', async () => {
    const run: Action['run'] = async params => {
      throw new TypeError(`cannot use ${JSON.stringify(params['key'])}`);
    };
    const bench = benchExecutor({ actions: [change({ run })], secrets: { key: { env: 'KEY' } }, environment: { KEY: 'longsecret' } });
    expect(await bench.perform(useWork('test.make', { secrets: { key: [{ secret: 'key' }] } }))).toEqual({
      status: 'failed',
      failure: { code: 'internal', message: 'The step broke off by a bug in the plugin: cannot use "[secret key]"' },
    });
  });

  it.each([
    ['outputs that the schema refuses', { made: 1 }, 'outputs', '`test.make` returned outputs that it does not declare: made must be boolean'],
    ['more than 256 KiB', { text: 'x'.repeat(262_144) }, 'too-large', 'The result of `test.make` is larger than 256 KiB.'],
  ])('refuses %s', async (_what, outputs, code, message) => {
    const validateOutputs = (_action: Action, value: unknown) => (JSON.stringify(value).includes('"made":1') ? 'made must be boolean' : undefined);
    const bench = benchExecutor({ actions: [change({ run: async () => outputs })], validateOutputs });
    expect(await bench.perform(useWork('test.make'))).toEqual({ status: 'failed', failure: { code, message } });
  });

  it('asks nothing of a connection that is not there', async () => {
    const run: Action['run'] = async (_params, context) => ({ url: context.connection.url() });
    expect(await benchExecutor({ actions: [read(run)] }).perform(useWork('test.look'), { claimed: false })).toEqual({
      status: 'failed',
      failure: {
        code: 'no-connection',
        message: 'The connection `test` is not configured.',
        hint: 'Describe `test` under `connections:` in runbook.config.yml.',
      },
    });
  });

  it('knows no action of another program', async () => {
    expect(await benchExecutor().perform(useWork('test.gone'))).toEqual({
      status: 'failed',
      failure: { code: 'unknown-action', message: 'There is no action `test.gone`.' },
    });
  });
});

describe('confirm', () => {
  it('asks the action about what was journaled', async () => {
    const verify: Action['verify'] = async (_params, outputs) => (outputs['made'] ? { ok: true } : { ok: false, message: 'it is not there' });
    const bench = benchExecutor({ actions: [change({ verify })] });
    expect(await bench.perform(useWork('test.make'), { phase: 'confirm', outputs: { made: true }, claimed: false })).toEqual({ status: 'ok' });
    expect(await bench.perform(useWork('test.make'), { phase: 'confirm', outputs: {}, claimed: false })).toEqual({
      status: 'failed',
      failure: { code: 'verify', message: 'it is not there' },
    });
  });

  it('asks the step’s own reading step', async () => {
    const verify = (code: number) => ({ phase: 'confirm', verify: runWork(`exit ${code}`, { effect: 'read' }), claimed: false }) as const;
    expect(await benchExecutor().perform(runWork(['true']), verify(0))).toEqual({ status: 'ok' });
    expect(await benchExecutor().perform(runWork(['true']), verify(1))).toEqual({
      status: 'failed',
      failure: { code: 'verify', message: 'The verification `sh` says no (exit code 1).' },
    });
    expect(await benchExecutor().perform(runWork(['true']), verify(9))).toMatchObject({ status: 'failed', failure: { code: 'cannot-tell' } });
  });
});

describe('settle', () => {
  it('asks the check alone', async () => {
    const preview = async () => fail({ code: 'unexpected', message: 'nobody asked for a preview' });
    const bench = benchExecutor({ actions: [change({ preview, check: async () => ({ done: false }) })] });
    expect(await bench.perform(useWork('test.make'), { phase: 'settle' })).toEqual({ status: 'ok', done: false });
  });

  it('fails where the check cannot tell', async () => {
    const bench = benchExecutor({ actions: [change({ check: async () => fail({ code: 'http-status', message: '500' }) })] });
    expect(await bench.perform(useWork('test.make'), { phase: 'settle', claimed: false })).toMatchObject({
      status: 'failed',
      failure: { code: 'http-status' },
    });
  });
});

describe('a secret', () => {
  const echo = (more: Parameters<typeof benchExecutor>[0]) => {
    const bench = benchExecutor(more);
    return { bench, run: () => bench.perform(runWork('printf %s "${#S}"', { secrets: { S: [{ secret: 'key' }] } })) };
  };

  it('comes from a file, without its last line break', async () => {
    const { bench, run } = echo({ secrets: { key: { file: 'key.txt' } } });
    writeFileSync(join(bench.folder, 'key.txt'), 'longsecret\n');
    expect(await run()).toMatchObject({ outputs: { stdout: '10' } });
  });

  it('belongs to the runbook in which the step stands', async () => {
    const bench = benchExecutor({
      secrets: { key: { env: 'OUTER' } },
      innerSecrets: { key: { env: 'INNER' } },
      environment: { OUTER: 'outer-secret', INNER: 'the-inner-secret' },
    });
    const work = runWork('printf %s "${#S}"', { secrets: { S: [{ secret: 'key' }] } });
    expect(await bench.perform(work, { path: 'nested/it' })).toMatchObject({ outputs: { stdout: '16' } });
    expect(await bench.perform(work)).toMatchObject({ outputs: { stdout: '12' } });
  });

  it('comes from a command that is asked once, and is never shown', async () => {
    const { bench, run } = echo({ secrets: { key: { command: ['sh', '-c', 'echo x >> asked; echo longsecret'] } } });
    await run();
    expect(await run()).toMatchObject({ outputs: { stdout: '10' } });
    expect(readFileSync(join(bench.folder, 'asked'), 'utf8')).toBe('x\n');
    expect(bench.lines.join('\n')).not.toContain('longsecret');
  });

  it.each([
    [{ env: 'GONE' }, 'no-secret', 'The secret `key` has no value: the environment variable GONE is not set.'],
    [{ command: ['sh', '-c', 'echo longsecret; exit 2'] }, 'no-secret', 'The secret `key` has no value: `sh` ended with exit code 2.'],
    [{ command: ['no-such-program'] }, 'no-secret', 'The secret `key` has no value: `no-such-program` gave none (not-found).'],
    [{ env: 'SHORT' }, 'secret-too-short', 'The secret `key` is shorter than 8 characters; so short a text cannot be kept out of logs.'],
  ])('that %j does not give ends the step before anything begins', async (source, code, message) => {
    const { run } = echo({ secrets: { key: source }, environment: { SHORT: 'abc' } });
    expect(await run()).toEqual({ status: 'failed', failure: { code, message } });
  });
});
