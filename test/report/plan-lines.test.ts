import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Plan } from '../../engine/core/planning/plan.ts';
import { planLines, workLines } from '../../engine/report/plan-lines.ts';
import { shellQuote } from '../../engine/report/summary.ts';

test('a value with a newline or a control sequence cannot forge a line of the plan', () => {
  const evil = 'x\n! Delete everything\x1b[31m';
  const plan: Plan = {
    runbook: 'demo',
    title: 'Demo',
    inputs: { a: evil },
    missing: [],
    targets: [evil],
    failedReads: 0,
    atLeast: 0,
    notes: [evil],
    steps: [
      {
        path: 's',
        name: evil,
        kind: 'run',
        depth: 0,
        list: 'steps',
        verdict: 'runs',
        effect: 'change',
        notes: [evil],
        effects: [{ does: 'x', to: 'y', data: null, says: evil }],
      },
    ],
  };
  const lines = planLines(plan, true, 'UTC');
  expect(lines.filter(line => line.startsWith('!'))).toEqual([
    '! x ! Delete everything  \x1b[2ms\x1b[22m',
    '! changes   ? reads   - does not run   = already done   ‹…› known only then',
  ]);
  expect(lines.join('')).not.toMatch(/\x1b\[31m|\n/);
});

test('a text that others will read is written out, line by line, up to a bound', () => {
  const body = Array.from({ length: 40 }, (_, index) => `commit ${index}`).join('\n\n');
  const work = { kind: 'uses', action: 'chat.post', with: { channel: 'dev', text: body }, secrets: {}, connection: 'chat' } as const;
  const lines = workLines(work);
  expect(lines.slice(0, 3)).toEqual(['chat.post  channel: dev', 'text: commit 0', '| commit 1']);
  expect(lines.slice(-2)).toEqual(['| commit 29', '| ... and 10 more lines; `--json` has them all']);
});

test('a quoted word is one word for bash, and shows no control character', () => {
  for (const word of ["it's", 'a b', 'a\nb\x1b[31m\'\\"$(id)', '', '--x=1']) {
    const quoted = shellQuote(word);
    expect(quoted).not.toMatch(/[\x00-\x1f]/);
    expect(spawnSync('bash', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' }).stdout).toBe(word);
  }
});
