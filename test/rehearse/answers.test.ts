import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import type { Actor, GateState } from '../../engine/core/state.ts';
import { answerKey, replyTo } from '../../engine/rehearse/answers.ts';

const ana: Actor = { name: 'ana', groups: ['deployers'] };
const ben: Actor = { name: 'ben', groups: ['deployers'] };
const cho: Actor = { name: 'cho', groups: ['oncall'] };
const people = [ana, ben, cho];
const gate = (kind: GateState['kind'], more: Partial<GateState> = {}): GateState => ({ kind, text: '', show: [], openedAt: 0, shown: '', ...more });
const approve = (more: Partial<GateState> = {}) => gate('approve', { by: ['deployers'], min: 1, notStarter: true, approvals: [], ...more });
const number = { type: 'string' } as const;

/** `ben approve`, `ana answer {...}`, or nothing. */
function said(state: GateState, answers: JsonObject, { yes = true, opened = 0, path = 'promote@2/go' } = {}): string | undefined {
  const reply = replyTo({ path, gate: state, opened }, { answers, people, starter: ana, yes });
  if (!reply) return undefined;
  const { type, step, ...rest } = reply.signal;
  expect(step).toBe(path);
  return [reply.by.name, type, ...(Object.keys(rest).length > 0 ? [JSON.stringify(rest)] : [])].join(' ');
}

test.each<[string, GateState, string | undefined]>([
  ['confirm: the starter says yes', gate('confirm'), 'ana approve'],
  ['approve: the first fitting person who is not the starter', approve(), 'ben approve'],
  ['approve: the starter, where that is allowed', approve({ notStarter: false }), 'ana approve'],
  ['approve: a second person after the first', approve({ notStarter: false, min: 2, approvals: [{ by: 'ana', at: 1 }] }), 'ben approve'],
  ['approve: nobody is left', approve({ min: 2, approvals: [{ by: 'ben', at: 1 }] }), undefined],
  ['approve: nobody is in the group', approve({ by: ['owners'] }), undefined],
  ['manual: all ticks', gate('manual', { ticks: ['a', 'b'] }), 'ana answer {"values":{"done":true}}'],
  ['ask: defaults', gate('ask', { fields: { n: { ...number, default: '1' } } }), 'ana answer {"values":{}}'],
  ['ask: a default of null', gate('ask', { fields: { n: { ...number, default: null } } }), 'ana answer {"values":{}}'],
  ['ask: without a default nobody can', gate('ask', { fields: { n: number } }), undefined],
  ['unknown: nobody can', gate('unknown'), undefined],
])('--yes, no answer in the world: %s', (_name, state, expected) => {
  expect(said(state, {})).toBe(expected);
  expect(said(state, {}, { yes: false })).toBeUndefined();
});

test.each<[string, GateState, Json, string | undefined]>([
  ['confirm', gate('confirm'), true, 'ana approve'],
  ['confirm', gate('confirm'), 'no', 'ana reject'],
  ['confirm', gate('confirm'), 'perhaps', undefined],
  ['approve', approve(), { approve: 'ben' }, 'ben approve'],
  ['approve', approve(), { approve: 'nobody' }, undefined],
  ['approve', approve(), { reject: 'cho', note: 'not today' }, 'cho reject {"note":"not today"}'],
  ['approve', approve(), 'yes', 'ben approve'],
  ['manual', gate('manual'), 'yes', 'ana answer {"values":{"done":true}}'],
  ['manual', gate('manual'), 'no', undefined],
  ['ask', gate('ask', { fields: { n: number, m: { ...number, default: 'x' } } }), { n: '112' }, 'ana answer {"values":{"n":"112"}}'],
  ['ask', gate('ask', { fields: { n: number } }), {}, undefined],
  ['ask', gate('ask', { fields: { n: number } }), 'yes', undefined],
  ['unknown', gate('unknown'), 'redo', 'ana settle {"as":"redo"}'],
  ['unknown', gate('unknown'), 'yes', undefined],
])('an answer decides, with --yes or without: %s', (_kind, state, answer, expected) => {
  expect(said(state, { go: answer })).toBe(expected);
  expect(said(state, { go: answer }, { yes: false })).toBe(expected);
});

test('a list answers a gate that opens more than once, in order; after its end --yes decides', () => {
  const answers = { go: [false, true] };
  const replies = [0, 1, 2].map(opened => said(gate('confirm'), answers, { opened }));
  expect(replies).toEqual(['ana reject', 'ana approve', 'ana approve']);
  expect(said(gate('confirm'), answers, { opened: 2, yes: false })).toBeUndefined();
});

test('the longest key that names the step counts', () => {
  expect(answerKey('promote@2/go', { go: 1, 'promote/go': 2, 'promote@2/go': 3, o: 4 })).toBe('promote@2/go');
  expect(answerKey('promote/go', { go: 1, 'promote/go': 2 })).toBe('promote/go');
  expect(answerKey('promote/go', { promote: 1, 'other/go': 2 })).toBeUndefined();
});
