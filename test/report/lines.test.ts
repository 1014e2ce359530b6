import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../engine/core/events.ts';
import type { DriveEnd } from '../../engine/core/ports.ts';
import type { GateState } from '../../engine/core/state.ts';
import { openNdjson } from '../../engine/report/ndjson.ts';
import { openPlain } from '../../engine/report/plain.ts';
import { shellQuote, summaryLines } from '../../engine/report/summary.ts';
import type { View, ViewOptions } from '../../engine/report/view.ts';
import { T0, finished, headOf, journal, runStarted, started } from '../support/journal.ts';

const gate: GateState = { kind: 'approve', text: 'Go or no go?', show: ['https://x/1'], openedAt: T0, by: ['deployers'], min: 1, shown: '' };

const records = journal(
  [0, runStarted],
  [0, { type: 'lock', target: 'pki/prod', what: 'acquired' }],
  [0, started('cut', 'Cut the branch')],
  [1, { type: 'step-doing', path: 'cut', attempt: 1, spec: null, effects: [{ does: 'git push', to: 'origin', data: null, says: 'push rc to origin' }] }],
  [1, { type: 'step-interrupted', path: 'cut', failure: { code: 'killed', message: 'It was killed.' } }],
  [2, finished('cut', { recovered: true, took: 2_000 })],
  [2, started('calm')],
  [2, { type: 'step-waiting', path: 'calm', for: 'time', until: T0 + 902_000 }],
  [902, finished('calm', { took: 900_000 })],
  [902, started('poll')],
  [902, { type: 'step-waiting', path: 'poll', for: 'poll', until: T0 + 932_000, deadline: T0 + 1_502_000 }],
  [932, { type: 'step-looked', path: 'poll', looks: 2, outputs: { status: 'open' } }],
  [932, { type: 'step-waiting', path: 'poll', for: 'retry', until: T0 + 940_000, failure: { code: 'http', message: 'It answered 503', hint: 'wait' } }],
  [940, finished('poll', { status: 'skipped', reason: 'not needed' })],
  [940, { type: 'pass-started', path: 'loop', pass: 2 }],
  [940, { type: 'items-expanded', path: 'live', keys: ['a', 'b'] }],
  [941, { type: 'gate-opened', path: 'go', gate }],
  [950, { type: 'signal', by: 'bo', signal: { type: 'approve', step: 'go' } }],
  [950, { type: 'gate-closed', path: 'go', decision: 'approved', by: 'bo', note: 'fine' }],
  [951, finished('a', { status: 'cancelled' })],
  [951, finished('b', { status: 'unknown' })],
  [951, finished('c', { status: 'failed', warned: true, failure: { code: 'http', message: 'No Slack \x1b[31m!' } })],
  [952, finished('d', { status: 'failed', took: 61_000, failure: { code: 'exit-code', message: 'It ended with exit code 1.', hint: 'Look.' } })],
  [953, { type: 'freeze', target: 'pki/prod', what: 'set', reason: 'incident' }],
  [954, { type: 'run-finished', status: 'failed', incomplete: ['c'], took: 954_000 }],
);

function written(
  open: (options: ViewOptions) => View,
  journalRecords: readonly JournalRecord[],
  lines: readonly (readonly [string, string])[] = [],
  end?: DriveEnd,
): string {
  const out = new PassThrough();
  const view = open({ out, now: () => T0 + 5_000 });
  for (const record of journalRecords) view.record(record);
  for (const [path, text] of lines) view.line(path, text);
  view.close(end);
  return String(out.read() ?? '');
}

describe('plain lines', () => {
  it('say every transition once, with the time of the run', () => {
    expect(written(options => openPlain({ ...options, timeZone: 'UTC' }), records)).toBe(`2026-03-10 10:00:00 run r1 started by ana: Demo
2026-03-10 10:00:00 lock on pki/prod acquired
2026-03-10 10:00:00 cut started: Cut the branch
2026-03-10 10:00:01 cut does: push rc to origin
2026-03-10 10:00:01 cut no answer: It was killed.
2026-03-10 10:00:02 cut succeeded, already done (2s)
2026-03-10 10:00:02 calm started: calm
2026-03-10 10:00:02 calm waits: until 10:15:02, 15m left
2026-03-10 10:15:02 calm succeeded (15m)
2026-03-10 10:15:02 poll started: poll
2026-03-10 10:15:02 poll waits: looks again at 10:15:32, gives up at 10:25:02, 10m left
2026-03-10 10:15:32 poll look 2: something changed
2026-03-10 10:15:32 poll waits: tries again at 10:15:40, 8s left
2026-03-10 10:15:32 poll It answered 503
2026-03-10 10:15:32 poll hint: wait
2026-03-10 10:15:40 poll skipped: not needed
2026-03-10 10:15:40 loop pass 2
2026-03-10 10:15:40 live 2 items: a, b
2026-03-10 10:15:41 go waits for approval by deployers (0 of 1): Go or no go?
2026-03-10 10:15:41 go https://x/1
2026-03-10 10:15:50 go approved by bo: fine
2026-03-10 10:15:51 a cancelled
2026-03-10 10:15:51 b outcome unknown
2026-03-10 10:15:51 c failed, the run goes on
2026-03-10 10:15:51 c No Slack !
2026-03-10 10:15:52 d failed (1m1s)
2026-03-10 10:15:52 d It ended with exit code 1.
2026-03-10 10:15:52 d hint: Look.
2026-03-10 10:15:53 freeze of pki/prod set: incident
`);
  });

  it('show the output of commands clean, in the time zone of the run', () => {
    const text = written(options => openPlain({ ...options, timeZone: 'America/New_York' }), [], [['cut', '\x1b]0;t\x07a\rb\x1b[2J']]);
    expect(text).toBe('2026-03-10 06:00:05 cut | a b\n');
  });
});

