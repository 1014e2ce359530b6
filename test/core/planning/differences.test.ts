import { expect, test } from 'vitest';
import type { Plan, PlannedStep } from '../../../engine/core/planning/plan.ts';
import { comparePlans } from '../../../engine/core/planning/differences.ts';
import type { SavedPlan } from '../../../engine/core/planning/saved-plan.ts';

const step = (path: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  path,
  name: path,
  kind: 'run',
  depth: 0,
  list: 'steps',
  verdict: 'runs',
  effect: 'read',
  notes: [],
  ...more,
});

const read = (path: string, url: string, answer: string, status: 'known' | 'provisional' = 'known'): PlannedStep => ({
  ...step(path),
  work: { kind: 'uses', action: 't.get', with: { url }, secrets: {}, connection: 't' },
  read: { status, outputs: { answer }, compared: { answer } },
});

function saved(steps: readonly PlannedStep[], more: Partial<SavedPlan> = {}): SavedPlan {
  const plan: Plan = { runbook: 'r', title: 'R', inputs: {}, missing: [], targets: ['a'], steps, failedReads: 0, atLeast: 0, notes: [] };
  const base = { format: 'runbook-plan', v: 1, hash: '', made: { at: '', by: 'ana' }, offline: false, rehearsal: false, override: '' } as const;
  return { ...base, runbooks: {}, connections: {}, actions: {}, plan, ...more };
}

test('servers that take turns may answer in another order, but not with something new', () => {
  const [a, b, c] = ['old', 'new', 'old'].map((answer, index) => read(`live[${index}]`, '/version', answer)) as [PlannedStep, PlannedStep, PlannedStep];
  const turned = ['new', 'old', 'new'].map((answer, index) => read(`live[${index}]`, '/version', answer));
  expect(comparePlans(saved([a, b, c]), saved(turned))).toEqual([]);
  const other = [a, b, read('live[2]', '/version', 'other')];
  expect(comparePlans(saved([a, b, c]), saved(other)).map(({ name, field }) => [name, field])).toEqual([['live[2]', 'outputs.answer']]);
});

test('a question that is asked once is held to its answer; one that failed is told', () => {
  expect(comparePlans(saved([read('x', '/a', '1')]), saved([read('x', '/a', '2')]))).toEqual([
    { what: 'step', name: 'x', field: 'outputs.answer', before: '1', after: '2', seen: 'known' },
  ]);
  const failed = { ...read('x', '/a', '1'), read: { status: 'failed' as const, message: 'no answer' } };
  expect(comparePlans(saved([read('x', '/a', '1', 'provisional')]), saved([failed])).map(({ field, seen }) => [field, seen])).toEqual([
    ['outputs.answer', 'provisional'],
    ['no answer', 'provisional'],
  ]);
});

test('connections, versions, targets, and steps that came or went are told apart', () => {
  const before = saved([step('a'), step('gone')], { connections: { c: { plugin: 'p', url: 'https://a' } }, actions: { 't.get': 1 } });
  const after = saved([step('a'), step('new')], { connections: { c: { plugin: 'p', url: 'https://b' } }, actions: { 't.get': 2 } });
  const moved = { ...after, plan: { ...after.plan, targets: ['a', 'b'] } };
  expect(comparePlans(before, moved).map(({ what, name, field, before: was, after: is }) => [what, name, field, was, is])).toEqual([
    ['connection', 'c', 'url', 'https://a', 'https://b'],
    ['action', 't.get', '', '1', '2'],
    ['target', 'a, b', '', 'a', 'a, b'],
    ['step', 'new', '', undefined, 'is there'],
    ['step', 'gone', '', 'is there', undefined],
  ]);
});

test('in a world the ports of stand-ins are no difference; outside of it they are', () => {
  const [one, two] = ['http://127.0.0.1:4001/x', 'http://127.0.0.1:4002/x'].map(url => [step('a', { gate: { kind: 'confirm', text: url, show: [] } })]);
  expect(comparePlans(saved(one ?? [], { rehearsal: true }), saved(two ?? [], { rehearsal: true }))).toEqual([]);
  expect(comparePlans(saved(one ?? []), saved(two ?? []))).toHaveLength(1);
});
