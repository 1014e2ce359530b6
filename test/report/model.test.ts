import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../engine/core/events.ts';
import type { FrozenPlan } from '../../engine/core/plan.ts';
import type { Step } from '../../engine/core/runbook.ts';
import { createClockText } from '../../engine/report/clock-text.ts';
import { type Row, layOut } from '../../engine/report/layout.ts';
import { applyLine, applyRecord, createModel, openGates, rootOf } from '../../engine/report/model.ts';
import { T0, finished, journal, runStarted, started } from '../support/journal.ts';
import { planOf } from '../support/plan-of.ts';

const step = (id: string, more: Partial<Step> = {}): Step => ({ id, run: ['true'], ...more });
const gate = { kind: 'approve', text: 'Go?', show: [], openedAt: T0, by: ['deployers'], min: 2, approvals: [{ by: 'bo', at: T0 }], shown: '' } as const;

/** The screen as text: two spaces a level, the status in brackets. */
function screenOf(
  plan: FrozenPlan,
  records: readonly JournalRecord[],
  more: { second?: number; rows?: number; columns?: number; lines?: readonly [string, string][] } = {},
): string {
  const model = createModel(plan);
  for (const record of records) applyRecord(model, record);
  for (const [path, text] of more.lines ?? []) applyLine(model, path, text);
  const { rows = 40, columns = 80, second = 0 } = more;
  const write = (list: readonly Row[], depth: number): string[] =>
    list.flatMap(row => [
      `${'  '.repeat(depth)}[${row.status}] ${row.title}`,
      ...row.lines.map(line => `${'  '.repeat(depth)}  > ${line}`),
      ...write(row.children, depth + 1),
    ]);
  return write(layOut(rootOf(model), { rows, columns, now: T0 + second * 1_000, clock: createClockText('UTC') }), 0).join('\n');
}