describe('NDJSON', () => {
  it('gives every journal entry as one line and ends with run-finished', () => {
    const lines = written(openNdjson, records, [['cut', 'output']], { status: 'finished', head: headOf() })
      .trimEnd()
      .split('\n');
    const parsed = lines.map(line => JSON.parse(line) as Record<string, unknown>);
    expect(parsed.map(({ type, run, seq, at }) => ({ type, run, seq, at }))).toEqual(
      records.map(({ type, seq, at }) => ({ type, run: 'r1', seq, at: new Date(at).toISOString() })),
    );
    expect(parsed.at(-1)).toMatchObject({ type: 'run-finished', status: 'failed' });
    expect(parsed[2]).toMatchObject({ path: 'cut', attempt: 1, name: 'Cut the branch' });
  });

  it('ends a parked run with its own entry alone, and a lost one with run-lost', () => {
    const entry = { type: 'run-parked', status: 'waiting', why: 'gate', gates: ['go'] } as const;
    const parked = written(openNdjson, journal([0, runStarted], [5, entry]), [], {
      status: 'parked',
      why: 'gate',
      head: headOf({ status: 'waiting', gates: ['go'] }),
    });
    expect(parked.trimEnd().split('\n').slice(1)).toEqual([
      '{"type":"run-parked","run":"r1","at":"2026-03-10T10:00:05.000Z","seq":2,"status":"waiting","why":"gate","gates":["go"]}',
    ]);
    expect(written(openNdjson, journal([0, runStarted]), [], { status: 'lost' }).split('\n')[1]).toBe(
      '{"type":"run-lost","run":"r1","seq":1,"at":"2026-03-10T10:00:05.000Z"}',
    );
  });

  it('holds no raw control character', () => {
    const text = written(openNdjson, journal([0, started('a', 'x\x1b[2J\x7f\x9b5A')]));
    expect(text).toContain('x\\u001b[2J\\u007f\\u009b5A');
  });
});

describe('the end of a run', () => {
  it('says what failed, what is incomplete, and how to roll back', () => {
    const failure = { step: 'recycle/live', name: 'Watch it', code: 'verify', message: 'Errors are up.', hint: 'Roll back.' };
    const rollback = { runbook: 'pki-rollback', inputs: { number: '112.1' }, missing: ['reason'] };
    const head = headOf({ status: 'failed', endedAt: T0 + 3_720_000, failure, incomplete: ['share'], goesOn: { at: ['recycle/live'] }, rollback });
    expect(summaryLines({ status: 'finished', head }, new Map())).toEqual([
      'Run r1 failed after 1h2m.',
      'Failed at recycle/live (Watch it): Errors are up. [verify]',
      'hint: Roll back.',
      'Its log: runbook logs r1 recycle/live',
      'Incomplete (the run went on without them):',
      '  - share',
      'To go on from the step that failed, once its cause is mended:',
      '  runbook retry r1 && runbook resume r1',
      'To roll back:',
      '  runbook rollback r1 --input reason=…',
    ]);
  });

  it('says how to try again what it succeeded without, also in a rehearsal', () => {
    const goesOn = { at: ['side/left[a b]'], rehearsed: true } as const;
    expect(summaryLines({ status: 'finished', head: headOf({ incomplete: goesOn.at, goesOn }) }, new Map())).toEqual([
      'Run r1 succeeded.',
      'Incomplete (the run went on without them):',
      '  - side/left[a b]',
      'To try what is incomplete again (in a kept world, with --world):',
      "  runbook retry r1 'side/left[a b]' && runbook resume r1",
    ]);
  });

  it('names the run that rolls it back, and the run that it rolls back itself', () => {
    const head = headOf({ status: 'failed', endedAt: T0, rollback: { runbook: 'x', inputs: {} }, rolledBackBy: 'r2', rollbackOf: 'r0' });
    expect(summaryLines({ status: 'finished', head }, new Map())).toEqual([
      'Run r1 failed.',
      'It rolls back run r0.',
      'Run r2 rolls it back: runbook status r2',
    ]);
  });

  it('says who is waited for in a parked run, and how to go on', () => {
    const gates = new Map([['promote@2/go', gate]]);
    const head = headOf({ status: 'waiting', gates: ['promote@2/go'], now: T0 + 60_000 });
    expect(summaryLines({ status: 'parked', why: 'gate', head }, gates)).toEqual([
      'Run r1 is parked after 1m.',
      'promote@2/go waits for approval by deployers (0 of 1): `runbook approve r1 promote@2/go` or `runbook reject r1 promote@2/go`',
      'To go on: runbook resume r1',
    ]);
  });

  it('quotes for the shell', () => {
    expect(['plain', 'a b', "it's", '$(rm)', '', 'live[1]'].map(shellQuote)).toEqual(['plain', "'a b'", `'it'\\''s'`, "'$(rm)'", "''", "'live[1]'"]);
  });
});
