import { expect, test } from 'vitest';
import { judge, type BoardCommit, type Gap, type ProjectFacts } from '../../../engine/core/board/standing.ts';
import { boardLines } from '../../../engine/report/board-lines.ts';

const NOW = Date.parse('2026-03-10T14:00:00Z');
const DAY = 86_400_000;
const commit = (days: number, author = 'ben'): BoardCommit => ({ subject: 'Mend the header', author, at: NOW - days * DAY - 1 });
const gap = (...commits: readonly BoardCommit[]): Gap => ({ ahead: 'staging', behind: 'production', differs: commits.length > 0, commits });
const project = (name: string, more: Partial<ProjectFacts> = {}): ProjectFacts => ({ name, title: name, stages: [], gaps: [gap()], errors: [], ...more });
const run = { run: 'r-1', runbook: 'release', target: null, status: 'succeeded', started: NOW - DAY, starter: 'ana', parked: false } as const;

const names = (facts: readonly ProjectFacts[]): readonly string[] => judge(facts, NOW).map(({ name, standing, severity }) => `${name} ${standing} ${severity}`);

test('errors stand first, then runs that want somebody, then the most and oldest commits, then what is in step, by name', () => {
  expect(
    names([
      project('even-b'),
      project('even-a', { run }),
      project('little', { gaps: [gap(commit(0))] }),
      project('old', { gaps: [gap(commit(5))] }),
      project('many', { gaps: [gap(commit(0), commit(1), commit(2, 'cho'))] }),
      project('parked', { run: { ...run, status: 'waiting', parked: true } }),
      project('under-way', { run: { ...run, status: 'waiting' }, gaps: [gap(commit(0))] }),
      project('failed', { run: { ...run, status: 'failed' }, gaps: [gap(commit(9))] }),
      project('stage', { stages: [{ name: 'staging', error: 'no' }] }),
      project('compare', { gaps: [{ ...gap(commit(0)), error: 'no' }] }),
      project('store', { errors: ['no'] }),
    ]),
  ).toEqual([
    'compare error 2',
    'stage error 0',
    'store error 0',
    'failed attention 83',
    'parked attention 0',
    'old behind 27',
    'many behind 11',
    'little behind 2',
    'under-way behind 2',
    'even-a even 0',
    'even-b even 0',
  ]);
});

test('stages that differ without a comparison are out of step all the same', () => {
  expect(names([project('a', { gaps: [{ ahead: 'staging', behind: 'production', differs: true }] })])).toEqual(['a behind 1']);
});

test('no line is wider than the terminal, and what outsiders wrote cannot steer it', () => {
  const long = `Mend \u001b[31m${'the header and all that '.repeat(9)}\nnow`;
  const facts = project('force', {
    gaps: [gap(...Array.from({ length: 14 }, (_, n) => ({ ...commit(n, `author-${n}`), subject: long })))],
    stages: [{ name: 'staging', commit: 'a'.repeat(40), error: long }],
    freeze: { reason: long, by: 'ana', at: NOW },
    request: { url: `https://example.com/${'x'.repeat(90)}`, opened: NOW - DAY, due: NOW - 1 },
    holder: { run: 'r-2', starter: 'cho', since: NOW },
    window: { open: false, why: 'Today is sun; deploys are on mon.' },
    errors: [long],
    run,
  });
  const lines = boardLines(judge([facts], NOW), { now: NOW, width: 80, color: false, commits: true });
  const tooWide = lines.filter(line => line.length > 80 && !line.includes('https://'));
  expect(tooWide).toEqual([]);
  expect(lines.join('')).not.toContain('\u001b');
  expect(lines.slice(-6)).toEqual([
    '    Today is sun; deploys are on mon.',
    '    cho is at it: run r-2',
    '    request open for 1d:',
    `      https://example.com/${'x'.repeat(90)}`,
    '      it has rested',
    '    last run: release by ana 1d ago, succeeded',
  ]);
  expect(lines.filter(line => line === '      and 4 more')).toHaveLength(1);
});