describe('the tree of a run', () => {
  it('shows what is to come, unfolds what runs, and folds what is done', () => {
    const plan = planOf([step('one', { name: 'First' }), { id: 'both', name: 'Both', parallel: [step('left'), step('right')] }, step('last')], {
      finally: [step('tidy_up')],
    });
    const before = journal(
      [0, runStarted],
      [0, started('one', 'First')],
      [2, finished('one', { took: 2_000 })],
      [2, started('both', 'Both')],
      [2, started('both/left', 'left')],
    );
    expect(screenOf(plan, before, { second: 5, lines: [['both/left', 'hello']] })).toBe(
      [
        '[succeeded] First (2s)',
        '[running] Both (3s)',
        '  [running] left (3s)',
        '    > hello',
        '  [pending] right',
        '[pending] last',
        '[pending] tidy up',
      ].join('\n'),
    );
    const after = [
      ...before,
      ...journal([9, finished('both/left')], [9, finished('both/right', { status: 'skipped', reason: 'not needed' })], [9, finished('both', { took: 7_000 })]),
    ];
    expect(screenOf(plan, after, { second: 9 })).toBe(['[succeeded] First (2s)', '[succeeded] Both (7s)', '[pending] last', '[pending] tidy up'].join('\n'));
  });

  it('shows nested runbooks, later passes and items when they start', () => {
    const nested = { version: 1, name: 'inner', title: 'Inner', steps: [step('look')] } as const;
    const loop: Step = { id: 'promote', name: 'Promote', repeat: { while: 'true', 'at-most': 3 }, steps: [step('probe'), step('mr')] };
    const plan = planOf([{ id: 'recycle', name: 'Recycle', runbook: 'inner' }, loop, step('live', { foreach: 'x', name: 'Live' })], {}, [nested]);
    expect(screenOf(plan, journal([0, runStarted], [0, started('recycle', 'Recycle')]))).toContain('[running] Recycle\n  [pending] look');
    const pass = journal(
      [0, runStarted],
      [0, started('promote', 'Promote')],
      [0, finished('promote/probe')],
      [1, { type: 'pass-started', path: 'promote', pass: 2 }],
      [1, started('promote@2/probe', 'probe')],
    );
    expect(screenOf(plan, pass, { second: 1 })).toContain('[running] Promote (1s)\n  [running] probe\n  [pending] mr\n[pending] Live');
    const items = journal(
      [0, runStarted],
      [0, started('live', 'Live')],
      [0, { type: 'items-expanded', path: 'live', keys: ['a', 'b'] }],
      [0, started('live[a]', 'Live')],
    );
    expect(screenOf(plan, items)).toContain('[running] Live\n  [running] Live [a]\n  [pending] Live [b]');
  });

  it('counts down waits, polls, retries and gates by the clock that it is given', () => {
    const plan = planOf([step('calm'), step('poll'), step('again'), step('go')]);
    const records = journal(
      [0, runStarted],
      [0, started('calm')],
      [0, { type: 'step-waiting', path: 'calm', for: 'time', until: T0 + 900_000 }],
      [0, started('poll')],
      [0, { type: 'step-looked', path: 'poll', looks: 3, outputs: {} }],
      [0, { type: 'step-waiting', path: 'poll', for: 'poll', until: T0 + 30_000, deadline: T0 + 600_000 }],
      [0, started('again')],
      [0, { type: 'step-waiting', path: 'again', for: 'retry', until: T0 + 60_000, failure: { code: 'http', message: 'It answered 503', hint: 'wait' } }],
      [0, started('go')],
      [0, { type: 'gate-opened', path: 'go', gate: { ...gate, expiresAt: T0 + 3_600_000 } }],
    );
    expect(screenOf(plan, records, { second: 28, columns: 120 })).toBe(
      [
        '[waiting] calm: until 10:15:00, 14m32s left',
        '[waiting] poll: looked 3 times, again at 10:00:30, gives up at 10:10:00, 9m32s left',
        '[waiting] again: attempt 2 at 10:01:00, 32s left',
        '  > It answered 503',
        '  > hint: wait',
        '[waiting] go: waits for approval by deployers (1 of 2), gives up at 11:00:00, 59m32s left',
      ].join('\n'),
    );
    const narrow = screenOf(plan, records, { second: 28, columns: 60 });
    expect(narrow).toContain('[waiting] go\n  > waits for approval by deployers (1 of 2), gives up at 11:00:00, 59m32s left');
  });

  it('tells why where it failed, not again in the groups around, and what never ran', () => {
    const plan = planOf([step('warned'), { id: 'group', name: 'Group', steps: [step('bad'), step('never')] }, step('rest')]);
    const failure = { code: 'exit-code', message: 'It ended with exit code 1.', hint: 'Look at its log.' };
    const records = journal(
      [0, runStarted],
      [0, started('warned')],
      [0, finished('warned', { status: 'failed', warned: true, failure: { code: 'http', message: 'No Slack.' } })],
      [0, started('group', 'Group')],
      [0, started('group/bad', 'bad')],
      [3, finished('group/bad', { status: 'failed', took: 3_000, failure })],
      [3, finished('group', { status: 'failed', took: 3_000, failure })],
      [3, { type: 'run-finished', status: 'failed', incomplete: ['warned'], took: 3_000 }],
    );
    expect(screenOf(plan, records)).toBe(
      [
        '[warned] warned: failed, the run goes on',
        '  > No Slack.',
        '[failed] Group (3s)',
        '  [failed] bad (3s)',
        '    > It ended with exit code 1.',
        '    > hint: Look at its log.',
        '[fold] 1 not run',
      ].join('\n'),
    );
  });

  it('makes names and lines from outside harmless', () => {
    const hostile = 'a\x1b[2J\x1b]0;title\x07\rb\x9b5A\u202ec\nd';
    const text = screenOf(planOf([step('one')]), journal([0, runStarted], [0, started('one', hostile)]), { lines: [['one', hostile]] });
    expect(text).toBe('[running] a bc d\n  > a bc d');
  });

  it('knows which gates are open', () => {
    const model = createModel(planOf([step('go'), step('on')]));
    for (const record of journal([0, started('go')], [0, { type: 'gate-opened', path: 'go', gate }])) applyRecord(model, record);
    expect([...openGates(model).keys()]).toEqual(['go']);
    for (const record of journal([1, { type: 'gate-closed', path: 'go', decision: 'approved', by: 'bo' }])) applyRecord(model, record);
    expect(openGates(model).size).toBe(0);
  });
});

describe('a tree larger than the screen', () => {
  const many = planOf(Array.from({ length: 500 }, (_, index) => step(`s${index}`)));
  const upTo = (last: number): readonly JournalRecord[] =>
    journal([0, runStarted], ...Array.from({ length: last }, (_, index) => [0, finished(`s${index}`)] as const), [0, started(`s${last}`)]);

  it('keeps the neighbours of the running step and counts the rest', () => {
    expect(screenOf(many, upTo(250), { rows: 7 })).toBe(
      ['[fold] 248 more done', '[succeeded] s248', '[succeeded] s249', '[running] s250', '[pending] s251', '[pending] s252', '[fold] 247 more to come'].join(
        '\n',
      ),
    );
  });

  it.each([1, 2, 3, 5, 10, 23])('never takes more than %i rows, also with many running at once', rows => {
    const wide = planOf([{ id: 'all', parallel: Array.from({ length: 100 }, (_, index) => step(`b${index}`)) }, step('end')]);
    const records = journal([0, runStarted], [0, started('all')], ...Array.from({ length: 60 }, (_, index) => [0, started(`all/b${index}`)] as const));
    const lines = Array.from({ length: 60 }, (_, index) => [`all/b${index}`, 'a line'] as [string, string]);
    for (const text of [screenOf(wide, records, { rows, lines }), screenOf(many, upTo(7), { rows })]) expect(text.split('\n').length).toBeLessThanOrEqual(rows);
  });
});
