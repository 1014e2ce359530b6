import { describe, expect, test } from 'vitest';
import { refusals, situations } from '../../../engine/core/messages/gates.ts';
import { checkSignal } from '../../../engine/core/reduce/signals.ts';
import { type Situation, VERBS, type Verb, isAllowed, situationOf } from '../../../engine/core/reduce/situation.ts';
import type { RunHead } from '../../../engine/core/state.ts';
import { rowsUnder } from '../../support/docs.ts';
import { BEN } from '../../support/engine-harness.ts';
import { SIGNALS, pathOf, reach } from '../../support/situations.ts';

const ALL = Object.keys(VERBS) as Situation[];
const verbs = Object.keys(SIGNALS) as Verb[];

describe.each(ALL)('a step that is in the situation %s', situation => {
  const { program, head, node, send } = reach(situation);
  const path = pathOf(situation);

  test('is there', () => {
    expect(situationOf(program, head, node(path))).toBe(situation);
  });

  test.each(verbs.filter(verb => isAllowed(situation, verb)))('%s is taken', verb => {
    const signal = situation === 'manual' && verb === 'answer' ? ({ type: 'answer', step: 'x', values: { done: true } } as const) : SIGNALS[verb];
    expect(checkSignal({ program, head, node }, signal, BEN)).toMatchObject({ ok: true, path });
    const { effects, nodes } = send(signal);
    expect(effects[0]).toMatchObject({ type: 'emit', entry: { type: 'signal', by: 'ben' } });
    expect(nodes.size).toBeGreaterThan(0);
  });

  test.each(verbs.filter(verb => !isAllowed(situation, verb)))('%s is refused, and changes nothing', verb => {
    const isOver = situation === 'failed before' && (verb === 'settle fail' || !/^(retry|skip|settle)/.test(verb));
    const message = isOver ? refusals.finished('r1', 'failed') : refusals.notNow(verb, path, situations[situation], VERBS[situation]);
    expect(checkSignal({ program, head, node }, SIGNALS[verb], BEN)).toEqual({ ok: false, message });
    const { effects, nodes } = send(SIGNALS[verb]);
    expect([effects, nodes.size]).toEqual([[], 0]);
  });
});

/** What is told to a run as a whole, and verbs on steps of one that has ended. */
const RUNS: Readonly<Record<string, readonly [change: Partial<RunHead>, takes: readonly string[]]>> = {
  'going on': [{}, ['pause', 'cancel', 'rollback']],
  'being paused': [{ pause: { by: 'ana', reason: '' } }, ['cancel', 'rollback']],
  'being cancelled': [{ cancel: { by: 'ana', reason: '', hard: false } }, ['pause', 'cancel', 'rollback']],
  'being cancelled without finally': [{ cancel: { by: 'ana', reason: '', hard: true } }, ['pause', 'rollback']],
  failed: [{ status: 'failed' }, ['retry']],
  'rolled back': [{ status: 'failed', rolledBackBy: 'r2' }, []],
  'succeeded without a step': [{ status: 'succeeded', incomplete: ['x'] }, ['retry']],
  cancelled: [{ status: 'cancelled' }, []],
};
const TO_RUNS = {
  pause: { type: 'pause', reason: '' },
  cancel: { type: 'cancel', reason: '' },
  rollback: { type: 'rollback', reason: '', inputs: {} },
  retry: SIGNALS.retry,
} as const;

test.each(Object.entries(RUNS))('a run that is %s', (_name, [change, takes]) => {
  const { program, head, node } = reach(change.status === undefined ? 'running' : 'failed before');
  const taken = Object.entries(TO_RUNS).flatMap(([verb, signal]) =>
    checkSignal({ program, head: { ...head, ...change }, node }, signal, BEN).ok ? [verb] : [],
  );
  expect(taken).toEqual(takes);
});

test('the tables of engine/README.md are these', () => {
  const mark = (is: boolean): string => (is ? 'yes' : '');
  expect(rowsUnder('engine/README.md', 'What can be told to a step')).toEqual(
    ALL.map(situation => [situation, ...verbs.map(verb => mark(isAllowed(situation, verb)))]),
  );
  expect(rowsUnder('engine/README.md', 'What can be told to a run')).toEqual(
    Object.entries(RUNS).map(([name, [, takes]]) => [name, ...Object.keys(TO_RUNS).map(verb => mark(takes.includes(verb)))]),
  );
});
